import { virtualClock } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import type { ForkedProcess, ProcessEnd } from '../command-io.js';
import { WorkerPool, type PoolEnd, type PoolOptions } from './worker-pool.js';
import type { WorkerNews } from './worker-news.js';

const options: PoolOptions = {
  min: 1,
  max: 4,
  concurrency: 2,
  lookMs: 1_000,
  growMs: 2_000,
  idleMs: 5_000,
  unresponsiveMs: 10_000,
  startMs: 60_000,
  drainMs: 8_000,
};

/** A process that does as the case says. */
class FakeProcess implements ForkedProcess {
  readonly pid: number | undefined;
  readonly orders: unknown[] = [];
  readonly #scene: Scene;
  #say: (message: unknown) => void = () => undefined;
  #end: (end: ProcessEnd) => void = () => undefined;
  isAlive = true;
  /** Answers pings. */
  isAnswering = true;
  /** Ends when it is asked to. */
  isObedient = true;
  held = 0;

  constructor(scene: Scene, pid: number | undefined) {
    this.#scene = scene;
    this.pid = pid;
  }

  send(message: unknown): void {
    if (!this.isAlive) return;
    const order = message as { readonly kind: string; readonly backlogUpTo?: number };
    this.orders.push(order);
    if (order.kind === 'drain' && this.isObedient) this.exit(0);
    if (order.kind !== 'ping' || !this.isAnswering) return;
    this.say({ kind: 'pong', held: this.held });
    if (order.backlogUpTo !== undefined) this.say({ kind: 'backlog', due: this.#scene.due });
  }

  kill(): void {
    this.exit(null, 'SIGKILL');
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#say = listener;
  }

  onEnd(listener: (end: ProcessEnd) => void): void {
    this.#end = listener;
  }

  say(message: unknown): void {
    this.#say(message);
  }

  ready(): void {
    this.say({ kind: 'ready' });
  }

  exit(code: number | null, signal: string | null = null): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#end({ code, signal });
  }
}

class Scene {
  readonly clock = virtualClock();
  readonly processes: FakeProcess[] = [];
  readonly news: WorkerNews[] = [];
  readonly pool: WorkerPool;
  due: number | null = 0;
  /** Ready as soon as it is started. */
  isEager = true;
  end: PoolEnd | undefined;

  constructor(given: Partial<PoolOptions> = {}, setUp: (scene: Scene) => void = () => undefined) {
    setUp(this);
    this.pool = new WorkerPool(
      { ...options, ...given },
      {
        fork: () => this.#fork(),
        clock: this.clock,
        random: { next: () => 0, bytes: (length) => new Uint8Array(length) },
        tell: (news) => this.news.push(news),
      },
    );
    void this.pool.ended.then((end) => (this.end = end));
  }

  #fork(): FakeProcess {
    const child = new FakeProcess(this, 101 + this.processes.length);
    this.processes.push(child);
    if (this.isEager) this.clock.defer(() => child.ready());
    return child;
  }

  get alive(): FakeProcess[] {
    return this.processes.filter(({ isAlive }) => isAlive);
  }

  at(index: number): FakeProcess {
    const found = this.processes[index];
    if (found === undefined) throw new Error(`There is no process ${index}`);
    return found;
  }

  events(...names: string[]): WorkerNews[] {
    return this.news.splice(0).filter(({ event }) => names.includes(event));
  }
}

describe('a pool', () => {
  it('starts the fewest, and says so', async () => {
    const scene = new Scene({ min: 2 });
    await scene.clock.settle();

    expect(scene.news).toEqual([
      { event: 'worker.started', worker: 1, pid: 101 },
      { event: 'worker.started', worker: 2, pid: 102 },
      { event: 'worker.ready', worker: 1, pid: 101 },
      { event: 'worker.ready', worker: 2, pid: 102 },
    ]);
  });

  it('grows with what is due, once that lasts, up to the most', async () => {
    const scene = new Scene();
    await scene.clock.advance(3_000);
    scene.at(0).held = 2;
    scene.due = 3;

    await scene.clock.advance(2_000);
    expect(scene.alive).toHaveLength(1);
    await scene.clock.advance(2_000);

    expect(scene.alive).toHaveLength(3);
    expect(scene.events('pool.resized')).toEqual([
      { event: 'pool.resized', from: 1, to: 3, held: 2, backlog: 3 },
    ]);
    scene.due = 1_000;
    await scene.clock.advance(5_000);
    expect(scene.alive).toHaveLength(4);
  });

  it('asks for no more of the backlog than it could take, one process at a time, each in turn', async () => {
    const scene = new Scene({ min: 3 });
    await scene.clock.advance(6_000);

    const asked = scene.processes.map(
      ({ orders }) =>
        orders.filter((order) => (order as { backlogUpTo?: number }).backlogUpTo === 8).length,
    );

    expect(asked).toEqual([2, 2, 2]);
    expect(scene.processes.map(({ orders }) => orders.length)).toEqual([6, 6, 6]);
  });

  it('grows by one when all are full and nobody can count', async () => {
    const scene = new Scene({}, (each) => (each.due = null));
    await scene.clock.advance(1_000);
    scene.at(0).held = 2;

    await scene.clock.advance(4_000);

    expect(scene.alive).toHaveLength(2);
    scene.isEager = false;
    scene.at(1).held = 2;
    await scene.clock.advance(30_000);
    expect(scene.alive).toHaveLength(3);
  });

  it('does not grow for a crowd of a moment', async () => {
    const scene = new Scene();
    for (let at = 0; at < 20; at += 1) {
      scene.due = at % 2 === 0 ? 100 : 0;
      await scene.clock.advance(1_000);
    }

    expect(scene.processes).toHaveLength(1);
  });

  it('shrinks after idle time, the idlest first, and lets them drain', async () => {
    const scene = new Scene();
    scene.due = 100;
    await scene.clock.advance(5_000);
    expect(scene.alive).toHaveLength(4);
    scene.due = 0;
    for (const [at, held] of [2, 0, 1, 0].entries()) scene.at(at).held = held;

    await scene.clock.advance(4_000);
    expect(scene.alive).toHaveLength(4);
    await scene.clock.advance(3_000);

    expect(scene.alive.map(({ pid }) => pid)).toEqual([101, 103]);
    expect(scene.events('worker.ended').map((news) => 'reason' in news && news.reason)).toEqual([
      'drained',
      'drained',
    ]);
    await scene.clock.advance(60_000);
    expect(scene.alive).toHaveLength(2);
  });

  it('counts no process that drains', async () => {
    const scene = new Scene({ drainMs: 1_000_000 });
    scene.due = 100;
    await scene.clock.advance(5_000);
    for (const each of scene.processes) each.isObedient = false;
    scene.due = 0;
    await scene.clock.advance(10_000);
    scene.due = 100;

    await scene.clock.advance(5_000);

    expect(scene.processes).toHaveLength(7);
  });
});

describe('a process that dies', () => {
  it('is replaced, later with each time', async () => {
    const scene = new Scene();
    await scene.clock.advance(0);
    const delays: unknown[] = [];
    for (let at = 0; at < 4; at += 1) {
      scene.news.length = 0;
      scene.at(at).exit(null, 'SIGKILL');
      const [ended] = scene.events('worker.ended') as { restartMs: number }[];
      delays.push(ended?.restartMs);
      await scene.clock.advance((ended?.restartMs ?? 0) - 1);
      expect(scene.alive).toHaveLength(0);
      await scene.clock.advance(1);
      expect(scene.alive).toHaveLength(1);
    }

    expect(delays).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it('after long service is replaced as if it were the first', async () => {
    const scene = new Scene();
    await scene.clock.advance(0);
    scene.at(0).exit(1);
    await scene.clock.advance(31_000);

    scene.at(1).exit(1);

    expect(scene.events('worker.ended').at(-1)).toEqual({
      event: 'worker.ended',
      worker: 2,
      pid: 102,
      reason: 'died',
      code: 1,
      signal: null,
      restartMs: 500,
    });
  });

  it('counts while it waits for its restart: none is started besides', async () => {
    const scene = new Scene({ min: 2 });
    await scene.clock.advance(3_000);
    for (let at = 0; at < 5; at += 1) {
      scene.alive[0]?.exit(1);
      await scene.clock.advance(16_000);
    }

    expect(scene.alive).toHaveLength(2);
    expect(scene.events('pool.resized')).toEqual([]);
  });

  it('is not replaced when the pool shrinks meanwhile', async () => {
    const scene = new Scene();
    scene.due = 100;
    await scene.clock.advance(5_000);
    scene.due = 0;
    await scene.clock.advance(5_800);
    for (let at = 1; at < 4; at += 1) scene.at(at).exit(1);

    await scene.clock.advance(60_000);

    expect(scene.processes).toHaveLength(4);
    expect(scene.alive).toHaveLength(1);
  });

  it('silently, not answering, is ended and replaced', async () => {
    const scene = new Scene();
    await scene.clock.advance(5_000);
    scene.at(0).isAnswering = false;

    await scene.clock.advance(10_000);
    expect(scene.alive).toHaveLength(1);
    await scene.clock.advance(2_000);

    expect(scene.alive.map(({ pid }) => pid)).toEqual([102]);
    expect(scene.events('worker.ended')).toMatchObject([
      { worker: 1, reason: 'unresponsive', signal: 'SIGKILL', restartMs: 500 },
    ]);
  });

  it('is not taken for dead because this process was asleep', async () => {
    const scene = new Scene();
    await scene.clock.advance(5_000);
    const { clock } = scene;
    const asleep = clock.now();
    let slept = 0;
    Object.assign(clock, {
      now: (
        (now) => () =>
          now() + slept
      )(clock.now.bind(clock)),
    });
    slept = 3_600_000;

    await scene.clock.advance(1_000);
    expect(clock.now()).toBeGreaterThan(asleep + slept);
    slept = -3_600_000;
    await scene.clock.advance(3_000);

    expect(scene.alive.map(({ pid }) => pid)).toEqual([101]);
  });

  it('while it starts has more time', async () => {
    const scene = new Scene({}, (each) => (each.isEager = false));

    await scene.clock.advance(59_000);
    expect(scene.alive).toHaveLength(1);
    await scene.clock.advance(2_500);

    expect(scene.alive.map(({ pid }) => pid)).toEqual([102]);
  });
});

describe('a pool that cannot start', () => {
  it('ends when its settings are wrong, with what is wrong', async () => {
    const scene = new Scene({ min: 2 }, (each) => (each.isEager = false));

    scene.at(0).say({ kind: 'failed', message: 'no engine', hint: 'export one', exitCode: 2 });
    scene.at(0).exit(2);
    await scene.clock.settle();

    expect(scene.end).toEqual({
      kind: 'failed',
      exitCode: 2,
      message: 'no engine',
      hint: 'export one',
    });
    expect(scene.alive).toEqual([]);
  });

  it('ends after five attempts that came to nothing', async () => {
    const scene = new Scene({}, (each) => (each.isEager = false));
    for (let at = 0; at < 5; at += 1) {
      expect(scene.end).toBeUndefined();
      scene.at(at).say({ kind: 'failed', message: `no database ${at}`, exitCode: 4 });
      scene.at(at).exit(4);
      await scene.clock.advance(20_000);
    }

    expect(scene.end).toMatchObject({ kind: 'failed', exitCode: 4, message: 'no database 4' });
    expect(scene.processes).toHaveLength(5);
    expect(scene.clock.pending).toBe(0);
  });

  it('ends when no process says why', async () => {
    const scene = new Scene({}, (each) => (each.isEager = false));
    for (let at = 0; at < 5; at += 1) {
      scene.at(at).exit(null);
      await scene.clock.advance(20_000);
    }

    expect(scene.end).toMatchObject({
      kind: 'failed',
      exitCode: 4,
      message: 'None of the worker processes could be started',
    });
  });

  it('later, is told of and tried again for ever', async () => {
    const scene = new Scene();
    await scene.clock.advance(0);
    scene.isEager = false;
    scene.at(0).exit(1);
    for (let at = 1; at < 20; at += 1) {
      await scene.clock.advance(31_000);
      scene.at(at).say({ kind: 'failed', message: 'no engine', exitCode: 2 });
      scene.at(at).exit(2);
    }

    expect(scene.end).toBeUndefined();
    expect(scene.events('worker.trouble')[0]).toEqual({
      event: 'worker.trouble',
      worker: 2,
      message: 'no engine',
    });
  });
});

describe('stopping a pool', () => {
  it('asks every process to stop, and ends when they have', async () => {
    const scene = new Scene({ min: 3 });
    await scene.clock.advance(2_000);
    for (const each of scene.processes) each.isObedient = false;
    scene.at(1).held = 2;
    await scene.clock.advance(1_000);

    scene.pool.stop();
    scene.pool.stop();
    for (const each of scene.processes) {
      expect(scene.end).toBeUndefined();
      each.exit(0);
      await scene.clock.settle();
    }

    expect(scene.end).toEqual({ kind: 'stopped', killed: 0 });
    expect(scene.events('stopping', 'stopped')).toEqual([
      { event: 'stopping', held: 2 },
      { event: 'stopped', killed: 0 },
    ]);
    expect(scene.clock.pending).toBe(0);
  });

  it('ends those that take too long, although they talk', async () => {
    const scene = new Scene({ min: 2 });
    await scene.clock.advance(2_000);
    scene.at(0).isObedient = false;

    scene.pool.stop();
    const ends: (PoolEnd | undefined)[] = [];
    for (let at = 0; at < 10; at += 1) {
      scene.at(0).say({ kind: 'trouble', message: 'still at it' });
      await scene.clock.advance(1_000);
      ends.push(scene.end);
    }

    expect(ends.slice(0, 7)).toEqual(ends.slice(0, 7).fill(undefined));
    expect(scene.end).toEqual({ kind: 'stopped', killed: 1 });
  });

  it('starts nothing more', async () => {
    const scene = new Scene({ min: 2 });
    await scene.clock.advance(2_000);
    scene.at(0).exit(1);
    scene.at(1).isObedient = false;

    scene.pool.stop();
    await scene.clock.advance(5_000);
    scene.at(1).exit(1);
    await scene.clock.settle();

    expect(scene.processes).toHaveLength(2);
    expect(scene.end).toEqual({ kind: 'stopped', killed: 0 });
  });

  it('at once ends them all', async () => {
    const scene = new Scene({ min: 3 });
    await scene.clock.advance(2_000);
    for (const each of scene.processes) each.isObedient = false;
    scene.pool.stop();

    scene.pool.kill();
    await scene.clock.settle();

    expect(scene.alive).toEqual([]);
  });
});

describe('what a process sends', () => {
  it('counts for nothing when it is not for the pool', async () => {
    const scene = new Scene();
    await scene.clock.advance(2_000);
    scene.at(0).held = 2;
    await scene.clock.advance(1_000);
    scene.news.length = 0;

    scene.at(0).say({ kind: 'pong', held: -7 });
    scene.at(0).say('something of the host');
    scene.pool.stop();

    expect(scene.news[0]).toEqual({ event: 'stopping', held: 2 });
  });
});
