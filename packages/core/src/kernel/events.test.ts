import { describe, expect, it } from 'vitest';

import type { KernelEvent } from '../model/run-event.js';
import { dump } from './check-invariants.fixture.js';
import { boom, container, fold, graphOf, Play } from './kernel-harness.fixture.js';
import { outstandingEffects } from './outstanding.js';

const at = 1;
const step = (type: string, path: string): KernelEvent =>
  ({
    type,
    at,
    step: path,
    attempt: 1,
    startedAt: 0,
    port: 'out',
    output: 1,
    error: boom,
    wakeAt: 5,
    wait: { wakeAt: 5 },
    resolution: { action: 'retry' },
    childId: 'c',
    outcome: { status: 'completed', output: 1 },
  }) as unknown as KernelEvent;

const stepEvents = [
  'step.started',
  'step.completed',
  'step.failed',
  'step.retrying',
  'step.waiting',
  'step.unknown',
  'step.resolved',
  'step.cancelled',
  'timer.fired',
  'child.ended',
];

/** Those of `events` that ask for something or change anything. */
function effective(play: Play, events: readonly KernelEvent[]): readonly KernelEvent[] {
  return events.filter((event) => {
    const before = JSON.stringify(dump(play.state));
    const effects = play.send(event);
    return effects.length > 0 || JSON.stringify(dump(play.state)) !== before;
  });
}

describe('G2 events that fit nothing', () => {
  const makePlay = (): Play => {
    const nodes = {
      each: container('forEach', { items: [1, 2], concurrency: 1 }, { body: graphOf('x') }),
      call: container('subWorkflow', { workflowId: 'c' }, {}),
    };
    const play = new Play(
      graphOf('done>later done.no>skipped each loop.again^loop*3 call', nodes),
    ).start();
    play.complete('done');
    play.complete('each[0]/x');
    play.complete('loop', 0, 'again');
    return play;
  };

  it.each(stepEvents)('G2 pass over `%s` of a step that is not there', (type) => {
    const ended = ['done', 'skipped', 'each', 'each[0]/x', 'loop', 'done~undo'];
    const odd = ['loop@1', 'loop@02', 'loop@x', 'later@1', '', 'each[0]/'];
    const unknown = ['nobody', 'each[9]/x', 'each[1]/nobody', 'loop@3', 'nobody~undo'];
    const events = [...ended, ...odd, ...unknown].map((path) => step(type, path));
    expect(effective(makePlay(), events)).toEqual([]);
  });

  it.each(stepEvents.filter((type) => type !== 'step.failed'))(
    'G2 pass over `%s` of a sub-workflow, whose child alone can end it',
    (type) => expect(effective(makePlay(), [step(type, 'call')])).toEqual([]),
  );

  it('G2 pass over a child of a plain step', () => {
    expect(effective(makePlay(), [step('child.ended', 'later')])).toEqual([]);
  });

  it('G2 pass over everything but a resume, and signals kept for it, once the run has failed', () => {
    const play = new Play(graphOf('a b', { b: { onError: 'continue' } })).start();
    play.fail('a', boom);
    play.stop('b');
    const events: readonly KernelEvent[] = [
      ...stepEvents.map((type) => step(type, 'a')),
      { type: 'run.started', at, input: 2 },
      { type: 'cancel.requested', at },
      { type: 'run.timedOut', at, timeoutMs: 1 },
    ];
    expect(effective(play, events)).toEqual([]);
  });

  it('G2 begin a run once', () => {
    const play = new Play(graphOf('a')).start({ n: 1 });
    expect(effective(play, [{ type: 'run.started', at: 99, input: { n: 2 } }])).toEqual([]);
  });
});

describe('R outstanding effects', () => {
  it('R2 start, with their attempts and wakes, the steps that were running', () => {
    const play = new Play(graphOf('a b c d')).start();
    play.retry('a', 1, 5);
    play.timer('a', 5);
    play.wait('b', { signal: 'go' });
    play.signal('go', 'now');
    play.begin('c', 1);
    play.wait('d', { signal: 'later' });
    const outstanding = outstandingEffects(fold(play.plan, play.journal));
    expect(outstanding).toMatchObject([
      { kind: 'start', attempt: 2, wake: undefined, interrupted: false },
      { kind: 'start', attempt: 1, wake: { payload: 'now' }, interrupted: false },
      { kind: 'start', attempt: 1, wake: undefined, interrupted: true },
    ]);
  });

  it('R2 stop the steps of scopes that are closing', () => {
    const each = container('forEach', { items: [1] }, { body: graphOf('x') });
    const play = new Play(graphOf('a b', { each })).start();
    play.fail('a', boom);
    const outstanding = outstandingEffects(fold(play.plan, play.journal));
    expect(outstanding.map(({ kind }) => kind)).toEqual(['cancelStep', 'cancelStep']);
    play.crash();
    play.completeAll();
    expect(play.result?.status).toBe('failed');
  });

  it('R2 are none when the run has ended', () => {
    const play = new Play(graphOf('a')).start();
    play.complete('a');
    expect(outstandingEffects(play.state)).toEqual([]);
  });
});
