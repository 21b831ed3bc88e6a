import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EdgeMotion } from './edge-motion.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** All that is needed of a line. */
function line() {
  const classes = new Set<string>();
  const classList = {
    add: (name: string) => void classes.add(name),
    remove: (name: string) => void classes.delete(name),
  };
  return { element: { classList } as unknown as Element, classes };
}

it('moves a line for a second after something went along it, and again when it does again', () => {
  const motion = new EdgeMotion();
  const { element, classes } = line();
  motion.show(element, Date.now());
  expect(classes.size).toBe(1);
  vi.advanceTimersByTime(700);
  motion.show(element, Date.now());
  vi.advanceTimersByTime(700);
  expect(classes.size).toBe(1);
  vi.advanceTimersByTime(600);
  expect(classes.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('moves nothing for what happened before, and 20 lines at most', () => {
  const motion = new EdgeMotion();
  const late = line();
  motion.show(late.element, Date.now() - 1_000);
  expect(late.classes.size).toBe(0);
  for (let count = 0; count < 30; count += 1) motion.show(line().element, Date.now());
  expect(motion.size).toBe(20);
  motion.close();
  expect(motion.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
