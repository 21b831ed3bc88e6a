import { useMemo, useRef, type PointerEvent } from 'react';
import type { Anchor } from './place-beside.js';

export interface LastPlace {
  readonly events: {
    readonly onPointerDownCapture: (event: PointerEvent) => void;
    readonly onPointerUpCapture: (event: PointerEvent) => void;
    readonly onKeyDownCapture: () => void;
  };
  /** Where the user is: at the pointer, or at what has the focus when keys were used last. */
  readonly anchor: () => Anchor;
}

/** Follows where the user is, for what opens beside it. */
export function useLastPlace(): LastPlace {
  const place = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return useMemo(() => {
    const take = ({ clientX, clientY }: PointerEvent): void => {
      place.current = { x: clientX, y: clientY };
    };
    return {
      events: {
        onPointerDownCapture: take,
        onPointerUpCapture: take,
        onKeyDownCapture: () => void (place.current = null),
      },
      anchor: () => place.current ?? { current: document.activeElement },
    };
  }, []);
}
