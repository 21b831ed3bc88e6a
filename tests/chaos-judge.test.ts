import { describe, expect, it } from 'vitest';
import {
  judge,
  type Evidence,
  type Line,
  type LookedBack,
  type PlayedRun,
} from '../tools/chaos/judge.mjs';
import { decidedNonce, pureNonce } from '../tools/chaos/tokens.mjs';
import { drawWorkflows, expectedSteps } from '../tools/chaos/workflows.mjs';

const workflow = {
  nodes: [
    { id: 'a', kind: 'work', from: [] },
    { id: 'b', kind: 'tx', from: ['a'] },
    { id: 'p', kind: 'pure', from: ['b'] },
    { id: 'c', kind: 'once', from: ['p'] },
    { id: 'wait', kind: 'delay', from: ['c'], delayMs: 300 },
    { id: 'f', kind: 'flaky', from: ['wait', 'c'] },
    { id: 'k', kind: 'child', from: ['a'] },
  ],
  undoes: true,
};
const steps = expectedSteps(workflow, 'r0');

interface Token {
  s: string;
  v: number;
  nonce: string;
}

/** What a play without any trouble leaves: one worker, one run, each step after the one before. */
interface Played {
  evidence: Evidence;
  lines: Line[];
  tokens: Map<string, Token>;
  run: PlayedRun;
}

function played(): Played {
  const lines: Line[] = [{ life: 'w0', kind: 'take', at: 0, runId: 'r0' }];
  const tokens = new Map<string, Token>();
  let at = 0;
  for (const [s, { kind, reads, v, after }] of steps) {
    const given = reads.map((read) => tokens.get(read) as Token);
    const nonce = kind === 'pure' ? pureNonce(s, given) : `nonce-${s}`;
    tokens.set(s, { s, v, nonce });
    if (kind === 'pure') continue;
    at += 10 + Math.max(0, ...after.map(({ delayMs }) => delayMs));
    const runId = s.startsWith('r0/k/') ? 'child' : 'r0';
    const saw = Object.fromEntries(given.map((token) => [token.s, token.nonce]));
    const begin = (attempt: number): Line => ({
      life: 'w0',
      kind: 'begin',
      at,
      runId,
      s,
      attempt,
      saw,
    });
    if (kind === 'flaky') {
      lines.push(begin(1), { life: 'w0', kind: 'fail', at, runId, s, attempt: 1 });
      at += 10;
    }
    const attempt = kind === 'flaky' ? 2 : 1;
    lines.push(begin(attempt), { life: 'w0', kind: 'end', at: at + 2, runId, s, attempt, nonce });
  }
  const record = { status: 'completed', finishedAt: at + 20, output: [...tokens.values()] };
  const run: PlayedRun = {
    id: 'r0',
    shape: 0,
    isAcknowledged: true,
    isDeadLettered: false,
    way: 'plain',
    fate: null,
    isMade: null,
    cancelledAt: null,
    record,
  };
  const evidence: Evidence = {
    lone: false,
    leaseMs: 1000,
    concurrency: 2,
    recovery: 0.99,
    workflows: [workflow],
    runs: [run],
    lines,
    kills: [],
    suspensions: [],
    deaths: [],
    lives: 1,
    cuts: [],
    late: [],
    outages: [],
    calls: null,
    lookedBack: [{ id: 'r0', record, outcomes: outcomesOf(tokens), ends: ['run.completed'] }],
    leftOpen: [],
    rows: [{ s: 'r0/b', nonce: 'nonce-r0/b' }],
    failure: null,
    elapsedMs: 1000,
  };
  return { evidence, lines, tokens, run };
}

/** What the run's journal holds: an outcome of each step, those of the child together. */
function outcomesOf(tokens: ReadonlyMap<string, Token>): LookedBack['outcomes'] {
  const isOfChild = ({ s }: Token): boolean => s.startsWith('r0/k/');
  const all = [...tokens.values()];
  return [
    ...all.filter((token) => !isOfChild(token)).map((token) => outcome(token.s.slice(3), token)),
    outcome('k', ...all.filter(isOfChild)),
  ];
}

function outcome(step: string, ...tokens: readonly Token[]): LookedBack['outcomes'][number] {
  return { step, tokens, isDecided: false };
}

/** The play of a run that was cancelled when `done` had been done, of which these outcomes were undone, in this order. */
function cancelled(done: readonly string[], undone: readonly string[]): Played {
  const play = played();
  const isDone = ({ s }: { readonly s?: string | undefined }): boolean =>
    s === undefined || done.includes(s);
  const lines = play.lines.filter(isDone);
  const at = 100 + Math.max(...lines.map((line) => line.at));
  for (const [index, s] of undone.entries()) {
    const nonce = `nonce-${s}`;
    lines.push({
      life: 'w0',
      kind: 'undo',
      at: at + 10 * index,
      runId: 'r0',
      s,
      attempt: 1,
      nonce,
    });
  }
  const record = { status: 'cancelled', finishedAt: at + 100 };
  const run: PlayedRun = { ...play.run, way: 'cancel', cancelledAt: at - 50, record };
  const tokens = new Map([...play.tokens].filter(([s]) => done.includes(s)));
  const outcomes = outcomesOf(tokens).filter((each) => each.tokens.length > 0);
  const evidence: Evidence = {
    ...play.evidence,
    lines,
    runs: [run],
    rows: done.includes('r0/b') ? [{ s: 'r0/b', nonce: 'nonce-r0/b' }] : [],
    lookedBack: [{ id: 'r0', record, outcomes, ends: ['run.cancelled'] }],
  };
  return { evidence, lines, tokens, run };
}

/** The play of a run of which a host's transaction was not committed. */
function unmade(): Evidence {
  const { evidence, run } = played();
  return {
    ...evidence,
    lines: [],
    rows: [],
    runs: [{ ...run, way: 'transaction', fate: 'rollsBack', isMade: false, record: undefined }],
    lookedBack: [{ id: 'r0', record: null, outcomes: [], ends: [] }],
  };
}

function rulesOf(evidence: Evidence): readonly string[] {
  return judge(evidence).violations.map(({ rule }) => rule);
}

function lookedBackOf({ lookedBack }: Evidence, more: Partial<LookedBack>): readonly LookedBack[] {
  return lookedBack.map((each) => ({ ...each, ...more }));
}

/** The line in which a step begins or ends. */
function lineOf({ lines }: Played, kind: 'begin' | 'end', s: string): Line {
  return lines.find((line) => line.kind === kind && line.s === s) as Line;
}

/** Begins a step once more, in another process, with what it read before. */
function again(play: Played, s: string, more: Partial<Line> = {}): void {
  const line = lineOf(play, 'begin', s);
  play.lines.push({ ...line, life: 'w1', at: line.at + 5, ...more });
}

function change(play: Played, line: Line, more: Partial<Line>): void {
  play.lines[play.lines.indexOf(line)] = { ...line, ...more };
}

it('a play without trouble breaks no rule', () => {
  expect(judge(played().evidence).violations).toEqual([]);
});

describe('what broke a promise is found', () => {
  const recordOf = (play: Played, more: object): Evidence => ({
    ...play.evidence,
    runs: [{ ...play.run, record: { ...play.run.record, ...more } as PlayedRun['record'] }],
  });
  const token = (play: Played, s: string): Token => play.tokens.get(s) as Token;
  const cases: readonly (readonly [
    what: string,
    rule: string,
    plant: (play: Played) => Evidence,
  ])[] = [
    [
      'a run without a result',
      'no run is lost',
      (play) => ({
        ...play.evidence,
        runs: [{ ...play.run, record: undefined }],
      }),
    ],
    ['a run that failed', 'no run is lost', (play) => recordOf(play, { status: 'failed' })],
    [
      'a result that was mixed up',
      'every output is right',
      (play) => {
        token(play, 'r0/a').v += 1;
        return play.evidence;
      },
    ],
    [
      'a result that is missing',
      'every output is right',
      (play) => recordOf(play, { output: [...play.tokens.values()].slice(1) }),
    ],
    [
      'a reader of an outcome that was replaced',
      'no outcome is committed twice',
      (play) => {
        change(play, lineOf(play, 'begin', 'r0/b'), { saw: { 'r0/a': 'another' } });
        return play.evidence;
      },
    ],
    [
      'a reader in an attempt that a crash ended',
      'no outcome is committed twice',
      (play) => {
        const { at } = lineOf(play, 'begin', 'r0/b');
        again(play, 'r0/b', { life: 'w0', at: at - 1, saw: { 'r0/a': 'another' } });
        return { ...play.evidence, kills: [{ life: 'w0', at }] };
      },
    ],
    [
      'an outcome that no step made',
      'every outcome is of the step itself',
      (play) => {
        token(play, 'r0/f').nonce = 'made up';
        return play.evidence;
      },
    ],
    [
      'a pure step that gave something else',
      'every outcome is of the step itself',
      (play) => {
        token(play, 'r0/p').nonce = 'pure-1';
        change(play, lineOf(play, 'begin', 'r0/c'), { saw: { 'r0/p': 'pure-1' } });
        return play.evidence;
      },
    ],
    [
      'a step that may run once and did twice',
      'what may run once runs once',
      (play) => {
        again(play, 'r0/c');
        return { ...play.evidence, kills: [{ life: 'w0', at: lineOf(play, 'begin', 'r0/c').at }] };
      },
    ],
    [
      'a step that ran again for nothing',
      'no step runs again without a crash',
      (play) => {
        again(play, 'r0/a');
        return play.evidence;
      },
    ],
    [
      'a step that ran again before the crash',
      'no step runs again without a crash',
      (play) => {
        again(play, 'r0/a');
        return { ...play.evidence, kills: [{ life: 'w0', at: 10_000 }] };
      },
    ],
    [
      'a worker that starts a step after another took over',
      'no step runs again without a crash',
      (play) => {
        again(play, 'r0/a');
        return { ...play.evidence, suspensions: [{ life: 'w1', from: 1, to: 12 }] };
      },
    ],
    [
      'more that ran again than crashes explain',
      'steps run again at most crashes × concurrency times',
      (play) => {
        for (const life of ['w1', 'w2', 'w3']) again(play, 'r0/a', { life });
        const { at } = lineOf(play, 'begin', 'r0/a');
        play.lines.push(
          ...['w1', 'w2'].map((life): Line => ({ life, kind: 'lost', at: at + 9, runId: 'r0' })),
        );
        return { ...play.evidence, kills: [{ life: 'w0', at }] };
      },
    ],
    [
      'a crash that cost a retry',
      'a crash costs no retry',
      (play) => {
        again(play, 'r0/a', { attempt: 2 });
        return play.evidence;
      },
    ],
    [
      'work that was rolled back',
      'a transactional step does its work exactly once',
      (play) => ({
        ...play.evidence,
        rows: [],
      }),
    ],
    [
      'work that was done twice',
      'a transactional step does its work exactly once',
      (play) => ({
        ...play.evidence,
        rows: [...(play.evidence.rows ?? []), { s: 'r0/b', nonce: 'another' }],
      }),
    ],
    [
      'work of an outcome that was not committed',
      'a transactional step does its work exactly once',
      (play) => ({
        ...play.evidence,
        rows: [{ s: 'r0/b', nonce: 'another' }],
      }),
    ],
    [
      'a timer that came early',
      'no timer comes early',
      (play) => {
        change(play, lineOf(play, 'begin', 'r0/f'), { at: lineOf(play, 'end', 'r0/c').at + 200 });
        return play.evidence;
      },
    ],
    [
      'a step before what it reads',
      'no step begins before what it reads was made',
      (play) => {
        change(play, lineOf(play, 'end', 'r0/a'), { at: lineOf(play, 'begin', 'r0/b').at + 6 });
        return play.evidence;
      },
    ],
    [
      'a step after the end',
      'nothing begins after the run has ended',
      (play) => recordOf(play, { finishedAt: 300 }),
    ],
    [
      'a child that was started twice',
      'a child is started once',
      (play) => {
        again(play, 'r0/k/first', { runId: 'child-2' });
        return play.evidence;
      },
    ],
    [
      'a step that the workflow does not have',
      'only steps of the workflow run',
      (play) => {
        again(play, 'r0/a', { s: 'r0/z' });
        return play.evidence;
      },
    ],
    [
      'a run that was taken up late',
      'runs of a lost worker go on soon',
      (play) => {
        const { at } = lineOf(play, 'begin', 'r0/a');
        play.lines.splice(play.lines.indexOf(lineOf(play, 'end', 'r0/a')), 1);
        again(play, 'r0/a', { at: at + 3100 });
        play.lines.push({
          life: 'w1',
          kind: 'end',
          at: at + 3101,
          runId: 'r0',
          s: 'r0/a',
          attempt: 1,
          nonce: 'nonce-r0/a',
        });
        play.lines.splice(
          0,
          play.lines.length,
          ...play.lines.filter((line) => line.at <= at || line.at >= at + 3100),
        );
        return { ...play.evidence, kills: [{ life: 'w0', at }] };
      },
    ],
    [
      'a worker that ended by itself',
      'no worker ends by itself',
      (play) => ({
        ...play.evidence,
        deaths: [{ life: 'w0', code: 1 }],
      }),
    ],
    [
      'a result that is another later',
      'a result stays as it is',
      ({ evidence, run }) => {
        const record = { ...run.record, finishedAt: 5000 } as LookedBack['record'];
        return { ...evidence, lookedBack: lookedBackOf(evidence, { record }) };
      },
    ],
    [
      'a run that ends twice',
      'a run ends once',
      ({ evidence }) => {
        const ends = ['run.completed', 'run.completed'];
        return { ...evidence, lookedBack: lookedBackOf(evidence, { ends }) };
      },
    ],
    [
      'an outcome that is written twice',
      'a journal holds each outcome once',
      ({ evidence, tokens }) => {
        const outcomes = [...outcomesOf(tokens), outcome('a', tokens.get('r0/a') as Token)];
        return { ...evidence, lookedBack: lookedBackOf(evidence, { outcomes }) };
      },
    ],
    [
      'a journal that holds another outcome than the result',
      'journal and result agree',
      ({ evidence, tokens }) => {
        const other = { ...(tokens.get('r0/a') as Token), nonce: 'another' };
        const outcomes = outcomesOf(new Map([...tokens, ['r0/a', other]]));
        return { ...evidence, lookedBack: lookedBackOf(evidence, { outcomes }) };
      },
    ],
    [
      'a child that does not end',
      'nothing is left open',
      ({ evidence }) => ({ ...evidence, leftOpen: ['child'] }),
    ],
    [
      'a short way that was hardly gone',
      'lone runs go the short ways',
      ({ evidence }) => ({
        ...evidence,
        lone: true,
        // Each step was tried the short way, and written the general way.
        calls: { commit_changes_step: 20, commit_changes_end: 1, commit_changes: 20 },
      }),
    ],
    [
      'a cancel that was lost',
      'a cancel is carried out',
      ({ evidence, run }) => ({
        ...evidence,
        leaseMs: 0,
        runs: [{ ...run, way: 'cancel', cancelledAt: (run.record?.finishedAt ?? 0) - 2001 }],
      }),
    ],
    [
      'a step long after the cancel',
      'a cancel is carried out',
      () => {
        const play = cancelled(['r0/a'], ['r0/a']);
        const cancelledAt = lineOf(play, 'begin', 'r0/a').at - 1001;
        return { ...play.evidence, runs: [{ ...play.run, cancelledAt }] };
      },
    ],
    [
      'an outcome of a cancelled run that is not undone',
      'what a cancelled run did is undone',
      () => cancelled(['r0/a'], []).evidence,
    ],
    [
      'an outcome that is undone and was not committed',
      'only what a cancelled run did is undone',
      () => cancelled(['r0/a'], ['r0/a', 'r0/b']).evidence,
    ],
    [
      'a run that completed and undid what it did',
      'only what a cancelled run did is undone',
      (play) => {
        play.lines.push({ life: 'w0', kind: 'undo', at: 10, runId: 'r0', s: 'r0/a', attempt: 1 });
        return play.evidence;
      },
    ],
    [
      'a step that is undone before those that read it',
      'what was done last is undone first',
      () => {
        const twice = { nodes: [...workflow.nodes, { id: 'z', kind: 'work', from: ['a'] }] };
        const play = cancelled(['r0/a'], ['r0/a', 'r0/z']);
        const [back] = play.evidence.lookedBack;
        const z = { s: 'r0/z', v: 0, nonce: 'nonce-r0/z' };
        const outcomes = [...(back?.outcomes ?? []), outcome('z', z)];
        return {
          ...play.evidence,
          workflows: [{ ...twice, undoes: true }],
          lookedBack: lookedBackOf(play.evidence, { outcomes }),
        };
      },
    ],
    [
      'a reader in a cancelled run of what is not committed',
      'no outcome is committed twice',
      () => {
        const play = cancelled(['r0/a', 'r0/b'], ['r0/a']);
        change(play, lineOf(play, 'begin', 'r0/b'), { saw: { 'r0/a': 'another' } });
        return play.evidence;
      },
    ],
    [
      'a row of a cancelled run whose step is not committed',
      'a transactional step does its work exactly once',
      () => ({
        ...cancelled(['r0/a'], ['r0/a']).evidence,
        rows: [{ s: 'r0/b', nonce: 'another' }],
      }),
    ],
    [
      'a run of a transaction that was not committed',
      'a run whose transaction did not commit never was',
      ({ run }) => {
        const record = run.record ?? null;
        const evidence = unmade();
        return { ...evidence, lookedBack: lookedBackOf(evidence, { record }) };
      },
    ],
    [
      'a step of a run of a transaction that was not committed',
      'a run whose transaction did not commit never was',
      ({ lines }) => ({ ...unmade(), lines: lines.slice(0, 2) }),
    ],
    [
      'a transaction that a host committed and that is not there',
      'what a host commits is there',
      () => {
        const evidence = unmade();
        return { ...evidence, runs: evidence.runs.map((run) => ({ ...run, fate: 'commits' })) };
      },
    ],
    [
      'runs that do not end',
      'every part comes to its end',
      (play) => ({
        ...play.evidence,
        failure: 'not at an end after 60 s',
      }),
    ],
  ];

  it.each(cases)('%s: %s', (_, rule, plant) => {
    expect(rulesOf(plant(played()))).toContain(rule);
  });
});

describe('what a host may do breaks no rule', () => {
  it('a run that is cancelled, and undoes what it did', () => {
    const { evidence } = cancelled(['r0/a', 'r0/b'], ['r0/a']);

    const { violations, figures } = judge(evidence);
    expect(violations).toEqual([]);
    expect(figures).toMatchObject({ runsCancelled: 1, stepsUndone: 1, runsLost: 0 });
  });

  it('a cancel that came when the run was as good as over', () => {
    const { evidence, run } = played();
    const cancelledAt = (run.record?.finishedAt ?? 0) - 20;

    expect(rulesOf({ ...evidence, runs: [{ ...run, way: 'cancel', cancelledAt }] })).toEqual([]);
  });

  it('a run that never was, because its transaction was not committed', () => {
    expect(rulesOf(unmade())).toEqual([]);
  });

  it('lone runs that go the short ways, and now and then the general one', () => {
    const { evidence } = played();
    const calls = {
      commit_changes_step: 10,
      commit_changes_end: 1,
      commit_changes: 3,
      create_runs_one: 1,
    };

    expect(rulesOf({ ...evidence, lone: true, calls })).toEqual([]);
  });
});

describe('what a crash may cost breaks no rule', () => {
  it('a step that runs again after its process was killed', () => {
    const play = played();
    again(play, 'r0/a');
    const { at } = lineOf(play, 'begin', 'r0/a');

    expect(rulesOf({ ...play.evidence, kills: [{ life: 'w0', at: at + 3 }] })).toEqual([]);
  });

  it('a step that runs again while its process sleeps', () => {
    const play = played();
    again(play, 'r0/a');
    const { at } = lineOf(play, 'begin', 'r0/a');

    const suspensions = [{ life: 'w0', from: at, to: at + 2000 }];
    expect(rulesOf({ ...play.evidence, suspensions })).toEqual([]);
  });

  it('a step of unknown end about which somebody decided', () => {
    const play = played();
    const c = play.tokens.get('r0/c') as Token;
    c.nonce = decidedNonce('r0/c');
    for (const line of play.lines.filter(({ s, kind }) => s === 'r0/f' && kind === 'begin')) {
      change(play, line, { saw: { 'r0/c': c.nonce } });
    }

    const decision = { ...outcome('c', c), isDecided: true };
    const others = outcomesOf(play.tokens).filter(({ step }) => step !== 'c');
    // The host decided twice: it had not heard of the first.
    const lookedBack = lookedBackOf(play.evidence, { outcomes: [...others, decision, decision] });

    const { violations, figures } = judge({ ...play.evidence, lookedBack });
    expect(violations).toEqual([]);
    expect(figures['stepsDecided']).toBe(1);
  });

  it('a run that was taken up late, because another worker was lost while it was given the run', () => {
    const play = played();
    const { at } = lineOf(play, 'begin', 'r0/a');
    const early = play.lines.filter((line) => line.at <= at && line.kind !== 'end');
    const late = play.lines
      .filter((line) => line.s !== 'r0/a')
      .map((line) => ({ ...line, at: line.at + 5000 }));
    const asks: Line = { life: 'w1', kind: 'ask', at: at + 900 };
    const takes: Line = { life: 'w2', kind: 'take', at: at + 3100, runId: 'r0' };
    const begins: Line = { ...lineOf(play, 'begin', 'r0/a'), life: 'w2', at: at + 3200 };
    const ends: Line = { ...lineOf(play, 'end', 'r0/a'), life: 'w2', at: at + 3201 };
    const lines = [
      ...early,
      asks,
      takes,
      begins,
      ends,
      ...late.filter(({ kind }) => kind !== 'take'),
    ];
    const run = { ...play.run, record: { ...play.run.record, finishedAt: 10_000 } } as PlayedRun;
    const kills = [
      { life: 'w0', at },
      { life: 'w1', at: at + 1000 },
    ];
    const lookedBack = lookedBackOf(play.evidence, { record: run.record ?? null });
    const evidence = { ...play.evidence, lines, runs: [run], kills, lookedBack };

    expect(rulesOf(evidence)).toEqual([]);
    expect(rulesOf({ ...evidence, lines: lines.filter(({ kind }) => kind !== 'ask') })).toEqual([
      'runs of a lost worker go on soon',
    ]);
  });
});

describe('the workflows that are drawn', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawWorkflows(3, true)).toEqual(drawWorkflows(3, true));
    expect(drawWorkflows(4, true)).not.toEqual(drawWorkflows(3, true));
  });

  it('have 5 to 20 steps, and every kind of step', () => {
    const drawn = drawWorkflows(3, true);
    const sizes = drawn.map((each) => {
      const delays = each.nodes.filter(({ kind }) => kind === 'delay').length;
      return expectedSteps(each, 'r').size + delays;
    });

    expect(Math.min(...sizes)).toBe(5);
    expect(Math.max(...sizes)).toBe(20);
    expect(new Set(drawn.flatMap(({ nodes }) => nodes.map(({ kind }) => kind)))).toEqual(
      new Set(['work', 'pure', 'flaky', 'once', 'tx', 'delay', 'signal', 'each', 'child']),
    );
  });
});
