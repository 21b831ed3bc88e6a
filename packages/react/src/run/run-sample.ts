/** The data of one run, for expressions to be tried on while they are written. */

import type { JsonValue, Scope } from '@flowgraft/core';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import { isCutValue, type NumberedFact, type RunTransport } from '../transport/transport.js';
import { readStepName } from './step-name.js';

/** Facts of a journal that are read at most; a sample needs no more of a long run. */
const maxFacts = 5_000;
const pageSize = 1_000;
/** Values that are asked for whole, for one node that is looked at. */
const maxValues = 20;
/** Entries, items or thousands of characters of such a value. */
const valueLimit = 100;

/** What a node gave last. */
interface Given {
  readonly seq: number;
  readonly port: string;
  readonly output: unknown;
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
}

/** Where a value of a run is. */
type Source =
  { readonly of: 'input' } | { readonly of: 'fact'; readonly seq: number; readonly field: string };

/**
 * Reads a run's journal on demand, and from where it was read to when it is asked again: a run goes on. What is large is
 * there in part first, as the journal has it, and asked for when a node is looked at that may read it.
 */
export class RunSample {
  readonly #runs: Pick<RunTransport, 'get' | 'journal' | 'value'>;
  readonly #runId: string;
  readonly #scope = new ValueStore<Scope | null>(null);
  readonly #given = new Map<string, Given>();
  /** Large values that were asked for, by where they are. */
  readonly #whole = new Map<string, unknown>();
  #input: unknown = undefined;
  #nextSeq = 0;

  constructor(runs: Pick<RunTransport, 'get' | 'journal' | 'value'>, runId: string) {
    this.#runs = runs;
    this.#runId = runId;
  }

  /** `input`, `nodes.<id>.output` and the like; `null` until it has been read. */
  get scope(): ReadableStore<Scope | null> {
    return this.#scope;
  }

  /**
   * Brings the sample up to date for a node that may read the data of these.
   *
   * @throws what the transport throws.
   */
  async load(nodeIds: Iterable<string>, signal: AbortSignal): Promise<void> {
    if (this.#input === undefined) {
      const { input } = await this.#runs.get(this.#runId, { signal });
      this.#input = input ?? null;
    }
    await this.#readJournal(signal);
    if (signal.aborted) return;
    this.#publish();
    if ((await this.#completeValues(nodeIds, signal)) && !signal.aborted) this.#publish();
  }

  async #readJournal(signal: AbortSignal): Promise<void> {
    for (let next: number | null = this.#nextSeq; next !== null && next < maxFacts;) {
      const query = { fromSeq: next, limit: pageSize };
      const page = await this.#runs.journal(this.#runId, query, { signal });
      if (signal.aborted) return;
      for (const numbered of page.facts) this.#take(numbered);
      next = page.nextSeq;
    }
  }

  #take({ seq, fact }: NumberedFact): void {
    this.#nextSeq = Math.max(this.#nextSeq, seq + 1);
    if (fact.type !== 'step.completed') return;
    const { nodeId, isUndo } = readStepName(fact.step);
    if (isUndo) return;
    const { port, output, outputs } = fact;
    this.#given.set(nodeId, { seq, port, output, outputs });
  }

  /** @returns whether anything came. */
  async #completeValues(nodeIds: Iterable<string>, signal: AbortSignal): Promise<boolean> {
    const sources: Source[] = isCut(this.#input) ? [{ of: 'input' }] : [];
    for (const id of nodeIds) {
      const given = this.#given.get(id);
      if (given === undefined) continue;
      const field = given.outputs === undefined ? 'output' : 'outputs';
      if (isCut(given[field])) sources.push({ of: 'fact', seq: given.seq, field });
    }
    const open = sources.filter((source) => !this.#whole.has(keyOf(source))).slice(0, maxValues);
    await Promise.all(
      open.map(async (source) => {
        const query = { ...source, limit: valueLimit };
        const { part } = await this.#runs.value(this.#runId, query, { signal });
        this.#whole.set(keyOf(source), part);
      }),
    );
    return open.length > 0;
  }

  #publish(): void {
    if (this.#given.size === 0 && this.#input === null) return;
    const nodes: Record<string, JsonValue> = {};
    for (const [id, { seq, port, output, outputs }] of this.#given) {
      const whole = (field: string, value: unknown): JsonValue =>
        shown(this.#whole.get(keyOf({ of: 'fact', seq, field })) ?? value);
      const ports =
        outputs === undefined ? { [port]: whole('output', output) } : whole('outputs', outputs);
      nodes[id] = { output: whole('output', output), outputs: ports };
    }
    const input = shown(this.#whole.get(keyOf({ of: 'input' })) ?? this.#input);
    this.#scope.set({ input, run: { id: this.#runId }, nodes });
  }
}

function keyOf(source: Source): string {
  return source.of === 'input' ? 'input' : `${source.seq} ${source.field}`;
}

/** Whether something in it was too large to be sent. */
function isCut(value: unknown): boolean {
  if (isCutValue(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isCut);
}

/** The value as far as it is here: of what was cut, its beginning. */
function shown(value: unknown): JsonValue {
  if (isCutValue(value)) return shown(value.$cut.preview);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each)]));
  const isPlain =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? value : null;
}
