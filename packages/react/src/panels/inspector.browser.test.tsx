import type { WorkflowDocument } from '@flowgraft/core';
import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { arabic } from '../language/ar.js';
import {
  branchingWorkflow,
  linearWorkflow,
  loopWorkflow,
  nestedWorkflow,
} from '../testing/documents.fixture.js';
import {
  mountInspector,
  type MountedInspector,
  type MountOptions,
} from './mount-inspector.fixture.js';

let mounted: MountedInspector | undefined;
afterEach(() => {
  mounted?.unmount();
  mounted = undefined;
});

async function show(options: MountOptions): Promise<MountedInspector> {
  mounted = await mountInspector(options);
  return mounted;
}

const inputOf = ({ session }: MountedInspector, id: string) =>
  session.document.get().nodes.get(id)?.data.input;

const chat: WorkflowDocument = {
  schema: 1,
  id: 'chat',
  nodes: [
    { id: 'post', type: 'chat.post', version: 1 },
    {
      id: 'filter',
      type: 'http.request',
      version: 2,
      input: { url: 'https://a.example', auth: { kind: 'bearer', token: { $secret: 'crm' } } },
    },
  ],
  edges: [{ from: 'post', to: 'filter' }],
};

describe('typing', () => {
  test('reaches the workflow at once, and is one edit', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    const field = page.getByRole('textbox', { name: 'Text' });
    await field.fill('');
    await userEvent.type(field, 'Hello there');
    expect(inputOf(view, 'mail')?.['text']).toBe('Hello there');
    view.session.document.undo();
    await expect.element(field).toHaveValue('Thank you.');
  });

  test('a name keeps spaces while it is typed', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Send it ');
    await expect.element(name).toHaveValue('Send it ');
    expect(view.session.document.get().nodes.get('mail')?.data.name).toBe('Send it');
    await userEvent.keyboard('{Enter}');
    await expect.element(name).toHaveValue('Send it');
  });

  test('numbers may be half typed; lengths of time have a unit', async () => {
    const view = await show({ document: linearWorkflow, node: 'fetch' });
    await page.getByRole('textbox', { name: 'Redirects' }).fill('-');
    expect(inputOf(view, 'fetch')?.['redirects']).toBeUndefined();
    await page.getByRole('textbox', { name: 'Redirects' }).fill('3');
    expect(inputOf(view, 'fetch')?.['redirects']).toBe(3);
    await page.getByRole('textbox', { name: 'Time limit' }).fill('2');
    await page.getByRole('combobox', { name: 'Time limit, unit' }).selectOptions('minutes');
    expect(inputOf(view, 'fetch')?.['timeout']).toBe('2m');
  });

  test('fields that depend on others come and go', async () => {
    const view = await show({ document: linearWorkflow, node: 'fetch' });
    const body = page.getByRole('combobox', { name: 'Body, kind' });
    await expect.element(page.getByRole('combobox', { name: 'Method' })).toBeVisible();
    expect(body.elements()).toHaveLength(0);
    await page.getByRole('combobox', { name: 'Method' }).selectOptions('POST');
    await expect.element(body).toBeVisible();
    expect(inputOf(view, 'fetch')?.['method']).toBe('POST');
  });
});

describe('composed values', () => {
  test('a union changes its fields with its kind, and remembers what was filled in', async () => {
    const view = await show({ document: chat, node: 'filter' });
    const kind = page.getByRole('combobox', { name: 'Authentication, kind' });
    await expect.element(kind).toHaveDisplayValue('Bearer token');
    await expect.element(page.getByRole('textbox', { name: 'Token' })).toHaveValue('crm');
    await kind.selectOptions('User and password');
    expect(inputOf(view, 'filter')?.['auth']).toEqual({ kind: 'basic' });
    await page.getByRole('textbox', { name: 'User' }).fill('ada');
    expect(inputOf(view, 'filter')?.['auth']).toEqual({ kind: 'basic', user: 'ada' });
    await kind.selectOptions('Bearer token');
    expect(inputOf(view, 'filter')?.['auth']).toEqual({
      kind: 'bearer',
      token: { $secret: 'crm' },
    });
  });

  test('items are added, moved and removed', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    await page.getByRole('button', { name: 'Add Attachments' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: false }).last().fill('a.txt');
    await page.getByRole('button', { name: 'Add Attachments' }).click();
    await page.getByRole('button', { name: 'Move Attachments 2 up' }).click();
    expect(inputOf(view, 'mail')?.['attachments']).toEqual([{}, { name: 'a.txt' }]);
    await page.getByRole('button', { name: 'Remove Attachments 1' }).click();
    expect(inputOf(view, 'mail')?.['attachments']).toEqual([{ name: 'a.txt' }]);
  });

  test('names and values are rows, also while a name is missing', async () => {
    const view = await show({ document: linearWorkflow, node: 'fetch' });
    await page.getByRole('button', { name: 'Add a field Headers' }).click();
    await page.getByRole('textbox', { name: 'Value of 1' }).fill('json');
    expect(inputOf(view, 'fetch')?.['headers']).toBeUndefined();
    await page.getByRole('textbox', { name: 'Headers, name 1' }).fill('accept');
    expect(inputOf(view, 'fetch')?.['headers']).toEqual({ accept: 'json' });
  });

  test('choices come from the server; a failure can be tried again', async () => {
    const view = await show({ document: chat, node: 'post' });
    view.transport.failNext('nodeTypes.options', new Error('not now'));
    await page.getByRole('combobox', { name: 'Channel' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('not now');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('option', { name: '#ops' }).click();
    expect(inputOf(view, 'post')?.['channel']).toBe('ops');
    await expect.element(page.getByRole('combobox', { name: 'Channel' })).toHaveValue('#ops');
  });
});

describe('expressions', () => {
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });

  test('are written with completion by the names of nodes, and tried on examples', async () => {
    const view = await show({ document: linearWorkflow, node: 'pick' });
    await page.getByRole('button', { name: /^Value of total/ }).click();
    await expect.element(page.getByText(/^Gives \d/)).toHaveTextContent('Gives 15');
    await expect.poll(() => document.querySelector('.fg-code-host')?.shadowRoot).toBeTruthy();
    await userEvent.keyboard('{Control>}a{/Control}{Delete}Get');
    await page.getByRole('option', { name: /Get the order/ }).click();
    await userEvent.keyboard('.sta');
    await page.getByRole('option', { name: /status/ }).click();
    expect(inputOf(view, 'pick')?.['values']).toEqual({
      total: { $ref: 'nodes.fetch.output.status' },
    });
    await expect.element(page.getByText(/^Gives \d/)).toHaveTextContent('Gives 200');
    await userEvent.keyboard('{Enter}');
    const read = page.getByRole('button', { name: 'Value of total: Get the order.status' });
    await expect.element(read).toHaveFocus();
    expect(read.element().textContent).not.toContain('fetch');
  });

  test('replace a value and give it back when the mode is switched', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    const modes = page.getByRole('group', { name: 'How Text gets its value' });
    await modes.getByRole('button', { name: 'Expression' }).click();
    expect(inputOf(view, 'mail')?.['text']).toBeUndefined();
    await page.getByRole('button', { name: 'Write an expression for Text' }).click();
    await userEvent.keyboard('run.id + "');
    await expect
      .poll(() => JSON.stringify(inputOf(view, 'mail')?.['text']))
      .toContain('"$expr":"run.id + ');
    await modes.getByRole('button', { name: 'Fixed value' }).click();
    expect(inputOf(view, 'mail')?.['text']).toBe('Thank you.');
    await modes.getByRole('button', { name: 'Expression' }).click();
    expect(inputOf(view, 'mail')?.['text']).toHaveProperty('$expr');
  });

  test('braces in a text make it a template while it is typed', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    await field('Text').fill('');
    await userEvent.type(field('Text'), 'Dear ');
    // A brace is written as two here.
    await userEvent.keyboard('{{{{');
    await expect.poll(() => document.querySelector('.fg-code-host')?.shadowRoot).toBeTruthy();
    await userEvent.keyboard(' run.id');
    await expect
      .poll(() => JSON.stringify(inputOf(view, 'mail')?.['text']))
      .toContain('Dear {{ run.id');
    await userEvent.keyboard('{Escape}');
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('button', { name: /^Text: Dear/ })).toHaveFocus();
  });

  test('data is chosen from a tree with the keyboard', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    await page.getByRole('button', { name: 'Insert data into Text' }).click();
    const tree = page.getByRole('tree', { name: 'Data for Text' });
    await expect.element(tree).toBeVisible();
    await expect.poll(() => document.querySelector('.fg-code-host')?.shadowRoot).toBeTruthy();
    const first = tree.getByRole('treeitem').first();
    (first.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{Enter}');
    const text = inputOf(view, 'mail')?.['text'];
    expect(text).toMatchObject({ $template: /^Thank you\.\{\{ nodes\..*\.output\.\w+ \}\}$/ });
  });

  test('problems stand at their field', async () => {
    const view = await show({ document: linearWorkflow, node: 'mail' });
    await expect.element(field('Text')).toBeVisible();
    await field('Text').fill('');
    await expect.element(field('Text')).toHaveAccessibleDescription('“Text” needs a value.');
    await expect.element(field('Text')).toHaveAttribute('aria-invalid', 'true');
    expect(view.session.problems.get()).not.toHaveLength(0);
  });

  test('no style is refused where only own style sheets are allowed', async () => {
    const refused: string[] = [];
    const listen = (event: SecurityPolicyViolationEvent): void =>
      void refused.push(`${event.violatedDirective} ${event.sourceFile}`);
    document.addEventListener('securitypolicyviolation', listen);
    await show({ document: linearWorkflow, node: 'pick' });
    const meta = document.createElement('meta');
    meta.httpEquiv = 'Content-Security-Policy';
    meta.content = "style-src 'self'";
    document.head.append(meta);
    const probe = document.createElement('style');
    probe.textContent = '.x { color: red }';
    document.head.append(probe);
    await expect.poll(() => refused).toHaveLength(1);
    await page.getByRole('button', { name: /^Value of total/ }).click();
    const shadow = () => document.querySelector('.fg-code-host')?.shadowRoot;
    await expect.poll(() => shadow()?.adoptedStyleSheets.length ?? 0).toBeGreaterThan(0);
    await userEvent.keyboard('{Control>}a{/Control}{Delete}Get');
    await expect.element(page.getByRole('option', { name: /Get the order/ })).toBeVisible();
    expect(shadow()?.querySelectorAll('style')).toHaveLength(0);
    expect(refused).toHaveLength(1);
    document.removeEventListener('securitypolicyviolation', listen);
    probe.remove();
  });
});

describe('how a node runs', () => {
  test('is told in words, and changed', async () => {
    const view = await show({ document: linearWorkflow, node: 'fetch' });
    await expect.element(page.getByText(/Tries up to 3 times/)).toBeVisible();
    await page.getByText('When something goes wrong').click();
    await page.getByRole('textbox', { name: 'Tries in all' }).fill('5');
    await page
      .getByRole('combobox', { name: 'After the last try' })
      .selectOptions('The run goes on with a replacement');
    const data = () => view.session.document.get().nodes.get('fetch')?.data;
    expect(data()).toMatchObject({ retry: { attempts: 5 }, onError: 'continue' });
    await page.getByRole('combobox', { name: 'Undo with' }).selectOptions('Post to chat');
    expect(data()?.compensate).toEqual({ type: 'chat.post', version: 1 });
  });
});

test('an old version of a node is brought up to date', async () => {
  const old: WorkflowDocument = {
    schema: 1,
    id: 'old',
    nodes: [{ id: 'get', type: 'http.request', version: 1, input: { url: 'https://a.example' } }],
    edges: [],
  };
  const view = await show({ document: old, node: 'get' });
  await page.getByRole('button', { name: 'Bring up to date' }).click();
  expect(view.session.document.get().nodes.get('get')?.data.version).toBe(2);
  await expect.element(page.getByRole('button', { name: 'Add a field Headers' })).toBeVisible();
});

test('what a body gives can read all that is in it', async () => {
  const loop: WorkflowDocument = {
    schema: 1,
    id: 'each',
    nodes: [
      {
        id: 'each',
        type: 'flow.forEach',
        version: 1,
        input: { items: [1] },
        bodies: {
          body: { nodes: [{ id: 'get', type: 'http.request', version: 2 }], edges: [] },
        },
      },
    ],
    edges: [],
  };
  const view = await show({ document: loop, node: 'each' });
  await page.getByText('What it gives').first().click();
  await page.getByRole('button', { name: 'Write an expression for Each pass gives' }).click();
  await page.getByRole('button', { name: 'Insert data', exact: true }).click();
  await expect.element(page.getByRole('treeitem', { name: /Current item/ })).toBeVisible();
  await page.getByRole('treeitem', { name: /HTTP request/ }).click();
  expect(view.session.document.get().nodes.get('each')?.bodies.get('body')).toEqual({
    $ref: 'nodes.get.output',
  });
});

describe('other selections', () => {
  test('an edge, a note, several, and the workflow', async () => {
    const view = await show({ document: loopWorkflow });
    const { session } = view;
    await expect.element(page.getByRole('heading', { name: 'Workflow' })).toBeVisible();
    const back = [...session.document.get().edges.values()].find(
      ({ data }) => data.maxIterations !== undefined,
    );
    session.selection.select({ edges: [back?.id ?? ''] });
    await page.getByRole('textbox', { name: 'At most this many times' }).fill('4');
    expect(session.document.get().edges.get(back?.id ?? '')?.data.maxIterations).toBe(4);
    session.selection.select({ nodes: session.document.get().nodes.keys() });
    await expect.element(page.getByRole('heading', { name: /things selected/ })).toBeVisible();
    await page.getByRole('button', { name: 'Delete' }).click();
    expect(session.document.get().nodes.size).toBe(0);
  });

  test('the fields of a start are a list', async () => {
    const view = await show({ document: linearWorkflow });
    await page.getByRole('button', { name: 'Add What a start asks for' }).click();
    const names = page.getByRole('group', { name: /^What a start asks for/ });
    await names.getByRole('textbox', { name: /^Name/ }).last().fill('email');
    await names.getByRole('combobox', { name: 'Kind' }).last().selectOptions('E-mail address');
    expect(view.session.document.get().meta.input).toMatchObject({
      properties: { orderId: { type: 'integer' }, email: { type: 'string', format: 'email' } },
      required: ['orderId'],
    });
  });

  test('a read-only workflow changes nothing', async () => {
    await show({ document: linearWorkflow, node: 'mail', can: () => false });
    await expect.element(page.getByRole('textbox', { name: 'Text' })).toHaveAttribute('readonly');
    expect(page.getByRole('button', { name: /^Add/ }).elements()).toHaveLength(0);
  });
});

describe('accessibility', () => {
  const cases: readonly (readonly [string, MountOptions])[] = [
    ['a request', { document: linearWorkflow, node: 'fetch' }],
    ['an e-mail', { document: linearWorkflow, node: 'mail' }],
    ['a condition', { document: branchingWorkflow, node: firstOf(branchingWorkflow, 'flow.if') }],
    ['a container', { document: nestedWorkflow, node: nestedWorkflow.nodes.at(-1)?.id }],
    ['the workflow', { document: linearWorkflow }],
    ['an e-mail in Arabic', { document: linearWorkflow, node: 'mail', language: arabic }],
  ];

  test.each(cases)('%s has no violations', async (_name, options) => {
    const { element } = await show(options);
    await expect.poll(() => element.querySelectorAll('input').length).toBeGreaterThan(0);
    for (const section of element.querySelectorAll('details')) section.open = true;
    const { violations } = await axe.run(element, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { region: { enabled: false } },
    });
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    expect(found).toEqual([]);
  });

  test('an open expression has none either', async () => {
    const { element } = await show({ document: linearWorkflow, node: 'mail' });
    await page.getByRole('button', { name: 'Insert data into Text' }).click();
    await expect.poll(() => document.querySelector('.fg-code-host')?.shadowRoot).toBeTruthy();
    const { violations } = await axe.run(element, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  test('in Arabic the fields start on the right, expressions stay as they are written', async () => {
    const { element } = await show({ document: linearWorkflow, node: 'pick', language: arabic });
    await expect.poll(() => element.querySelector('.fg-code')).not.toBeNull();
    expect(getComputedStyle(element).direction).toBe('rtl');
    const code = element.querySelector('.fg-code');
    expect(code === null ? '' : getComputedStyle(code).direction).toBe('ltr');
  });
});

function firstOf({ nodes }: WorkflowDocument, type: string): string | undefined {
  return nodes.find((node) => node.type === type)?.id;
}
