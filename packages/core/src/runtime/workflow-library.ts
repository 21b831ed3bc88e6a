/** The workflows that an engine knows, checked, compiled and kept by their hash. */

import { LRUCache } from 'lru-cache';

import { compilePlan } from '../graph/compile-plan.js';
import { createCatalogue, type Catalogue } from '../graph/catalogue.js';
import type { Plan } from '../graph/plan.js';
import { validateDocument } from '../graph/validate-document.js';
import type { WorkflowDocument, WorkflowGraph } from '../model/document.js';
import { FlowgraftError } from '../model/error.js';
import { formatIssues } from '../model/issue.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { controlManifests } from '../node/control-nodes.js';
import { manifestOf, type NodeManifest } from '../node/manifest.js';
import type { AnyNodeType } from '../node/node-type.js';
import type { NodeRegistry } from '../node/registry.js';
import type { Store } from '../ports/store.js';
import { isWorkflow, loadWorkflow, type Workflow } from '../workflow/workflow.js';
import { storeCall } from './store-call.js';

/** Compiled workflows that stay in memory. */
const keptPlans = 1_000;

/** A workflow that may be started: sound, compiled, and every node type it names is registered. */
export interface ReadyWorkflow {
  readonly workflow: Workflow;
  readonly plan: Plan;
  /** Tenants under whom the store has it as the latest of its id, or is about to. */
  readonly savedFor: Map<string, MaybePromise<void>>;
  /** Tenants under whom the store has it as a draft. */
  readonly draftFor: Map<string, MaybePromise<void>>;
  /** By tenant, the keys of the limits for its usual runs. */
  readonly limitKeys: Map<string, readonly string[]>;
}

export interface PrepareOptions {
  readonly hash?: string | undefined;
  readonly draft?: boolean | undefined;
}

/** What `engine.publish` kept. */
export interface PublishedWorkflow {
  readonly workflowId: string;
  readonly hash: string;
}

export class WorkflowLibrary {
  readonly #registry: NodeRegistry;
  readonly #store: Store;
  readonly #ready = new LRUCache<string, ReadyWorkflow>({ max: keptPlans });
  /** Of workflows that others started here, by tenant and hash; while one is being loaded, the promise of it. */
  #plans: LRUCache<string, { readonly plan: MaybePromise<Plan> }> | undefined = undefined;
  readonly #byObject = new WeakMap<Workflow, ReadyWorkflow>();
  readonly #byId = new Map<string, Workflow>();
  readonly #manifests = new WeakMap<AnyNodeType, NodeManifest>();

  constructor(registry: NodeRegistry, store: Store) {
    this.#registry = registry;
    this.#store = store;
  }

  /** Makes a workflow, and those it starts, known by its id. */
  register(workflow: Workflow): void {
    if (this.#byId.get(workflow.id) === workflow) return;
    this.#byId.set(workflow.id, workflow);
    for (const child of workflow.children) if (!this.#byId.has(child.id)) this.register(child);
  }

  /**
   * Checks a workflow and keeps it in the store under the tenant.
   *
   * @param given - What `defineWorkflow` or `loadWorkflow` made, a document, or the id of a workflow that is
   *   registered with the engine or was saved before.
   * @param options - `draft` keeps it under its hash only. `hash` asks for that one of an id.
   * @throws {FlowgraftError} `WORKFLOW_INVALID`, `WORKFLOW_NOT_FOUND`, `STORE_FAILED`.
   */
  prepare(
    given: Workflow | WorkflowDocument | string,
    tenant: string,
    { hash, draft = false }: PrepareOptions = {},
  ): MaybePromise<ReadyWorkflow> {
    const workflow =
      typeof given === 'string' ? this.#named(given, tenant, hash) : toWorkflow(given);
    return chain(workflow, (found) =>
      chain(this.#check(found), (ready) => this.#save(ready, tenant, draft)),
    );
  }

  /**
   * As `prepare`, but writes to the store whatever was saved before: it becomes the latest of its id again.
   *
   * @throws {FlowgraftError} `WORKFLOW_INVALID`, `STORE_FAILED`.
   */
  async publish(given: Workflow | WorkflowDocument, tenant: string): Promise<PublishedWorkflow> {
    const workflow = toWorkflow(given);
    const ready = await this.#check(workflow);
    const wasSaved = ready.savedFor.has(tenant);
    await this.#save(ready, tenant, false);
    // Another may have become the latest since; and its texts and its layout, which the hash leaves out, may differ.
    if (wasSaved || ready.workflow !== workflow) await this.#saveOne(workflow, tenant, false);
    return { workflowId: workflow.id, hash: workflow.hash };
  }

  /** The workflow of that hash as the tenant has it, or `null`. @throws {FlowgraftError} `STORE_FAILED`. */
  document(tenant: string, hash: string): MaybePromise<WorkflowDocument | null> {
    return storeCall(this.#store, 'load workflow', () => this.#store.loadWorkflow(tenant, hash));
  }

  /**
   * The plan of a run that was claimed. Node types that are not registered are left out of it.
   *
   * @throws {FlowgraftError} `WORKFLOW_NOT_FOUND`, `STORE_FAILED`.
   */
  plan(tenant: string, workflowId: string, hash: string): MaybePromise<Plan> {
    const ready = this.#ready.get(hash);
    if (ready !== undefined) return ready.plan;
    const key = JSON.stringify([tenant, hash]);
    const known = this.#plans?.get(key);
    if (known !== undefined) return known.plan;
    const plan = chain(this.#stored(workflowId, tenant, hash), (workflow) =>
      chain(this.#loadTypes(workflow.toJSON()), () => this.#compile(workflow)),
    );
    this.#keepPlan(key, plan);
    return plan;
  }

  /** Keeps a plan in which nothing is missing: what is missing now may be there the next time. */
  #keepPlan(key: string, plan: MaybePromise<Plan>): void {
    // Many engines need none, and the list takes all of its room at once.
    const plans = (this.#plans ??= new LRUCache({ max: keptPlans }));
    const keep = (found: Plan): void => {
      if (found.missing.length === 0) plans.set(key, { plan: found });
      else plans.delete(key);
    };
    if (!isPromise(plan)) return keep(plan);
    plans.set(key, { plan });
    plan.then(keep, () => void plans.delete(key));
  }

  /** The node types and workflows known here, for `validateWorkflow`. */
  async catalogue(): Promise<Catalogue> {
    return createCatalogue(await this.#registry.manifests());
  }

  #named(id: string, tenant: string, hash: string | undefined): MaybePromise<Workflow> {
    const known = this.#byId.get(id);
    if (known !== undefined && (hash === undefined || known.hash === hash)) return known;
    if (hash !== undefined) return this.#stored(id, tenant, hash);
    const find = (): MaybePromise<string | null> => this.#store.latestWorkflow(tenant, id);
    return chain(storeCall(this.#store, 'find workflow', find), (latest) => {
      if (latest === null) throw notFound(id, tenant, undefined);
      return this.#stored(id, tenant, latest);
    });
  }

  #stored(id: string, tenant: string, hash: string): MaybePromise<Workflow> {
    return chain(this.document(tenant, hash), (document) => {
      if (document === null) throw notFound(id, tenant, hash);
      return loadWorkflow(document);
    });
  }

  #check(workflow: Workflow): MaybePromise<ReadyWorkflow> {
    const known = this.#byObject.get(workflow) ?? this.#ready.get(workflow.hash);
    if (known !== undefined) {
      this.#byObject.set(workflow, known);
      return known;
    }
    for (const child of workflow.children) this.register(child);
    const document = workflow.toJSON();
    return chain(this.#loadTypes(document), (types) => {
      this.#validate(document, types);
      const ready = {
        workflow,
        plan: this.#compile(workflow),
        savedFor: new Map<string, MaybePromise<void>>(),
        draftFor: new Map<string, MaybePromise<void>>(),
        limitKeys: new Map<string, readonly string[]>(),
      };
      this.#ready.set(workflow.hash, ready);
      this.#byObject.set(workflow, ready);
      return ready;
    });
  }

  #validate(document: WorkflowDocument, types: readonly AnyNodeType[]): void {
    const manifests = types.map((nodeType) => this.#manifest(nodeType));
    const known = createCatalogue(manifests);
    const catalogue: Catalogue = {
      get: (type, version) => known.get(type, version),
      // Versions that this document does not use are not loaded, but are there all the same.
      versions: (type) =>
        controlManifests.has(type) ? known.versions(type) : this.#registry.versions(type),
    };
    const issues = validateDocument(document, catalogue).filter(
      ({ severity }) => severity === 'error',
    );
    if (issues.length === 0) return;
    const message = `Workflow "${document.id}" cannot be started:\n${formatIssues(issues)}`;
    throw new FlowgraftError('WORKFLOW_INVALID', message, { workflowId: document.id, issues });
  }

  #compile(workflow: Workflow): Plan {
    return compilePlan(workflow.toJSON(), workflow.hash, (type, version) =>
      this.#registry.find(type, version),
    );
  }

  #manifest(nodeType: AnyNodeType): NodeManifest {
    let manifest = this.#manifests.get(nodeType);
    if (manifest === undefined) this.#manifests.set(nodeType, (manifest = manifestOf(nodeType)));
    return manifest;
  }

  /** Once per tenant, also when many runs are started at once. */
  #save(ready: ReadyWorkflow, tenant: string, draft: boolean): MaybePromise<ReadyWorkflow> {
    const asDraft = draft && !ready.savedFor.has(tenant);
    const savedFor = asDraft ? ready.draftFor : ready.savedFor;
    if (savedFor.has(tenant)) return chain(savedFor.get(tenant), () => ready);
    // Before its children are saved: one of them may start it in turn.
    savedFor.set(tenant, undefined);
    const forget = (thrown: unknown): never => {
      savedFor.delete(tenant);
      throw thrown;
    };
    try {
      const saved = chain(this.#saveOne(ready.workflow, tenant, asDraft), () =>
        this.#saveChildren(ready, tenant, asDraft),
      );
      if (!isPromise(saved)) return ready;
      const stored = saved.then(() => void savedFor.set(tenant, undefined), forget);
      savedFor.set(tenant, stored);
      return stored.then(() => ready);
    } catch (thrown) {
      return forget(thrown);
    }
  }

  #saveOne(workflow: Workflow, tenant: string, draft: boolean): MaybePromise<void> {
    return storeCall(this.#store, 'save workflow', () =>
      this.#store.saveWorkflow(tenant, workflow.hash, workflow.toJSON(), { draft }),
    );
  }

  /** Another process may be the one that starts them, and know them only from the store. */
  #saveChildren(
    { workflow }: ReadyWorkflow,
    tenant: string,
    draft: boolean,
  ): MaybePromise<unknown> {
    let saved: MaybePromise<unknown> = undefined;
    for (const child of workflow.children) {
      saved = chain(saved, () => this.prepare(child, tenant, { draft }));
    }
    return saved;
  }

  /** Loads every node type that the document names; those that are missing are left out. */
  #loadTypes(document: WorkflowDocument): MaybePromise<readonly AnyNodeType[]> {
    const found = new Set<AnyNodeType>();
    const later: Promise<unknown>[] = [];
    for (const [type, version] of typesOf(document)) {
      const serving = this.#registry.load(type, version);
      if (isPromise(serving)) {
        later.push(serving.then((loaded) => loaded !== undefined && found.add(loaded.nodeType)));
      } else if (serving !== undefined) {
        found.add(serving.nodeType);
      }
    }
    return later.length === 0 ? [...found] : Promise.all(later).then(() => [...found]);
  }
}

/** Continues at once when the value is there already. */
export function chain<T, U>(
  value: MaybePromise<T>,
  step: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return isPromise(value) ? value.then(step) : step(value);
}

function toWorkflow(given: Workflow | WorkflowDocument): Workflow {
  return isWorkflow(given) ? given : loadWorkflow(given);
}

/** Node types, with their versions, of the document and of every body in it. */
function* typesOf(graph: WorkflowGraph): Generator<readonly [type: string, version: number]> {
  for (const node of graph.nodes) {
    yield [node.type, node.version];
    if (node.compensate !== undefined) yield [node.compensate.type, node.compensate.version];
    for (const body of Object.values(node.bodies ?? {})) yield* typesOf(body);
  }
}

function notFound(
  workflowId: string,
  tenant: string,
  hash: string | undefined,
): FlowgraftError<'WORKFLOW_NOT_FOUND'> {
  const which = hash === undefined ? '' : ` of hash ${hash.slice(0, 12)}…`;
  const message = `Tenant "${tenant}" has no workflow "${workflowId}"${which}; save it, or give createEngine the workflow`;
  return new FlowgraftError('WORKFLOW_NOT_FOUND', message, { workflowId, hash });
}
