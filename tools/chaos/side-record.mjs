// What steps say of themselves, apart from the engine: one file per worker process, one line per fact, appended with one
// write. A process that is killed leaves every line that it wrote.
import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const ending = '.lines';

/** The record that one worker process writes. */
export function openSideRecord(folder, life) {
  const file = openSync(join(folder, `${life}${ending}`), 'a');
  const write = (...line) => writeSync(file, `${JSON.stringify(line)}\n`);
  return {
    begin: ({ runId, s, attempt }, saw) => write('begin', Date.now(), runId, s, attempt, saw),
    end: ({ runId, s, attempt }, nonce) => write('end', Date.now(), runId, s, attempt, nonce),
    /** A step's outcome is undone. */
    undo: ({ runId, s, attempt }, nonce) => write('undo', Date.now(), runId, s, attempt, nonce),
    fail: ({ runId, s, attempt }) => write('fail', Date.now(), runId, s, attempt),
    /** The worker asks the store for runs. */
    ask: () => write('ask', Date.now()),
    /** The store has answered. */
    hear: () => write('hear', Date.now()),
    /** The store gave a run to the worker. */
    take: (runId) => write('take', Date.now(), runId),
    /** The store says that a run of the worker's was written for the last time. */
    leave: (runId) => write('leave', Date.now(), runId),
    /** The engine says that it no longer holds a run. */
    lost: (runId) => write('lost', Date.now(), runId),
    /** The engine tries a step again because of an error. */
    retrying: ({ runId, step, attempt, error }) =>
      write('retrying', Date.now(), runId, step, attempt, `${error.code ?? ''} ${error.message}`),
    /** The engine tells of trouble that belongs to no call. */
    trouble: (during, message) => write('trouble', Date.now(), during, message),
  };
}

/**
 * All lines of a folder as objects with `life`, the process that wrote them, by file and in the order of writing. A last line
 * that was cut short is left out.
 */
export function readSideRecord(folder) {
  const lines = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(ending)) continue;
    const life = name.slice(0, -ending.length);
    const texts = readFileSync(join(folder, name), 'utf8').split('\n');
    for (const text of texts.slice(0, -1)) lines.push({ life, ...parse(JSON.parse(text)) });
  }
  return lines;
}

function parse([kind, at, ...rest]) {
  if (kind === 'trouble') return { kind, at, during: rest[0], message: rest[1] };
  if (kind === 'retrying') {
    return { kind, at, runId: rest[0], step: rest[1], attempt: rest[2], message: rest[3] };
  }
  const [runId, s, attempt, last] = rest;
  const more = kind === 'begin' ? { saw: last } : { nonce: last };
  return { kind, at, runId, s, attempt, ...more };
}
