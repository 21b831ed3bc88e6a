import { useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';

export interface ResizerProps {
  /** Says what is made larger or smaller. */
  readonly label: string;
  /** Where the panel is, seen from the line. */
  readonly side: 'start' | 'end' | 'below';
  /** In pixels. */
  readonly size: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly onChange: (size: number) => void;
}

/** By one press of an arrow key, in pixels. */
const step = 16;

/** The line between a panel and the rest: dragged, or moved with the arrow keys, Home and End. */
export function Resizer({
  label,
  side,
  size,
  minimum,
  maximum,
  onChange,
}: ResizerProps): ReactElement {
  const from = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const isVertical = side !== 'below';
  const put = (wanted: number): void =>
    onChange(Math.round(Math.max(minimum, Math.min(maximum, wanted))));
  const place = ({ clientX, clientY }: PointerEvent): number => (isVertical ? clientX : clientY);
  return (
    <div
      className={`fg-resizer fg-resizer--${side}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isVertical ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={minimum}
      aria-valuemax={maximum}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: place(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current === null) return;
        put(
          from.current.size + (place(event) - from.current.at) * growth(event.currentTarget, side),
        );
      }}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onKeyDown={(event) => {
        const wanted = sizeAfter(event, { side, size, minimum, maximum });
        if (wanted === undefined) return;
        event.preventDefault();
        put(wanted);
      }}
    />
  );
}

/** Whether the panel grows (1) or shrinks (-1) when the line goes right or down. */
function growth(element: Element, side: ResizerProps['side']): 1 | -1 {
  if (side === 'below') return -1;
  const isRtl = getComputedStyle(element).direction === 'rtl';
  return (side === 'start') === isRtl ? -1 : 1;
}

function sizeAfter(
  { key, currentTarget }: KeyboardEvent<Element>,
  { side, size, minimum, maximum }: Pick<ResizerProps, 'side' | 'size' | 'minimum' | 'maximum'>,
): number | undefined {
  if (key === 'Home') return minimum;
  if (key === 'End') return maximum;
  const [less, more] = side === 'below' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  if (key !== less && key !== more) return undefined;
  return size + (key === more ? step : -step) * growth(currentTarget, side);
}
