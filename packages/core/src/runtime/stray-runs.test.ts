import { describe, expect, it } from 'vitest';

import type { HeldRun } from '../ports/stored-run.js';
import { memory } from '../memory/memory-backend.js';
import { testEngine } from '../testing/test-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';
import { StrayRuns } from './stray-runs.js';
import { altered } from './store.fixture.js';

const run = (runId: string, epoch = 1): HeldRun => ({ tenant: 't', runId, epoch });

function noted(driven: readonly string[] = []) {
  const givenUp: string[] = [];
  const strays = new StrayRuns(
    ({ runId }) => driven.includes(runId),
    ({ runId, epoch }) => givenUp.push(`${runId} ${epoch}`),
  );
  return { strays, givenUp };
}

describe('stray runs', () => {
  it('are given up when two beats tell of them, and nobody drives them', () => {
    const { strays, givenUp } = noted(['c']);
    strays.found([run('a'), run('c')]);
    strays.found([run('a'), run('b'), run('c')]);
    expect(givenUp).toEqual(['a 1']);
    strays.found([run('b')]);
    expect(givenUp).toEqual(['a 1', 'b 1']);
  });

  it('are not given up for a claim before the last one', () => {
    const { strays, givenUp } = noted();
    strays.found([run('a', 1)]);
    strays.found([run('a', 2)]);
    expect(givenUp).toEqual([]);
    strays.found([run('a', 2)]);
    expect(givenUp).toEqual(['a 2']);
  });

  it('are known when the answer to their claim comes after all', () => {
    const { strays } = noted();
    strays.found([run('a')]);
    expect(strays.wasGivenUp(run('a'))).toBe(false);
    strays.found([run('a')]);
    expect([run('a'), run('a', 2), run('b')].map((each) => strays.wasGivenUp(each))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are looked for until it is known that there are none', () => {
    const { strays } = noted();
    expect(strays.isSuspected).toBe(false);
    strays.suspect();
    strays.found([]);
    expect(strays.isSuspected).toBe(true);
    strays.found([run('a')]);
    expect(strays.isSuspected).toBe(true);
    strays.found([]);
    expect(strays.isSuspected).toBe(false);
  });
});

describe('an answer that is lost after the store wrote', () => {
  const workflow = sketch([{ id: 'a' }]);
  const node = scripted(() => 1);

  it.each(['claim', 'create'] as const)('to a %s leaves no run held for ever', async (call) => {
    let isCut = true;
    const backend = altered(
      (sound) => ({
        claim: (request) => {
          const result = sound.claim(request);
          const isHit = isCut && call === 'claim' && 'runs' in result && result.runs.length > 0;
          if (isHit) isCut = false;
          if (isHit) throw new Error('connection lost');
          return result;
        },
        create: (runs, options) => {
          const created = sound.create(runs, options);
          if (call === 'claim' || options?.claim === undefined || !isCut) return created;
          isCut = false;
          throw new Error('connection lost');
        },
      }),
      memory(),
    );
    const t = testEngine({ backend, nodes: [node] });
    t.engine.on('error', () => undefined);
    await t.settle();
    const started = t.start(
      workflow,
      {},
      {
        runId: 'r1',
        ...(call === 'claim' && { delay: '1s' as const }),
      },
    );
    const thrown = await failure(started);
    expect(String(thrown).includes('connection lost')).toBe(call === 'create');
    await t.advance('1m');

    expect(await t.engine.get('r1')).toMatchObject({ status: 'completed', crashes: 0 });
    await t.close();
  });
});
