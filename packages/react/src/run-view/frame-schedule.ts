import type { Schedule } from '../run/run-session.js';

/** Once per frame; by a timer while the page is hidden, where there are no frames. */
export const frameSchedule: Schedule = (flush) => {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(flush, 250);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(flush);
  return () => cancelAnimationFrame(frame);
};
