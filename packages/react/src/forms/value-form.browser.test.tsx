import type { JsonSchema, JsonValue } from '@flowgraft/core';
import { StrictMode, useState, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createEditor } from '../create-editor.js';
import { EditorContext } from '../hooks/editor-context.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { ValueForm } from './value-form.js';
import '../styles.css';

let unmount: (() => void) | undefined;
afterEach(() => {
  unmount?.();
  unmount = undefined;
});

interface Shown {
  value: JsonValue | undefined;
}

function show(schema: JsonSchema, initial?: JsonValue, showAllProblems?: boolean): Shown {
  const shown: Shown = { value: initial };
  const editor = createEditor({ transport: new FakeTransport() });
  function Form(): ReactElement {
    const [value, setValue] = useState<JsonValue | undefined>(initial);
    return (
      <ValueForm
        schema={schema}
        value={value}
        onChange={(next) => {
          shown.value = next;
          setValue(next);
        }}
        showAllProblems={showAllProblems}
        idPrefix="form"
      />
    );
  }
  const element = document.createElement('div');
  element.className = 'fg-root';
  document.body.append(element);
  const root = createRoot(element);
  root.render(
    <StrictMode>
      <EditorContext.Provider value={editor}>
        <Form />
      </EditorContext.Provider>
    </StrictMode>,
  );
  unmount = () => {
    root.unmount();
    element.remove();
  };
  return shown;
}

const person: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Name' },
    mail: { type: 'string', format: 'email', title: 'E-mail' },
    age: { type: ['integer', 'null'], title: 'Age' },
    data: { title: 'Data' },
    address: {
      type: 'object',
      title: 'Address',
      properties: { city: { type: 'string', title: 'City' } },
    },
  },
  required: ['name'],
};

test('a field says what is wrong once it was touched, and all of them on request', async () => {
  const shown = show(person);
  const mail = page.getByRole('textbox', { name: 'E-mail' });
  await mail.fill('ada');
  await expect.element(mail).toHaveAccessibleDescription(/e-mail address/);
  await expect
    .element(page.getByRole('textbox', { name: 'Name' }))
    .not.toHaveAttribute('aria-invalid');
  await mail.fill('ada@example.com');
  await expect.element(mail).not.toHaveAttribute('aria-invalid');
  expect(shown.value).toEqual({ mail: 'ada@example.com' });
  unmount?.();
  show(person, {}, true);
  await expect
    .element(page.getByRole('textbox', { name: 'Name' }))
    .toHaveAccessibleDescription('Fill this in.');
});

test('any value is JSON or words; what is half written stays on the screen', async () => {
  const shown = show(person);
  const data = page.getByRole('textbox', { name: 'Data' });
  await data.fill('[1, 2');
  await expect.element(data).toHaveAccessibleDescription(/cannot be read/);
  expect(shown.value).toBeUndefined();
  await userEvent.type(data, ']');
  expect(shown.value).toEqual({ data: [1, 2] });
  await data.fill('hello');
  expect(shown.value).toEqual({ data: 'hello' });
});

test('a value may be left empty on purpose, and inner fields folded', async () => {
  const shown = show(person, { name: 'Ada' });
  await page.getByRole('group', { name: 'How Age gets its value' }).getByRole('button').click();
  expect(shown.value).toEqual({ name: 'Ada', age: null });
  await page.getByRole('button', { name: 'Address' }).click();
  await page.getByRole('textbox', { name: 'City' }).fill('Paris');
  expect(shown.value).toEqual({ name: 'Ada', age: null, address: { city: 'Paris' } });
});

test('a schema that is no object is one field', async () => {
  const shown = show({ type: 'array', title: 'Names', items: { type: 'string' } });
  await page.getByRole('button', { name: 'Add Names' }).click();
  await page.getByRole('textbox', { name: 'Names 1' }).fill('Ada');
  expect(shown.value).toEqual(['Ada']);
});

test('a schema that holds itself is opened step by step', async () => {
  const shown = show({
    $defs: {
      rule: {
        anyOf: [
          { type: 'object', properties: { not: { $ref: '#/$defs/rule' } }, required: ['not'] },
          { type: 'boolean' },
        ],
      },
    },
    type: 'object',
    properties: { rule: { $ref: '#/$defs/rule', title: 'Rule' } },
    required: ['rule'],
  });
  await page.getByRole('combobox', { name: 'Rule, kind' }).selectOptions('Not');
  await page.getByRole('combobox', { name: 'Not, kind' }).selectOptions('Yes or no');
  expect(shown.value).toEqual({ rule: { not: false } });
});

const withAdvanced: JsonSchema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, title: 'Limit', 'x-ui': { group: 'advanced' } },
    name: { type: 'string', title: 'Name' },
  },
};

test('rarely used fields are folded away', async () => {
  show(withAdvanced, {});
  const fold = page.getByRole('button', { name: 'Advanced' });
  await expect.element(fold).toHaveAttribute('aria-expanded', 'false');
  expect(page.getByLabelText('Limit').query()).toBeNull();

  await userEvent.click(fold);

  await expect.element(page.getByLabelText('Limit')).toBeVisible();
});

test('they are open when one of them is filled in', async () => {
  show(withAdvanced, { limit: 5 });
  await expect.element(page.getByLabelText('Limit')).toBeVisible();
});

test('they are open when one of them has a problem', async () => {
  show({ ...withAdvanced, required: ['limit'] }, {}, true);
  await expect.element(page.getByLabelText('Limit')).toBeVisible();
});
