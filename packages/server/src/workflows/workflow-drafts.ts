/**
 * Drafts and versions of workflows, in the store's key-values.
 *
 * One key holds all of a workflow that changes together, and every write to it is a compare-and-set: that write is the moment
 * at which something is saved, published or deleted. What follows from publishing (the list of versions, what the engine
 * starts) is written after it, from the record alone, by whoever comes next when the first was interrupted.
 */

import {
  hashWorkflow,
  isFlowgraftError,
  type Engine,
  type KeyValue,
  type WorkflowDocument,
} from '@flowgraft/core';

import { HttpProblem, unknownWorkflow } from '../http/problem.js';
import {
  draftKey,
  draftOf,
  draftPrefix,
  summaryOf,
  versionKey,
  versionPrefix,
  type DraftRecord,
  type StoredDraft,
  type WorkflowDraft,
  type WorkflowSummary,
  type WorkflowVersion,
} from './draft-record.js';

/** Who does it, and for which tenant. */
export interface By {
  readonly tenant: string;
  /** Shown as the one who saved or published. */
  readonly name: string | null;
}

export interface PublishDraft {
  readonly revision: string;
  readonly note: string | null;
}

interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}

/** Records that are in memory at once while a page is made. */
const chunk = 20;
/** Others that were quicker, before it is given up. */
const mostTries = 20;

export class WorkflowDrafts {
  readonly #engine: Engine;
  readonly #keyValue: () => Promise<KeyValue>;

  constructor(engine: Engine, keyValue: () => Promise<KeyValue>) {
    this.#engine = engine;
    this.#keyValue = keyValue;
  }

  /** The record, with all that follows from it written; `null` when there is none. */
  async find(tenant: string, workflowId: string): Promise<DraftRecord | null> {
    const found = await this.#read(tenant, workflowId);
    if (found === null) return null;
    if (found.record.unsettled === null) return found.record;
    try {
      return await this.#settle(tenant, found);
    } catch (thrown) {
      // A process without one of its node types leaves that to another; it is in the list of versions by then.
      if (isFlowgraftError(thrown, 'WORKFLOW_INVALID')) return found.record;
      throw thrown;
    }
  }

  /** @param keep - Which of them are wanted; asked in groups. */
  async list(
    tenant: string,
    { cursor, limit }: PageRequest,
    keep: (items: readonly WorkflowSummary[]) => Promise<readonly WorkflowSummary[]>,
  ): Promise<Page<WorkflowSummary>> {
    const keyValue = await this.#keyValue();
    const items: WorkflowSummary[] = [];
    let next: string | undefined = cursor;
    do {
      const size = Math.min(chunk, limit - items.length);
      const page = await keyValue.list(tenant, { prefix: draftPrefix, cursor: next, limit: size });
      const found = page.entries.map(({ value }) => summaryOf(value as DraftRecord));
      items.push(...(await keep(found)));
      next = page.cursor ?? undefined;
    } while (next !== undefined && items.length < limit);
    return { items, cursor: next ?? null };
  }

  /** @throws {HttpProblem} `WORKFLOW_EXISTS`. */
  async create(document: WorkflowDocument, by: By): Promise<WorkflowDraft> {
    const generation = crypto.randomUUID();
    const empty = { generation, published: null, unsettled: null };
    const record: DraftRecord = { ...empty, ...saved(document, by) };
    const change = { expected: null, value: record };
    const keyValue = await this.#keyValue();
    const version = await keyValue.compareAndSet(by.tenant, draftKey(document.id), change);
    if (version !== null) return draftOf(record);
    const text = `There is a workflow "${document.id}" already`;
    throw new HttpProblem('WORKFLOW_EXISTS', text, { workflowId: document.id });
  }

  /** @throws {HttpProblem} `WORKFLOW_NOT_FOUND`, `REVISION_CONFLICT`. */
  async save(document: WorkflowDocument, isCurrent: IsCurrent, by: By): Promise<WorkflowDraft> {
    const record = await this.#change(by.tenant, document.id, (current) => {
      demandRevision(current, isCurrent);
      return { ...current, ...saved(document, by) };
    });
    return draftOf(record);
  }

  /** @throws {HttpProblem} `WORKFLOW_NOT_FOUND`, `REVISION_CONFLICT`. */
  async remove(tenant: string, workflowId: string, isCurrent: IsCurrent): Promise<void> {
    const keyValue = await this.#keyValue();
    for (let tries = 0; tries < mostTries; tries += 1) {
      const found = await this.#demand(tenant, workflowId);
      demandRevision(found.record, isCurrent);
      if (!(await keyValue.delete(tenant, draftKey(workflowId), found.version))) continue;
      // Nobody finds these any more; they are only in the way.
      await this.#removeVersions(tenant, found.record);
      return;
    }
    throw tooBusy(workflowId);
  }

  /**
   * Makes that revision the version that runs start with. The document has to be sound.
   *
   * @throws {HttpProblem} `WORKFLOW_NOT_FOUND`, `REVISION_CONFLICT`.
   */
  async publish(workflowId: string, request: PublishDraft, by: By): Promise<WorkflowVersion> {
    const { tenant } = by;
    const keyValue = await this.#keyValue();
    for (let tries = 0; tries < mostTries; tries += 1) {
      // The version before this one has to be in the list before the record forgets it.
      const listed = await this.find(tenant, workflowId);
      const { record, version } = await this.#demand(tenant, workflowId);
      demandRevision(record, (actual) => actual === request.revision);
      if (record.published?.version !== listed?.published?.version) continue;
      const published = nextVersion(record, request, by);
      const value: DraftRecord = { ...record, published, unsettled: record.document };
      const change = { expected: version, value };
      if ((await keyValue.compareAndSet(tenant, draftKey(workflowId), change)) === null) continue;
      await this.find(tenant, workflowId);
      return published;
    }
    throw tooBusy(workflowId);
  }

  /** Newest first. */
  async versions(
    tenant: string,
    record: DraftRecord,
    { cursor, limit }: PageRequest,
  ): Promise<Page<WorkflowVersion>> {
    const filter = { prefix: versionPrefix(record), cursor, limit };
    const page = await (await this.#keyValue()).list(tenant, filter);
    return {
      items: page.entries.map(({ value }) => value as WorkflowVersion),
      cursor: page.cursor,
    };
  }

  async version(
    tenant: string,
    record: DraftRecord,
    version: number,
  ): Promise<WorkflowVersion | null> {
    const entry = await (await this.#keyValue()).get(tenant, versionKey(record, version));
    return entry === null ? null : (entry.value as WorkflowVersion);
  }

  /**
   * Makes the published version the engine's latest of that id again. Looks again when it is done: somebody may have
   * published meanwhile.
   */
  async #restorePublished(tenant: string, workflowId: string): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const record = await this.find(tenant, workflowId);
      if (record === null || record.published === null) return;
      const { hash } = record.published;
      const document = await this.#engine.document(hash, { tenant });
      if (document !== null) await this.#engine.publish(document, { tenant });
      const now = await this.#read(tenant, workflowId);
      if (now?.record.published?.hash === hash) return;
    }
  }

  /** Writes what follows from publishing. Doing it twice does no harm. */
  async #settle(tenant: string, { record, version }: StoredDraft): Promise<DraftRecord | null> {
    const { published, unsettled, document } = record;
    if (published === null || unsettled === null) return record;
    const keyValue = await this.#keyValue();
    const key = versionKey(record, published.version);
    await keyValue.compareAndSet(tenant, key, { expected: null, value: published });
    await this.#engine.publish(unsettled, { tenant });
    const settled = { ...record, unsettled: null };
    const change = { expected: version, value: settled };
    const isWritten = await keyValue.compareAndSet(tenant, draftKey(document.id), change);
    if (isWritten !== null) return settled;
    // Somebody was quicker: with the same, with a save, or with another version, which then has to stay the latest.
    await this.#restorePublished(tenant, document.id);
    return this.find(tenant, document.id);
  }

  async #change(
    tenant: string,
    workflowId: string,
    make: (current: DraftRecord) => DraftRecord,
  ): Promise<DraftRecord> {
    const keyValue = await this.#keyValue();
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { record, version } = await this.#demand(tenant, workflowId);
      const change = { expected: version, value: make(record) };
      const written = await keyValue.compareAndSet(tenant, draftKey(workflowId), change);
      if (written !== null) return change.value;
    }
    throw tooBusy(workflowId);
  }

  async #demand(tenant: string, workflowId: string): Promise<StoredDraft> {
    const found = await this.#read(tenant, workflowId);
    if (found === null) throw unknownWorkflow(workflowId);
    return found;
  }

  async #read(tenant: string, workflowId: string): Promise<StoredDraft | null> {
    const entry = await (await this.#keyValue()).get(tenant, draftKey(workflowId));
    return entry === null ? null : { record: entry.value as DraftRecord, version: entry.version };
  }

  async #removeVersions(tenant: string, record: DraftRecord): Promise<void> {
    const keyValue = await this.#keyValue();
    const prefix = versionPrefix(record);
    let cursor: string | undefined;
    do {
      const page = await keyValue.list(tenant, { prefix, cursor, limit: 1_000 });
      for (const { key } of page.entries) await keyValue.delete(tenant, key);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
  }
}

/** Whether the one who changes a draft has seen this revision of it. */
export type IsCurrent = (revision: string) => boolean;

function demandRevision(record: DraftRecord, isCurrent: IsCurrent): void {
  if (isCurrent(record.revision)) return;
  const text = `"${record.document.id}" was saved by somebody else meanwhile`;
  throw new HttpProblem('REVISION_CONFLICT', text, { current: draftOf(record) });
}

type Saved = Pick<DraftRecord, 'document' | 'revision' | 'updatedAt' | 'updatedBy'>;

function saved(document: WorkflowDocument, { name }: By): Saved {
  return { document, revision: crypto.randomUUID(), updatedAt: Date.now(), updatedBy: name };
}

function nextVersion(
  { document, published }: DraftRecord,
  { note }: PublishDraft,
  { name }: By,
): WorkflowVersion {
  const version = (published?.version ?? 0) + 1;
  const hash = hashWorkflow(document);
  return { version, hash, publishedAt: Date.now(), publishedBy: name, note };
}

function tooBusy(workflowId: string): HttpProblem {
  const text = `"${workflowId}" is being changed by many at once; try again`;
  return new HttpProblem('UNAVAILABLE', text, null, { 'retry-after': '1' });
}
