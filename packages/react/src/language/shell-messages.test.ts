import { describe, expect, it } from 'vitest';
import { shellMessages as arabic } from './ar/shell.js';
import { shellMessages as english } from './en/shell.js';
import { shellMessages as french } from './fr/shell.js';
import type { Message } from './message.js';

const variants = (message: Message): string[] =>
  typeof message === 'string'
    ? [message]
    : Object.values<string | undefined>({ ...message }).map((text) => text ?? '');
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();

describe.each(Object.entries({ french, arabic }))(
  'the shell in %s',
  (_name, messages: Readonly<Record<string, Message>>) => {
    it('says everything that it says in English', () => {
      expect(Object.keys(messages)).toEqual(Object.keys(english));
    });

    it('has the same values in its texts', () => {
      const wrong = Object.entries<Message>(english).filter(([key, message]) => {
        const known = new Set(variants(message).flatMap(placeholders));
        const used = new Set(variants(messages[key] ?? '').flatMap(placeholders));
        return (
          [...known].some((name) => !used.has(name)) || [...used].some((name) => !known.has(name))
        );
      });
      expect(wrong.map(([key]) => key)).toEqual([]);
    });
  },
);

it('has all six forms of Arabic plurals', () => {
  const plurals = Object.entries<Message>(arabic).filter(
    ([, message]) => typeof message !== 'string',
  );
  const lacking = plurals.filter(([, message]) => variants(message).length !== 6);
  expect(lacking.map(([key]) => key)).toEqual([]);
});
