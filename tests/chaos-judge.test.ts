import { describe, expect, it } from 'vitest';
import { judge, type Evidence, type Line, type PlayedRun } from '../tools/chaos/judge.mjs';
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
  const run = { id: 'r0', shape: 0, isAcknowledged: true, isDeadLettered: false, record };
  const evidence: Evidence = {
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
    outages: [],
    rows: [{ s: 'r0/b', nonce: 'nonce-r0/b' }],
    failure: null,
    elapsedMs: 1000,
  };
  return { evidence, lines, tokens, run };
}

function rulesOf(evidence: Evidence): readonly string[] {
  return judge(evidence).violations.map(({ rule }) => rule);
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

    const { violations, figures } = judge(play.evidence);
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
    const evidence = { ...play.evidence, lines, runs: [run], kills };

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
