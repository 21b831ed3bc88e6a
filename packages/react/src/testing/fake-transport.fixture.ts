/** A server in memory: drafts with revisions, versions, node types and runs, all of which a test can script. */

import type { NodeManifest, WorkflowDocument } from '@flowgraft/core';
import type {
  FieldOption,
  NodeTypeTransport,
  OptionsPage,
  OptionsRequest,
  Page,
  RunWaitSummary,
  Transport,
  TransportErrorDetails,
  WaitTransport,
  WorkflowDraft,
  WorkflowTransport,
  WorkflowVersion,
} from '../transport/transport.js';
import { testWorkflows } from './documents.fixture.js';
import { FakeRuns } from './fake-runs.fixture.js';
import { testManifests } from './manifests.fixture.js';

/** What a server answers with when it refuses. */
export class FakeTransportError extends Error implements TransportErrorDetails {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, details?: unknown) {
    super(`${code} (${status})`);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface FakeTransportOptions {
  /** All of `testWorkflows` when absent. */
  readonly documents?: readonly WorkflowDocument[] | undefined;
  /** `testManifests` when absent. */
  readonly manifests?: readonly NodeManifest[] | undefined;
}

/** A call that was made, for example `workflows.save`. */
export interface FakeCall {
  readonly method: string;
  readonly args: readonly unknown[];
}

export class FakeTransport implements Transport {
  readonly calls: FakeCall[] = [];
  readonly workflows: WorkflowTransport;
  readonly nodeTypes: NodeTypeTransport;
  readonly runs: FakeRuns;
  readonly waits: WaitTransport;
  /** Answers of option loaders, by the loader's name. */
  readonly options = new Map<string, readonly FieldOption[]>([
    ['channels', ['sales', 'ops', 'export', 'all'].map((value) => ({ value, label: `#${value}` }))],
  ]);
  readonly #drafts = new Map<string, WorkflowDraft>();
  readonly #versions = new Map<string, WorkflowVersion[]>();
  readonly #byHash = new Map<string, WorkflowDocument>();
  readonly #failures = new Map<string, Error[]>();
  readonly #gates = new Map<string, Promise<void>>();
  #time = Date.UTC(2026, 0, 5, 9);

  constructor({ documents = testWorkflows, manifests = testManifests }: FakeTransportOptions = {}) {
    for (const document of documents) this.#put(document, 'somebody');
    this.runs = new FakeRuns((method, args) => this.#call(`runs.${method}`, args), this.#tick);
    this.workflows = this.#workflowTransport();
    this.nodeTypes = this.#nodeTypeTransport(manifests);
    this.waits = {
      list: async (query) => {
        await this.#call('waits.list', [query]);
        const items = [...this.runs.details.values()].flatMap((run) =>
          run.waits.map((wait): RunWaitSummary => ({
            ...wait,
            runId: run.id,
            workflowId: run.workflowId,
          })),
        );
        return page(items);
      },
    };
  }

  /** Calls of one method so far. */
  callsOf(method: string): readonly FakeCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** The next call of `method` (for example `workflows.save`) is refused with `error`. */
  failNext(method: string, error: Error = new FakeTransportError(503, 'UNAVAILABLE')): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), error]);
  }

  /** Calls of `method` wait until the returned function is called. */
  hold(method: string): () => void {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    this.#gates.set(method, gate);
    return () => {
      if (this.#gates.get(method) === gate) this.#gates.delete(method);
      release();
    };
  }

  /** What the server has now. @throws {Error} when it has no such workflow. */
  draft(workflowId: string): WorkflowDraft {
    const draft = this.#drafts.get(workflowId);
    if (draft === undefined) throw new FakeTransportError(404, 'WORKFLOW_NOT_FOUND');
    return draft;
  }

  /** Somebody else saves. */
  saveElsewhere(document: WorkflowDocument, by = 'somebody else'): WorkflowDraft {
    return this.#put(document, by);
  }

  /** Every call goes through here: noted, held, refused. */
  async #call(method: string, args: readonly unknown[]): Promise<void> {
    this.calls.push({ method, args });
    await this.#gates.get(method);
    const [failure, ...others] = this.#failures.get(method) ?? [];
    this.#failures.set(method, others);
    if (failure !== undefined) throw failure;
  }

  /** Grows by a second each time. */
  readonly #tick = (): number => (this.#time += 1_000);

  #put(document: WorkflowDocument, by: string): WorkflowDraft {
    const { id, name = null, description = null } = document;
    const before = this.#drafts.get(id);
    const draft: WorkflowDraft = {
      id,
      name,
      description,
      revision: `r${Number(before?.revision.slice(1) ?? 0) + 1}`,
      updatedAt: this.#tick(),
      updatedBy: by,
      published: before?.published ?? null,
      document: structuredClone(document),
    };
    this.#drafts.set(id, draft);
    return draft;
  }

  #current(workflowId: string, revision: string): WorkflowDraft {
    const draft = this.draft(workflowId);
    if (draft.revision !== revision) throw new FakeTransportError(409, 'REVISION_CONFLICT', draft);
    return draft;
  }

  #workflowTransport(): WorkflowTransport {
    return {
      list: async (query) => {
        await this.#call('workflows.list', [query]);
        return page(
          [...this.#drafts.values()].map(({ document: _document, ...summary }) => summary),
        );
      },
      get: async (workflowId) => {
        await this.#call('workflows.get', [workflowId]);
        return this.draft(workflowId);
      },
      create: async (document) => {
        await this.#call('workflows.create', [document]);
        if (this.#drafts.has(document.id)) throw new FakeTransportError(409, 'WORKFLOW_EXISTS');
        return this.#put(document, 'me');
      },
      save: async (document, revision) => {
        await this.#call('workflows.save', [document, revision]);
        this.#current(document.id, revision);
        return this.#put(document, 'me');
      },
      remove: async (workflowId, revision) => {
        await this.#call('workflows.remove', [workflowId, revision]);
        this.#current(workflowId, revision);
        this.#drafts.delete(workflowId);
      },
      validate: async (document) => {
        await this.#call('workflows.validate', [document]);
        return [];
      },
      publish: async (workflowId, request) => {
        await this.#call('workflows.publish', [workflowId, request]);
        return this.#publish(this.#current(workflowId, request.revision), request.note ?? null);
      },
      versions: async (workflowId, query) => {
        await this.#call('workflows.versions', [workflowId, query]);
        return page([...(this.#versions.get(workflowId) ?? [])].reverse());
      },
      document: async (hash) => {
        await this.#call('workflows.document', [hash]);
        return this.#documentOf(hash);
      },
    };
  }

  #publish(draft: WorkflowDraft, note: string | null): WorkflowVersion {
    const known = this.#versions.get(draft.id) ?? [];
    const version = known.length + 1;
    const hash = `${draft.id}-v${version}`;
    const published = { version, hash, publishedAt: this.#tick(), publishedBy: 'me', note };
    this.#versions.set(draft.id, [...known, published]);
    this.#byHash.set(hash, draft.document);
    this.#drafts.set(draft.id, { ...draft, published });
    return published;
  }

  /** By a published hash, by `hash-<id>` or by the workflow's id: its draft. */
  #documentOf(hash: string): WorkflowDocument {
    return this.#byHash.get(hash) ?? this.draft(hash.replace(/^hash-/, '')).document;
  }

  #nodeTypeTransport(manifests: readonly NodeManifest[]): NodeTypeTransport {
    return {
      list: async () => {
        await this.#call('nodeTypes.list', []);
        return manifests;
      },
      options: async (request) => {
        await this.#call('nodeTypes.options', [request]);
        return this.#optionsPage(request);
      },
    };
  }

  #optionsPage({ name, search = '' }: OptionsRequest): OptionsPage {
    const known = this.options.get(name);
    if (known === undefined) throw new FakeTransportError(404, 'OPTIONS_NOT_FOUND');
    const wanted = search.toLowerCase();
    return {
      options: known.filter(({ label }) => label.toLowerCase().includes(wanted)),
      cursor: null,
    };
  }
}

function page<Item>(items: readonly Item[]): Page<Item> {
  return { items, cursor: null };
}
