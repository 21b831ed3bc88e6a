import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createEngine, type RunRecord } from '@flowgraft/core';
import { sqlite } from '@flowgraft/adapters/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createTestIo, type TestIoOptions } from './fixtures/test-io.fixture.js';
import { main } from './main.js';

const orders = fileURLToPath(new URL('fixtures/orders.fixture.ts', import.meta.url));
const hello = {
  schema: 1,
  id: 'hello',
  nodes: [
    {
      id: 'greet',
      type: 'data.set',
      version: 1,
      input: { fields: { text: { $template: 'Hello {{ input.name }}' } } },
    },
  ],
  edges: [],
};

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'flowgraft-cli-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

interface Done {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function flowgraft(
  args: readonly string[],
  options: Partial<TestIoOptions> = {},
): Promise<Done> {
  const io = createTestIo({ cwd, ...options });
  const code = await main(args, io);
  return { code, out: io.out(), err: io.err() };
}

function write(name: string, content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(cwd, name), text);
  return name;
}

function json(text: string): unknown {
  return JSON.parse(text);
}

function lines(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The runs of a store, newest first. */
async function runsOf(store: string): Promise<readonly RunRecord[]> {
  const { out } = await flowgraft(['runs', '--store', store, '--json']);
  return lines(out) as unknown as readonly RunRecord[];
}

async function onlyRun(store: string): Promise<RunRecord> {
  const [only, ...others] = await runsOf(store);
  expect(others).toEqual([]);
  return only as RunRecord;
}

describe('flowgraft', () => {
  it('prints its version and its help, on stdout', async () => {
    const version = await flowgraft(['--version']);
    const help = await flowgraft(['--help']);

    expect(version).toMatchObject({ code: 0, err: '' });
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(help.code).toBe(0);
    const names = ['run', 'validate', 'runs', 'show', 'resume', 'signal', 'cancel'];
    for (const name of [...names, 'worker', 'migrate']) {
      expect(help.out).toContain(`\n  ${name} `);
      const own = await flowgraft([name, '--help']);
      expect(own).toMatchObject({ code: 0, err: '' });
      expect(own.out).toContain('Exit codes:');
      expect((await flowgraft([name, '--version'])).out).toBe(version.out);
    }
  });

  it.each([
    [[], 'Usage: flowgraft'],
    [['rum'], 'There is no command "rum"; did you mean "run"?'],
    [['run', 'a.json', '--nope'], "run: Unknown option '--nope'"],
    [['run'], 'takes one workflow file; there is none'],
    [['run', 'a.json', 'b.json'], 'takes one workflow file; there is 2'],
    [['run', 'missing.json'], 'Workflow file "missing.json" cannot be read: there is no such file'],
    [['run', '.'], 'Workflow file "." cannot be read: it is a folder'],
    [['run', orders, '--export', 'other'], 'exports no workflow "other"; it exports orders'],
    [['run', orders, '--set', 'orders'], '--set: expected name=value, got "orders"'],
    [['run', orders, '--set', 'ask=1', '--set', 'ask.x=1'], '"x" cannot be set on what is there'],
    [
      ['run', orders, '--input', 'none.json'],
      'Input file "none.json" cannot be read: there is no such file',
    ],
    [['run', orders, '--input', '{"a": '], '--input is not JSON'],
    [['run', orders, '--set', 'orders=7'], 'The input does not fit the workflow:\norders: SCHEMA'],
    [['run', orders, '--files', 'nowhere'], 'There is no folder "nowhere"'],
    [['run', orders, '--config', 'none.ts'], 'Configuration "none.ts" cannot be read'],
    [['validate'], 'needs a workflow file'],
    [['runs'], 'needs to know where the runs are'],
    [['runs', '--store', 'none.db'], 'There is no store "none.db"'],
    [['show', '--store', 'none.db'], 'There is no store "none.db"'],
    [['resume', 'x'], 'flowgraft resume needs to know where the runs are'],
    [['worker'], 'flowgraft worker needs to know its engine'],
    [['worker', 'a.ts'], 'flowgraft worker takes no files, got "a.ts"'],
    [['worker', '--module', 'none.ts'], 'Module "none.ts" cannot be read: there is no such file'],
    [['worker', '--module', orders], 'gives no engine'],
    [['worker', '--concurrency', '0'], '--concurrency: expected a whole number of at least 1'],
    [['worker', '--queues', 'a,,b'], '--queues: expected names with commas between, got "a,,b"'],
    [['worker', '--drain', '0s'], '--drain: expected a length of time such as "30s"'],
    [['worker', '--pool', '0..2'], '--pool: expected <min>..<max>, such as 1..4'],
    [['worker', '--pool', '3..2'], '--pool: expected <min>..<max>, such as 1..4'],
    [['worker', '--pool', 'many'], '--pool: expected <min>..<max>, such as 1..4'],
    [['worker', '--pool', '1..9999'], 'both from 1 to 1000, got "1..9999"'],
    [['worker-process'], 'worker-process belongs to a pool'],
    [['migrate'], 'flowgraft migrate needs to know the database'],
    [['migrate', 'up'], 'flowgraft migrate takes no files, got "up"'],
    [
      ['migrate', '--module', 'a.ts', '--database-url', 'b'],
      '--database-url or --module, not both',
    ],
    [['migrate', '--module', orders], 'exports neither pool nor client'],
    [['migrate', '--print', '--schema', 'a b'], 'schema must be letters, digits and _'],
  ])('%j is a wrong usage', async (args, message) => {
    const { code, out, err } = await flowgraft(args);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('lists no command that is not for people', async () => {
    const { out } = await flowgraft(['--help']);

    expect(out).not.toContain('worker-process');
  });

  it('prints a stack with --debug', async () => {
    const { err } = await flowgraft(['run', 'missing.json', '--debug']);

    expect(err).toMatch(/\n {4}at .*\ncaused by /s);
  });
});

describe('flowgraft run', () => {
  it('prints the output on stdout and progress on stderr', async () => {
    const { code, out, err } = await flowgraft(['run', orders, '--set', 'orders=[4,5]']);

    expect(code).toBe(0);
    expect(json(out)).toEqual({ totals: [40, 50], approved: null });
    expect(err).toMatch(/completed {2}priceAll {2}2 items in/);
    expect(err).toMatch(/ok {9}mustAsk .* took "false"/);
    expect(err).toMatch(/completed {2}run \w+ in \d/);
    expect(err).toContain('log        info priceAll[0]/price: order 4 has a price');
  });

  it('takes a JSON document, and its input from a file, from stdin or as text', async () => {
    write('hello.json', hello);
    write('in.json', { name: 'file' });

    const outputs = [
      await flowgraft(['run', 'hello.json', '--input', 'in.json']),
      await flowgraft(['run', 'hello.json', '-i', '-'], { stdin: '{"name":"pipe"}' }),
      await flowgraft(['run', 'hello.json', '--input', '{"name":"text"}']),
      await flowgraft(['run', 'hello.json', '--input', 'in.json', '--set', 'name=set']),
    ].map(({ out }) => json(out));

    expect(outputs).toEqual(
      ['file', 'pipe', 'text', 'set'].map((name) => ({ text: `Hello ${name}` })),
    );
  });

  it('writes nothing but JSON lines on stdout with --json, the result last', async () => {
    const { code, out, err } = await flowgraft(['run', orders, '--json']);

    const events = lines(out);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(events.map(({ event }) => event)).toContain('run.started');
    expect(events.filter(({ event }) => event === 'step.completed')).toHaveLength(4);
    expect(events.at(-1)).toMatchObject({
      event: 'result',
      status: 'completed',
      output: { totals: [10, 20, 30], approved: null },
      exitCode: 0,
    });
  });

  it('ends with 1 when the run fails, and says where and why', async () => {
    const { code, out, err } = await flowgraft([
      'run',
      orders,
      '--set',
      'failAt=2',
      '--store',
      'a.db',
    ]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('at step "priceAll[1]/price": order 2 has no price (unknown)');
    expect(err).toMatch(
      /try the failed steps again: flowgraft resume \w+ .*orders\.fixture\.ts --store a\.db/,
    );
  });

  it('says what is wrong with a workflow, where, and points into expressions', async () => {
    write('bad.json', {
      ...hello,
      nodes: [
        { id: 'a', type: 'data.sett', version: 1 },
        { id: 'b', type: 'data.set', version: 1, input: { fields: { $expr: 'input.a +' } } },
      ],
    });

    const { code, err } = await flowgraft(['run', 'bad.json']);

    expect(code).toBe(2);
    expect(err).toContain('bad.json cannot be run:');
    expect(err).toMatch(/error nodes\[0\]\.type \(node "a"\): .*data\.sett.*\[UNKNOWN_NODE_TYPE\]/);
    expect(err).toMatch(/\n {6}input\.a \+\n {6} +\^\n/);
  });

  it('ends with 3 when only an approval can move the run, and prints the command that gives it', async () => {
    const { code, err } = await flowgraft(['run', orders, '--set', 'ask=true', '--store', 'a.db']);

    const { runId } = await onlyRun('a.db');
    expect(code).toBe(3);
    expect(err).toContain('step "approve" waits for an approval: Ship them?');
    expect(err).toContain(`flowgraft signal ${runId} approval:approve '{"ok":true}' --store a.db`);
    expect(err).toContain(`flowgraft resume ${runId} ${orders} --store a.db`);
  });

  it('says that a run in memory cannot be sent anything', async () => {
    const { code, err } = await flowgraft(['run', orders, '--set', 'ask=true']);

    expect(code).toBe(3);
    expect(err).toContain('start it again with --store <file.db>');
  });

  it('waits for a time of its own', async () => {
    write('late.json', {
      schema: 1,
      id: 'late',
      nodes: [
        {
          id: 'w',
          type: 'flow.waitForSignal',
          version: 1,
          input: { signal: 'go', timeout: '20ms' },
        },
      ],
      edges: [],
      output: { $ref: 'nodes.w.port' },
    });

    const { code, out } = await flowgraft(['run', 'late.json', '--store', 'a.db']);

    expect({ code, out: json(out) }).toEqual({ code: 0, out: 'timeout' });
  });

  it('gives the first run again for the same --key', async () => {
    const args = ['run', orders, '--store', 'a.db', '--key', 'k1', '--json'];

    const first = lines((await flowgraft(args)).out).at(-1);
    const second = lines((await flowgraft([...args, '--set', 'orders=[9]'])).out).at(-1);

    expect(second).toMatchObject({ runId: first?.['runId'], output: { totals: [10, 20, 30] } });
    expect(await runsOf('a.db')).toHaveLength(1);
  });

  it('leaves other runs of the store alone', async () => {
    write('hello.json', hello);
    const engine = createEngine({ backend: sqlite({ file: join(cwd, 'a.db') }) });
    const other = await engine.start(
      {
        schema: 1,
        id: 'other',
        nodes: [{ id: 'd', type: 'flow.delay', version: 1, input: { duration: 1 } }],
        edges: [],
      },
      {},
    );
    await engine.close();

    await flowgraft(['run', 'hello.json', '--input', '{"name":"x"}', '--store', 'a.db']);

    const left = (await runsOf('a.db')).find(({ runId }) => runId === other.id);
    expect(left).toMatchObject({ status: 'queued', epoch: 0 });
  });

  it('drives the runs that the run starts', async () => {
    write(
      'flowgraft.config.mjs',
      `import { loadWorkflow } from '@flowgraft/core';
       const child = loadWorkflow({ schema: 1, id: 'child', nodes: [{ id: 'd', type: 'flow.delay', version: 1, input: { duration: 1 } }], edges: [], output: { $expr: 'input.n * 2' } });
       export default { workflows: [child], store: 'runs.db' };`,
    );
    write('parent.json', {
      schema: 1,
      id: 'parent',
      nodes: [
        {
          id: 'sub',
          type: 'flow.subWorkflow',
          version: 1,
          input: { workflowId: 'child', input: { n: 21 } },
        },
      ],
      edges: [],
    });

    const { code, out, err } = await flowgraft(['run', 'parent.json']);

    expect({ code, err, out }).toMatchObject({ code: 0, out: '42\n' });
    expect((await runsOf('runs.db')).map(({ status }) => status)).toEqual([
      'completed',
      'completed',
    ]);
  });

  it('stops cleanly when interrupted, says the command that resumes, and loses nothing', async () => {
    const io = createTestIo({ cwd });
    const record = join(cwd, 'record.txt');
    const input = JSON.stringify({
      orders: Array.from({ length: 40 }, (_, n) => n),
      delayMs: 20,
      record,
    });
    const running = main(['run', orders, '--input', input, '--store', 'a.db'], io);
    await io.seen('order 5 has a price');
    io.interrupt();

    expect(await running).toBe(130);

    const { runId, status } = await onlyRun('a.db');
    expect(status).toBe('queued');
    expect(io.err()).toContain(`go on with it:  flowgraft resume ${runId} ${orders} --store a.db`);
    const resumed = await flowgraft(['resume', runId, orders, '--store', 'a.db']);
    expect(resumed.code).toBe(0);
    expect(json(resumed.out)).toMatchObject({
      totals: Array.from({ length: 40 }, (_, n) => n * 10),
    });
    const attempts = readFileSync(record, 'utf8').trim().split('\n');
    expect(attempts.length).toBe(new Set(attempts).size);
    expect(attempts).toHaveLength(40);
  });

  it('says that a run in memory is lost when it is interrupted', async () => {
    const io = createTestIo({ cwd });
    const running = main(
      ['run', orders, '--input', '{"orders":[1,2,3,4,5,6,7,8],"delayMs":20}'],
      io,
    );
    await io.seen('order 1 has a price');
    io.interrupt();

    expect(await running).toBe(130);
    expect(io.err()).toContain('it was kept in memory only and is lost');
  });

  it('runs again when the file has changed, and after a broken version of it, until it is interrupted', async () => {
    write('hello.json', hello);
    const io = createTestIo({ cwd });
    const running = main(['run', 'hello.json', '--set', 'name=one', '--watch'], io);
    await io.seen('"Hello one"');
    await io.seen('watching the file');

    write('hello.json', '{');
    await io.seen('is not JSON');
    write('hello.json', JSON.stringify(hello).replace('Hello', 'Bye'));
    await io.seen('"Bye one"');
    await io.seen('watching the file', 3);
    io.interrupt();

    expect(await running).toBe(130);
  });
});

describe('flowgraft run on a terminal', () => {
  const terminal = { isTTY: true, columns: 60 };

  it('draws in place, within the width, and gives the cursor back', async () => {
    const { code, err } = await flowgraft(['run', orders, '--set', 'failAt=2'], terminal);

    expect(code).toBe(1);
    expect(err.startsWith('\u001B[?25l')).toBe(true);
    expect(err.lastIndexOf('\u001B[?25h')).toBeGreaterThan(err.lastIndexOf('\u001B[?25l'));
    const block = err.slice(0, err.lastIndexOf('\u001B[?25h'));
    for (const line of plain(block).split('\n')) expect(line.length).toBeLessThan(60);
    expect(plain(block)).toContain('✗ priceAll');
  });

  it('has no colours with NO_COLOR', async () => {
    const { err } = await flowgraft(['run', orders], { ...terminal, env: { NO_COLOR: '1' } });

    expect(err).toContain('✓ priceAll');
    expect(err.split('\u001B[').filter((part) => /^\d+m/.test(part))).toEqual([]);
  });

  it('writes plain lines to a dumb terminal', async () => {
    const { err } = await flowgraft(['run', orders], { ...terminal, env: { TERM: 'dumb' } });

    expect(err).not.toContain('\u001B');
  });
});

/** Without escape sequences. */
function plain(text: string): string {
  const [first = '', ...rest] = text.split('\u001B[');
  return [first, ...rest.map((part) => part.replace(/^[?\d;]*[A-Za-z]/, ''))]
    .join('')
    .replaceAll('\r', '');
}

describe('flowgraft validate', () => {
  it('looks at several files, and ends with 2 when one has errors', async () => {
    write('good.json', hello);
    write('bad.json', { ...hello, edges: [{ from: 'greet', to: 'nobody' }] });

    const { code, out } = await flowgraft(['validate', 'good.json', 'bad.json', orders]);

    expect(code).toBe(2);
    expect(out).toContain('valid  good.json');
    expect(out).toMatch(/1 error {2}bad\.json\n {2}error edges\[0\]\.to: /);
    expect(out).toContain(`valid  ${orders}`);
  });

  it('ends with 0 when all are valid, and prints JSON', async () => {
    write('good.json', hello);

    const { code, out } = await flowgraft(['validate', 'good.json', '--json']);

    expect({ code, out: lines(out) }).toEqual({
      code: 0,
      out: [{ file: 'good.json', valid: true, issues: [] }],
    });
  });

  it.each([
    ['broken.json', '{', 'is not JSON'],
    ['broken.ts', 'export const x = ;', 'cannot be loaded'],
    ['none.ts', 'export const x = 1;', 'it exports no workflow'],
    ['missing.ts', `import 'no-such-package-here';`, 'cannot be loaded'],
    [
      'refused.ts',
      `import { defineWorkflow } from '@flowgraft/core';
       export default defineWorkflow({ id: 'x', build: (w) => w.expr('a +') });`,
      'EXPRESSION_SYNTAX',
    ],
    [
      'two.ts',
      `import { defineWorkflow } from '@flowgraft/core';
       export const a = defineWorkflow({ id: 'a', build: () => 1 });
       export const b = defineWorkflow({ id: 'b', build: () => 2 });`,
      'it exports a, b',
    ],
  ])('tells of %s', async (name, text, message) => {
    write(name, text);

    const { code, out } = await flowgraft(['validate', name]);

    expect(code).toBe(2);
    expect(out).toContain(message);
  });
});

describe('flowgraft runs and show', () => {
  it('lists runs, newest first, by status, workflow and limit', async () => {
    write('hello.json', hello);
    await flowgraft(['run', 'hello.json', '--set', 'name=x', '--store', 'a.db']);
    await flowgraft(['run', orders, '--set', 'failAt=1', '--store', 'a.db']);

    const all = await flowgraft(['runs', '--store', 'a.db']);
    const failed = await flowgraft([
      'runs',
      '--store',
      'a.db',
      '--status',
      'failed,waiting',
      '--json',
    ]);
    const named = await flowgraft([
      'runs',
      '--store',
      'a.db',
      '--workflow',
      'hello',
      '--limit',
      '1',
      '--json',
    ]);
    const none = await flowgraft(['runs', '--store', 'a.db', '--tenant', 'other']);
    const wrong = await flowgraft(['runs', '--store', 'a.db', '--status', 'done']);

    expect(all.out).toMatch(
      /^RUN .*\n\w+ +orders +failed .*order 1 has no price\n\w+ +hello +completed/,
    );
    expect(lines(failed.out).map((run) => run['workflowId'])).toEqual(['orders']);
    expect(lines(named.out).map((run) => run['workflowId'])).toEqual(['hello']);
    expect(none).toMatchObject({ code: 0, out: '', err: 'no runs\n' });
    expect(wrong).toMatchObject({ code: 2 });
  });

  it('shows a run on a line of time, folded or step by step, or as JSON', async () => {
    await flowgraft(['run', orders, '--set', 'failAt=2', '--store', 'a.db']);
    const { runId } = await onlyRun('a.db');

    const folded = await flowgraft(['show', runId.slice(-8), '--store', 'a.db']);
    const all = await flowgraft(['show', runId, '--all', '--store', 'a.db']);
    const data = await flowgraft(['show', runId, '--json', '--store', 'a.db']);

    expect(folded.out).toContain(`run ${runId}  failed`);
    expect(folded.out).toMatch(/error {4}order 2 has no price at step "priceAll\[1\]\/price"/);
    expect(folded.out).toMatch(/\+\d.* priceAll +█+ +failed · .*1 failed/);
    expect(all.out).toMatch(/priceAll\[0\]\/price +.*█/);
    expect(json(data.out)).toMatchObject({
      run: { runId },
      journal: [{ type: 'run.started' }, {}, {}, {}, {}],
    });
  });

  it('tells that there is no such run', async () => {
    await flowgraft(['run', orders, '--store', 'a.db']);

    const { code, err } = await flowgraft(['show', 'nobody', '--store', 'a.db']);

    expect(code).toBe(4);
    expect(err).toContain('has no run "nobody"\nlist them:  flowgraft runs --store a.db');
  });
});

describe('flowgraft resume, signal and cancel', () => {
  it('goes on after an approval, with the name of the step for its signal', async () => {
    await flowgraft(['run', orders, '--set', 'ask=true', '--store', 'a.db']);
    const { runId } = await onlyRun('a.db');
    const early = await flowgraft(['resume', runId, orders, '--store', 'a.db']);

    const sent = await flowgraft(['signal', runId, 'approve', '{"ok":true}', '--store', 'a.db']);
    const { code, out } = await flowgraft(['resume', runId, orders, '--store', 'a.db']);

    expect(early.code).toBe(3);
    expect(sent.code).toBe(0);
    expect(sent.err).toContain('signal "approval:approve" is stored');
    expect({ code, out: json(out) }).toEqual({
      code: 0,
      out: { totals: [10, 20, 30], approved: true },
    });
  });

  it('stays with --wait until another command sends the signal', async () => {
    const io = createTestIo({ cwd });
    const running = main(['run', orders, '--set', 'ask=true', '--store', 'a.db', '--wait'], io);
    await io.seen('waiting    approve');
    const { runId } = await onlyRun('a.db');

    await flowgraft(['signal', runId, 'approval:approve', '-', '--store', 'a.db'], {
      stdin: '{"ok":false}',
    });

    expect(await running).toBe(0);
    expect(json(io.out())).toMatchObject({ approved: false });
  });

  it('keeps a signal that nothing waits for, and says so', async () => {
    await flowgraft(['run', orders, '--set', 'ask=true', '--store', 'a.db']);
    const { runId } = await onlyRun('a.db');

    const { code, err } = await flowgraft(['signal', runId, 'other', '1', '--store', 'a.db']);
    const tooMany = await flowgraft(['signal', runId, 'other', '1', '2', '--store', 'a.db']);

    expect(code).toBe(0);
    expect(err).toContain('Nothing waits for it now');
    expect(err).toContain('the run waits for "approval:approve"');
    expect(tooMany.code).toBe(2);
  });

  it('starts the failed steps of a failed run again', async () => {
    const record = join(cwd, 'record.txt');
    write(
      'fails.ts',
      readFileSync(orders, 'utf8').replace(
        /if \(order === failAt\).*\n/,
        `if (order === failAt && process.env['FIXTURE_FIXED'] === undefined) throw new Error('not yet');\n`,
      ),
    );
    await flowgraft([
      'run',
      'fails.ts',
      '--set',
      'failAt=3',
      '--set',
      `record=${record}`,
      '--store',
      'a.db',
    ]);
    const { runId } = await onlyRun('a.db');

    process.env['FIXTURE_FIXED'] = '1';
    const { code, out } = await flowgraft(['resume', runId, 'fails.ts', '--store', 'a.db']);
    delete process.env['FIXTURE_FIXED'];

    expect(code).toBe(0);
    expect(json(out)).toMatchObject({ totals: [10, 20, 30] });
    expect(readFileSync(record, 'utf8').match(/priceAll\[0\]/g)).toHaveLength(1);
  });

  it('goes on with a run that waits for one that it has started', async () => {
    write(
      'flowgraft.config.mjs',
      `import { loadWorkflow } from '@flowgraft/core';
       const child = loadWorkflow({ schema: 1, id: 'child', nodes: [{ id: 'w', type: 'flow.waitForSignal', version: 1, input: { signal: 'go' } }], edges: [] });
       export default { workflows: [child], store: 'runs.db' };`,
    );
    write('parent.json', {
      schema: 1,
      id: 'parent',
      nodes: [{ id: 'sub', type: 'flow.subWorkflow', version: 1, input: { workflowId: 'child' } }],
      edges: [],
    });
    const waiting = await flowgraft(['run', 'parent.json']);
    const runs = await runsOf('runs.db');
    const idOf = (workflowId: string): string =>
      runs.find((run) => run.workflowId === workflowId)?.runId ?? '';

    await flowgraft(['signal', idOf('child'), 'go', '7']);
    const { code, out } = await flowgraft(['resume', idOf('parent')]);

    expect(waiting.code).toBe(3);
    expect(waiting.err).toContain(`flowgraft signal ${idOf('child')} go`);
    expect({ code, out }).toEqual({ code: 0, out: '7\n' });
  });

  it('leaves a run to a process that is alive', { timeout: 20_000 }, async () => {
    const io = createTestIo({ cwd });
    const record = join(cwd, 'record.txt');
    const input = JSON.stringify({ orders: [1], delayMs: 10_000, record });
    const holder = main(['run', orders, '--input', input, '--store', 'a.db'], io);
    await expect.poll(() => existsSync(record)).toBe(true);
    const { runId } = await onlyRun('a.db');

    const { code, err } = await flowgraft(['resume', runId, orders, '--store', 'a.db']);

    expect(code).toBe(4);
    expect(err).toContain(`run ${runId} is driven by another process`);
    expect(err).toContain(`flowgraft show ${runId} --store a.db`);
    expect(await holder).toBe(0);
  });

  it('refuses to resume what has ended, and what it lacks node types for', async () => {
    await flowgraft(['run', orders, '--store', 'a.db']);
    await flowgraft(['run', orders, '--set', 'ask=true', '--store', 'b.db']);

    const ended = await flowgraft([
      'resume',
      (await onlyRun('a.db')).runId,
      orders,
      '--store',
      'a.db',
    ]);
    const lacking = await flowgraft(['resume', (await onlyRun('b.db')).runId, '--store', 'b.db']);

    expect(ended).toMatchObject({ code: 4 });
    expect(ended.err).toContain('is completed: there is nothing to go on with');
    expect(lacking).toMatchObject({ code: 2 });
    expect(lacking.err).toContain('give the file that exports them');
  });

  it('cancels a run that nobody holds, with a reason', async () => {
    await flowgraft(['run', orders, '--set', 'ask=true', '--store', 'a.db']);
    const { runId } = await onlyRun('a.db');

    const { code, err } = await flowgraft([
      'cancel',
      runId,
      orders,
      '--reason',
      'wrong order',
      '--store',
      'a.db',
    ]);
    const again = await flowgraft(['cancel', runId, '--store', 'a.db']);

    expect({ code, err }).toEqual({ code: 0, err: `run ${runId} is cancelled\n` });
    expect(await onlyRun('a.db')).toMatchObject({
      status: 'cancelled',
      error: { message: 'wrong order' },
    });
    expect(again).toMatchObject({ code: 4 });
  });

  it('leaves the cancelling to others, when it lacks node types', async () => {
    await flowgraft(['run', orders, '--set', 'ask=true', '--store', 'a.db']);
    const { runId } = await onlyRun('a.db');

    const { code, err } = await flowgraft(['cancel', runId, '--store', 'a.db']);
    const json = await flowgraft(['cancel', runId, '--store', 'a.db', '--json']);
    const ended = await flowgraft(['resume', runId, orders, '--store', 'a.db']);

    expect(code).toBe(0);
    expect(err).toContain(`run ${runId} was asked to stop; a worker that has its node types`);
    expect(err).toContain('no node type is called "fixture.price"');
    expect(JSON.parse(json.out)).toEqual({ runId, status: 'asked' });
    expect(ended).toMatchObject({ code: 1 });
    expect(await onlyRun('a.db')).toMatchObject({ status: 'cancelled' });
  });
});

describe('flowgraft.config', () => {
  it('gives node types, secrets, files and the store', async () => {
    write(
      'flowgraft.config.ts',
      `import { defineNode } from '@flowgraft/core';
       import * as z from 'zod';
       const reveal = defineNode({ type: 'my.reveal', version: 1, input: z.object({ secret: z.string() }), output: z.number(), run: ({ secret }) => secret.length });
       export default { nodes: [reveal], secrets: { 'crm/key': 'abc' }, files: '.', store: 'runs.db' };`,
    );
    write('a.txt', 'from a file');
    write('w.json', {
      schema: 1,
      id: 'w',
      nodes: [
        { id: 'r', type: 'my.reveal', version: 1, input: { secret: { $secret: 'crm/key' } } },
        { id: 'f', type: 'files.readText', version: 1, input: { path: 'a.txt' } },
      ],
      edges: [],
      output: { length: { $ref: 'nodes.r.output' }, text: { $ref: 'nodes.f.output.text' } },
    });

    const { code, out } = await flowgraft(['run', 'w.json']);

    expect({ code, out: json(out) }).toEqual({ code: 0, out: { length: 3, text: 'from a file' } });
    expect(await runsOf('runs.db')).toHaveLength(1);
  });

  it('refuses settings that it does not know', async () => {
    write('flowgraft.config.ts', `export default { node: [] };`);
    write('hello.json', hello);

    const { code, err } = await flowgraft(['run', 'hello.json']);

    expect(code).toBe(2);
    expect(err).toContain(
      '"node" is not a setting; there are nodes, workflows, secrets, files, store',
    );
  });
});
