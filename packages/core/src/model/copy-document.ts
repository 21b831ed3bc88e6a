/** Takes a copy of a value that should be a document, as plain JSON, before anything recursive looks at it. */

import { limitMessages, type DocumentLimits } from './document-limits.js';
import type { JsonValue } from './document.js';
import type { Issue, IssueCode } from './issue.js';
import { showValue } from './show-value.js';
import { textBytes } from './text-bytes.js';

/** What a place in the document holds; `value` is free JSON: a binding, a schema, a `ui`. */
type Place = 'graph' | 'nodes' | 'node' | 'bodies' | 'edges' | 'value';

interface Frame {
  readonly source: object;
  readonly copy: JsonValue[] | Record<string, JsonValue>;
  /** Names of the members; `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  readonly place: Place;
  /** Bodies around this place. */
  readonly bodyLevel: number;
  /** Objects and lists around this one within the same value. */
  readonly valueDepth: number;
  next: number;
}

export type DocumentCopy =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Enough to see what is wrong; a value with more faults than that is no document. */
const maxIssues = 100;

/**
 * Copies `value` without recursion, and refuses what JSON cannot hold (functions, accessors, cycles, instances
 * of classes, holes in lists) and what is larger than `limits`. Members that are `undefined` are left out.
 */
export function copyDocument(value: unknown, limits: DocumentLimits): DocumentCopy {
  const copier = new DocumentCopier(limits);
  try {
    copier.run(value);
  } catch (error) {
    copier.refuseUnreadable(error);
  }
  return copier.result();
}

class DocumentCopier {
  readonly #limits: DocumentLimits;
  readonly #issues: Issue[] = [];
  readonly #frames: Frame[] = [];
  readonly #open = new Set<object>();
  #root: JsonValue = null;
  #values = 0;
  #bytes = 0;
  #nodes = 0;
  #edges = 0;
  #stopped = false;

  constructor(limits: DocumentLimits) {
    this.#limits = limits;
  }

  run(value: unknown): void {
    this.#root = this.#take(value, undefined) ?? null;
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (this.#stopped) return;
      if (frame.next === frame.length) this.#leave(frame);
      else this.#member(frame);
    }
  }

  result(): DocumentCopy {
    if (this.#issues.length > 0) return { ok: false, issues: this.#issues };
    return { ok: true, value: this.#root };
  }

  /** A proxy may throw whatever it is asked. */
  refuseUnreadable(error: unknown): void {
    const reason = error instanceof Error ? error.message : showValue(error);
    this.#refuse('SCHEMA', `cannot be read: ${showValue(reason)}; give plain JSON data`);
  }

  #leave(frame: Frame): void {
    this.#frames.pop();
    this.#open.delete(frame.source);
  }

  #member(frame: Frame): void {
    const key = frame.keys === undefined ? frame.next : (frame.keys[frame.next] ?? '');
    frame.next++;
    const property = Object.getOwnPropertyDescriptor(frame.source, key);
    const isAccessor = property !== undefined && !('value' in property);
    if (typeof key === 'number') {
      const copy = isAccessor ? this.#refuseAccessor() : this.#take(property?.value, frame);
      if (copy !== undefined) (frame.copy as JsonValue[]).push(copy);
    } else if (isAccessor) {
      this.#refuseAccessor();
    } else if (property?.value !== undefined) {
      this.#named(frame, key, property.value);
    }
  }

  #named(frame: Frame, key: string, value: unknown): void {
    this.#spend(textBytes(key) + 3);
    if (key === '__proto__') {
      this.#refuse('SCHEMA', 'is not allowed as a key, because programs mistake it; rename it');
      return;
    }
    const copy = this.#take(value, frame);
    if (copy !== undefined) (frame.copy as Record<string, JsonValue>)[key] = copy;
  }

  #refuseAccessor(): undefined {
    this.#refuse('SCHEMA', 'is an accessor; give plain JSON data');
  }

  /** The copy of a scalar, or an empty copy that a new frame will fill; `undefined` when it was refused. */
  #take(value: unknown, parent: Frame | undefined): JsonValue | undefined {
    this.#within('values', ++this.#values);
    if (typeof value === 'object' && value !== null) return this.#enter(value, parent);
    if (typeof value === 'string') {
      this.#spend(textBytes(value) + 3);
      return value;
    }
    if (value === null || typeof value === 'boolean' || isFiniteNumber(value)) {
      this.#spend(String(value).length + 1);
      return value;
    }
    this.#refuse('SCHEMA', `is ${showValue(value)}, which JSON cannot hold; give plain JSON data`);
    return undefined;
  }

  #enter(source: object, parent: Frame | undefined): JsonValue | undefined {
    this.#spend(3);
    if (this.#open.has(source)) {
      this.#refuse('SCHEMA', 'contains itself; give plain JSON data');
      return undefined;
    }
    if (!Array.isArray(source) && !isPlain(source)) {
      this.#refuse('SCHEMA', `is ${describeInstance(source)}; give plain JSON data`);
      return undefined;
    }
    const frame = frameOf(source, parent);
    if (!this.#fits(frame)) return undefined;
    this.#frames.push(frame);
    this.#open.add(source);
    return frame.copy;
  }

  #fits({ place, length, bodyLevel, valueDepth }: Frame): boolean {
    if (place === 'nodes') this.#nodes += length;
    if (place === 'edges') this.#edges += length;
    return (
      this.#within('nodes', this.#nodes) &&
      this.#within('edges', this.#edges) &&
      this.#within('bodyLevels', bodyLevel) &&
      this.#within('valueDepth', valueDepth)
    );
  }

  #spend(bytes: number): void {
    this.#bytes += bytes;
    this.#within('bytes', this.#bytes);
  }

  #within(limit: keyof DocumentLimits, found: number): boolean {
    if (found <= this.#limits[limit]) return true;
    if (!this.#stopped) this.#refuse('LIMIT', limitMessages[limit](this.#limits[limit]));
    this.#stopped = true;
    return false;
  }

  #refuse(code: IssueCode, message: string): void {
    const path = this.#frames.map(({ keys, next }) =>
      keys === undefined ? next - 1 : (keys[next - 1] ?? ''),
    );
    this.#issues.push({ code, severity: 'error', path: path.slice(0, maxPathLength), message });
    if (this.#issues.length >= maxIssues) this.#stopped = true;
  }
}

/** Longer than any path within the default limits that a person could follow. */
const maxPathLength = 256;

function frameOf(source: object, parent: Frame | undefined): Frame {
  const keys = Array.isArray(source) ? undefined : Object.keys(source);
  const place = placeOf(parent);
  const { bodyLevel, valueDepth } = parent ?? { bodyLevel: -1, valueDepth: 0 };
  return {
    source,
    copy: keys === undefined ? [] : {},
    keys,
    length: keys?.length ?? (source as readonly unknown[]).length,
    place,
    bodyLevel: place === 'graph' ? bodyLevel + 1 : bodyLevel,
    valueDepth: place === 'value' ? valueDepth + 1 : 0,
    next: 0,
  };
}

function placeOf(parent: Frame | undefined): Place {
  if (parent === undefined) return 'graph';
  const key = parent.keys?.[parent.next - 1];
  switch (parent.place) {
    case 'graph':
      return key === 'nodes' || key === 'edges' ? key : 'value';
    case 'nodes':
      return 'node';
    case 'node':
      return key === 'bodies' ? 'bodies' : 'value';
    case 'bodies':
      return 'graph';
    case 'edges':
    case 'value':
      return 'value';
  }
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Made by a literal, by `JSON.parse` or by `Object.create(null)`, here or in another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describeInstance(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object;
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' && maker.name !== ''
    ? `a ${maker.name}`
    : 'an instance of a class';
}
