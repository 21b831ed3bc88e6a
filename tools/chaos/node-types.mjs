// The node types of chaos: each says in the side record when it begins and when it ends, and hands on a token.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { defineNode, NodeError } from '@flowgraft/core';
import * as z from 'zod';
import { numberOf } from './seeded-random.mjs';
import { pureNonce, tokensIn, valueOf } from './tokens.mjs';

const input = z.object({ key: z.string(), given: z.unknown() });
const output = z.object({ s: z.string(), v: z.number(), nonce: z.string() });
const longestWorkMs = 30;

/**
 * @param record - Where steps say what they do; see `side-record.mjs`.
 * @param rows - Name of the table that transactional steps write to.
 */
export function nodeTypes(record, rows) {
  const define = (name, run, options) =>
    defineNode({ type: `chaos.${name}`, version: 1, input, output, run, ...options });
  const work = (during) => async (given, ctx) => {
    const { key } = given;
    const s = `${key}/${ctx.step}`;
    const read = tokensIn(given.given);
    const step = { runId: ctx.runId, s, attempt: ctx.attempt };
    record.begin(step, Object.fromEntries(read.map((token) => [token.s, token.nonce])));
    const token = { s, v: valueOf(s, read), nonce: randomUUID() };
    await during(ctx, token, step);
    record.end(step, token.nonce);
    return token;
  };
  const lasting = async (_, { s }) => {
    const lastsMs = numberOf(s) % (longestWorkMs + 1);
    if (lastsMs > 0) await pause(lastsMs);
  };
  return [
    define('work', work(lasting)),
    define('once', work(lasting), { effect: 'atMostOnce' }),
    define(
      'flaky',
      work(async (ctx, token, step) => {
        await lasting(ctx, token);
        if (ctx.attempt > 1) return;
        record.fail(step);
        throw new NodeError({ category: 'unavailable', message: 'the first attempt always fails' });
      }),
      { retry: { attempts: 3, delay: 200 } },
    ),
    defineNode({
      type: 'chaos.undo',
      version: 1,
      input: z.object({ done: output }),
      output: z.object({}),
      run({ done: { s, nonce } }, ctx) {
        record.undo({ runId: ctx.runId, s, attempt: ctx.attempt }, nonce);
        return {};
      },
    }),
    define('pure', pure, { effect: 'pure' }),
    define(
      'tx',
      work(async (ctx, token) => {
        const text = `INSERT INTO ${rows} (s, nonce) VALUES ($1, $2)`;
        await ctx.tx.query(text, [token.s, token.nonce]);
        await lasting(ctx, token);
      }),
      // A connection that breaks fails the step's own query: that is the step's to try again.
      { effect: 'transactional', retry: { attempts: 8, delay: 300, jitter: 'none', factor: 1 } },
    ),
  ];
}

function pure({ key, given }, ctx) {
  const s = `${key}/${ctx.step}`;
  const read = tokensIn(given);
  return { s, v: valueOf(s, read), nonce: pureNonce(s, read) };
}
