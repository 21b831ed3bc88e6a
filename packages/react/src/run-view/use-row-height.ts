import { useSyncExternalStore } from 'react';

const query = '(pointer: coarse)';
/** What a finger can hit, in pixels. */
const coarseHeight = 44;

/** The height of a row of a list, in pixels: more where it is touched. The style sheet gives rows the same. */
export function useRowHeight(usual: number): number {
  const isCoarse = useSyncExternalStore(subscribe, isCoarseNow, () => false);
  return isCoarse ? Math.max(usual, coarseHeight) : usual;
}

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

function isCoarseNow(): boolean {
  return window.matchMedia(query).matches;
}
