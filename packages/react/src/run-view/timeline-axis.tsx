import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { Texts } from '../language/text.js';
import { axisTicks, type AxisWindow, type TimeAxis } from '../run/time-axis.js';

export interface TimelineAxisProps {
  readonly axis: TimeAxis;
  readonly window: AxisWindow;
  readonly isClock: boolean;
}

/** What a time takes at least, in pixels. */
const tickWidth = 64;

/** The times above the bars. What they say, every row says in words. */
export function TimelineAxis({ axis, window, isClock }: TimelineAxisProps): ReactElement {
  const texts = useTexts();
  const { ref, width } = useWidth();
  return (
    <div ref={ref} className="fg-waterfall-axis" aria-hidden="true">
      {axisTicks(axis, window, Math.max(1, Math.floor(width / tickWidth))).map(({ at, place }) => (
        <span
          key={at}
          className="fg-waterfall-tick"
          style={{ insetInlineStart: percent(inWindow(place, window)) }}
        >
          {isClock ? texts.time(at, { timeStyle: 'medium' }) : sinceStart(at - axis.from, texts)}
        </span>
      ))}
      <AxisGaps axis={axis} window={window} isTitled />
    </div>
  );
}

function sinceStart(ms: number, texts: Texts): string {
  return ms < 1 ? texts.number(0) : texts.duration(Math.round(ms));
}

function useWidth(): {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly width: number;
} {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      // Not at once: what that draws could resize what is being observed.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setWidth(element.clientWidth));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
  return { ref, width };
}

/** The idle times that are drawn short. */
export function AxisGaps({
  axis,
  window,
  isTitled = false,
}: {
  readonly axis: TimeAxis;
  readonly window: AxisWindow;
  readonly isTitled?: boolean | undefined;
}): ReactElement {
  const texts = useTexts();
  return (
    <>
      {axis.gaps.map((gap) => {
        const start = inWindow(gap.start, window);
        const end = inWindow(gap.end, window);
        if (end <= 0 || start >= 1) return null;
        const title = texts('run.idle', { time: texts.duration(gap.to - gap.from) });
        return (
          <span
            key={gap.from}
            className="fg-waterfall-gap"
            title={isTitled ? title : undefined}
            style={{
              insetInlineStart: percent(Math.max(0, start)),
              inlineSize: percent(Math.min(1, end) - Math.max(0, start)),
            }}
          />
        );
      })}
    </>
  );
}

/** A place of the whole axis as a part of what is on screen. */
export function inWindow(place: number, { start, end }: AxisWindow): number {
  return (place - start) / (end - start);
}

export function percent(part: number): string {
  return `${(part * 100).toFixed(3)}%`;
}
