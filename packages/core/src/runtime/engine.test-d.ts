import { expectTypeOf, test } from 'vitest';

import type { Backend } from '../ports/store.js';
import type { Engine } from './engine.js';
import { createEngine } from './create-engine.js';

interface Client {
  query(text: string): Promise<unknown>;
}

declare const withTransactions: Backend<Client>;
declare const client: Client;
declare const workflow: string;

test('a run is started in a transaction of the kind that the backend takes', () => {
  const engine = createEngine({ backend: withTransactions });
  expectTypeOf(engine).toEqualTypeOf<Engine<Client>>();
  void engine.start(workflow, {}, { tx: client });
  // @ts-expect-error another database's transaction
  void engine.start(workflow, {}, { tx: { run: () => 1 } });
});

test('a backend without transactions takes none', () => {
  const engine = createEngine();
  expectTypeOf(engine).toEqualTypeOf<Engine>();
  // @ts-expect-error memory has no transactions
  void engine.start(workflow, {}, { tx: client });
});

test('whoever takes any engine takes one with transactions', () => {
  const take = (engine: Engine): Engine => engine;
  expectTypeOf(take(createEngine({ backend: withTransactions }))).toEqualTypeOf<Engine>();
});
