import { describe, vi } from 'vitest';

import type { Clock } from '../ports/clock.js';
import { systemClock } from '../runtime/system-clock.js';
import { clockContract } from './clock-contract.js';
import type { ClockSubject, OpenClock } from './clock-subject.js';
import { keepsContract, type PlantedDefect, proveContract } from './contract-defects.fixture.js';
import { virtualClock } from './virtual-clock.js';

function defect(
  rule: string,
  fault: string,
  plant: (sound: Clock) => Partial<Clock>,
): PlantedDefect<OpenClock> {
  const open = (): ClockSubject => {
    const sound = virtualClock();
    const clock: Clock = { ...sound, ...plant(sound) };
    return { clock, advance: (ms) => sound.advance(ms) };
  };
  return { rule, fault, open };
}

type SetTimer = Clock['setTimer'];

const defects: readonly PlantedDefect<OpenClock>[] = [
  defect('CL1', 'goes back by a millisecond, once', (sound) => {
    let reading = 0;
    return { now: () => (reading++ === 500 ? sound.now() - 1 : sound.now()) };
  }),
  defect('CL2', 'looks at the time only when a timer fires', (sound) => {
    let seen = sound.now();
    const look =
      (callback: () => void): (() => void) =>
      () => {
        seen = sound.now();
        callback();
      };
    return {
      now: () => seen,
      setTimer: (delay, callback) => sound.setTimer(delay, look(callback)),
    };
  }),
  defect('CL3', 'fires a millisecond early', (sound) => ({
    setTimer: (delay, callback) => sound.setTimer(delay - 1, callback),
  })),
  defect('CL4', 'fires again', (sound) => ({
    setTimer(delay, callback) {
      const again = (): void => {
        if (delay < 86_400_000) sound.setTimer(10_000, callback);
        callback();
      };
      return sound.setTimer(delay, again);
    },
  })),
  defect('CL5', 'calls at once when the time is past', (sound) => ({
    setTimer(delay, callback, options) {
      if (delay >= 0) return sound.setTimer(delay, callback, options);
      callback();
      return { cancel: () => undefined };
    },
  })),
  defect('CL5', 'forgets timers whose time is past', (sound) => ({
    setTimer: (delay, callback) => sound.setTimer(delay < 0 ? Infinity : delay, callback),
  })),
  defect('CL6', 'fires the last first when times are the same', (sound) => {
    let lateMs = 100;
    return { setTimer: (delay, callback) => sound.setTimer(delay + lateMs--, callback) };
  }),
  defect('CL7', 'keeps delays in 32 bits', (sound) => ({
    setTimer: (delay, callback) => sound.setTimer(delay >= 2 ** 31 ? 1 : delay, callback),
  })),
  defect('CL7', 'gives up timers of weeks', (sound) => ({
    setTimer: (delay, callback) => sound.setTimer(delay >= 2 ** 31 ? Infinity : delay, callback),
  })),
  defect('CL8', 'loses timers that are set while another fires', (sound) => {
    let isFiring = false;
    const setAny: SetTimer = (delay, callback) => {
      const fire = (): void => {
        isFiring = true;
        callback();
        isFiring = false;
      };
      return sound.setTimer(isFiring ? Infinity : delay, fire);
    };
    return { setTimer: setAny };
  }),
  defect('CL9', 'never fires background timers', (sound) => ({
    setTimer: (delay, callback, options) =>
      sound.setTimer(options?.background === true ? Infinity : delay, callback),
  })),
  defect('CL10', 'cannot cancel', (sound) => ({
    setTimer(delay, callback) {
      sound.setTimer(delay, callback);
      return { cancel: () => undefined };
    },
  })),
  defect('CL10', 'cancels all timers of the same time', (sound) => {
    const cancelled = new Set<number>();
    return {
      setTimer(delay, callback) {
        const at = sound.now() + delay;
        sound.setTimer(delay, () => (cancelled.has(at) ? undefined : callback()));
        return { cancel: () => void cancelled.add(at) };
      },
    };
  }),
  defect('CL11', 'throws when a timer that has fired is cancelled', (sound) => ({
    setTimer(delay, callback) {
      let hasFired = false;
      const timer = sound.setTimer(delay, () => {
        callback();
        hasFired = true;
      });
      return { cancel: () => (hasFired ? refuse() : timer.cancel()) };
    },
  })),
  defect('CL11', 'uses the numbers of timers that have fired again', (sound) => {
    const timers = new Map<number, { cancel(): void }>();
    return {
      setTimer(delay, callback) {
        let id = 0;
        while (timers.has(id)) id += 1;
        const fire = (): void => {
          timers.delete(id);
          callback();
        };
        timers.set(id, sound.setTimer(delay, fire));
        return { cancel: () => timers.get(id)?.cancel() };
      },
    };
  }),
  defect('CL12', 'calls deferred work at once', () => ({ defer: (callback) => callback() })),
  defect('CL12', 'defers to the next microtask', () => ({ defer: queueMicrotask })),
  defect('CL13', 'does deferred work twice', (sound) => ({
    defer(callback) {
      sound.defer(callback);
      if (callback.name === 'count') sound.defer(callback);
    },
  })),
  defect('CL13', 'takes the same work for one piece of work', (sound) => {
    const waiting = new Set<() => void>();
    return {
      defer(callback) {
        if (waiting.has(callback)) return;
        waiting.add(callback);
        const call = (): void => {
          waiting.delete(callback);
          callback();
        };
        sound.defer(call);
      },
    };
  }),
];

function refuse(): never {
  throw new RangeError('no such timer');
}

function openVirtual(): ClockSubject {
  const clock = virtualClock();
  return { clock, advance: (ms) => clock.advance(ms) };
}

describe('the clock contract', () => {
  proveContract(clockContract, { sound: openVirtual, defects });
});
describe('virtualClock', () => {
  keepsContract(clockContract(openVirtual));
});
describe('systemClock, over timers that are moved by hand', () => {
  keepsContract(
    clockContract(() => {
      vi.useFakeTimers();
      return {
        clock: systemClock(),
        // What is set while these timers fire is due a millisecond later, even `setImmediate`.
        advance: async (ms) => void (await vi.advanceTimersByTimeAsync(Math.max(1, ms))),
        dispose: () => void vi.useRealTimers(),
      };
    }),
  );
});
describe('systemClock, as time really passes', () => {
  keepsContract(
    clockContract(() => ({
      clock: systemClock(),
      advance: (ms) => new Promise((resolve) => void systemClock().setTimer(ms, resolve)),
      tickMs: 3,
      isRealTime: true,
      roundingMs: 1,
    })),
  );
});
