/** The node types of one engine, by type and version; lazy ones are loaded when they are first needed. */

import { FlowgraftError } from '../model/error.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { controlManifests } from './control-nodes.js';
import { manifestOf, type NodeManifest } from './manifest.js';
import {
  nodeTypeKind,
  type AnyNodeType,
  type InputMigration,
  type LazyNodeType,
  type NodeNeed,
} from './node-type.js';

/** What a host registers: node types, lazy ones, and lists of them at any depth. */
export type NodeList = readonly (AnyNodeType | LazyNodeType | NodeList)[];

/** A node type as it serves one node, with the migrations from the version that the node was drawn for. */
export interface ServingNodeType {
  readonly nodeType: AnyNodeType;
  readonly migrations: readonly InputMigration[];
}

interface Entry {
  readonly type: string;
  readonly version: number;
  readonly lazy: LazyNodeType | undefined;
  loaded: AnyNodeType | undefined;
  /** While a load is under way, so that it happens once. */
  loading: Promise<AnyNodeType> | undefined;
}

export class NodeRegistry {
  /** Versions of a type, lowest first. */
  readonly #byType = new Map<string, Entry[]>();
  #manifests: Promise<readonly NodeManifest[]> | undefined = undefined;

  /**
   * @param met - What the host gave the engine: node types that need anything else are left out.
   * @throws {FlowgraftError} `NODE_TYPE_DUPLICATE` when two have the same type and version.
   * @throws {TypeError} when something else than a node type is in the list.
   */
  constructor(nodes: NodeList, met: ReadonlySet<NodeNeed>) {
    this.#add(nodes, met);
  }

  /** The node type that serves a node drawn for `version`, when it is loaded. */
  find(type: string, version: number): ServingNodeType | undefined {
    const entry = this.#serving(type, version);
    return entry?.loaded === undefined ? undefined : serve(entry.loaded, version);
  }

  /**
   * As `find`, but loads a lazy one. `undefined` when there is none of that type that serves the version.
   *
   * @throws {FlowgraftError} `NODE_TYPE_INVALID` when the loaded module holds another type or version.
   */
  load(type: string, version: number): MaybePromise<ServingNodeType | undefined> {
    const entry = this.#serving(type, version);
    if (entry === undefined) return undefined;
    const loaded = loadEntry(entry);
    return isPromise(loaded)
      ? loaded.then((nodeType) => serve(nodeType, version))
      : serve(loaded, version);
  }

  /** Every version registered of a type, lowest first. */
  versions(type: string): readonly number[] {
    return this.#byType.get(type)?.map(({ version }) => version) ?? [];
  }

  /** Every manifest, control nodes included, loading what is not loaded yet. Made once. */
  manifests(): Promise<readonly NodeManifest[]> {
    if (this.#manifests === undefined) {
      const made = this.#makeManifests();
      this.#manifests = made;
      // What could not be loaded is tried again by the next call.
      made.catch(() => (this.#manifests = undefined));
    }
    return this.#manifests;
  }

  async #makeManifests(): Promise<readonly NodeManifest[]> {
    const entries = [...this.#byType.values()].flat();
    const loaded = await Promise.all(entries.map(async (entry) => loadEntry(entry)));
    return [...controlManifests.values(), ...loaded.map((nodeType) => manifestOf(nodeType))];
  }

  #add(nodes: NodeList, met: ReadonlySet<NodeNeed>): void {
    for (const node of nodes) {
      if (isList(node)) this.#add(node, met);
      else if (node.needs?.every((need) => met.has(need)) !== false) this.#addOne(node);
    }
  }

  #addOne(node: AnyNodeType | LazyNodeType): void {
    const { type, version } = node;
    if (typeof type !== 'string' || typeof version !== 'number') {
      throw new TypeError(
        `nodes: expected what defineNode or lazyNode returned, got ${describe(node)}`,
      );
    }
    const versions = this.#byType.get(type);
    const isTaken = versions?.some((entry) => entry.version === version) === true;
    if (isTaken || controlManifests.has(type)) {
      const message = `Node type "${type}" version ${version} is registered twice`;
      throw new FlowgraftError('NODE_TYPE_DUPLICATE', message, { type, version });
    }
    const entry = entryOf(node);
    if (versions === undefined) this.#byType.set(type, [entry]);
    else versions.splice(placeOf(versions, version), 0, entry);
  }

  /** The version itself, else the lowest newer one (whether it can migrate is seen once it is loaded). */
  #serving(type: string, version: number): Entry | undefined {
    return this.#byType.get(type)?.find((entry) => entry.version >= version);
  }
}

function entryOf(node: AnyNodeType | LazyNodeType): Entry {
  const { type, version } = node;
  return nodeTypeKind in node
    ? { type, version, lazy: undefined, loaded: node, loading: undefined }
    : { type, version, lazy: node, loaded: undefined, loading: undefined };
}

function placeOf(versions: readonly Entry[], version: number): number {
  const higher = versions.findIndex((entry) => entry.version > version);
  return higher < 0 ? versions.length : higher;
}

function serve(nodeType: AnyNodeType, version: number): ServingNodeType | undefined {
  const migrations: InputMigration[] = [];
  for (let from = version; from < nodeType.version; from++) {
    const step = nodeType.migrate.get(from);
    if (step === undefined) return undefined;
    migrations.push(step);
  }
  return { nodeType, migrations };
}

function loadEntry(entry: Entry): MaybePromise<AnyNodeType> {
  if (entry.loaded !== undefined) return entry.loaded;
  entry.loading ??= loadOnce(entry).finally(() => (entry.loading = undefined));
  return entry.loading;
}

async function loadOnce(entry: Entry): Promise<AnyNodeType> {
  const { type, version } = entry;
  const loaded = await (entry.lazy as LazyNodeType).load();
  if (loaded?.type !== type || loaded.version !== version) {
    const found = `${JSON.stringify(loaded?.type)} version ${loaded?.version}`;
    const message = `Loading node type "${type}" version ${version} gave ${found}`;
    const issue = { code: 'SCHEMA', severity: 'error', path: [], message } as const;
    throw new FlowgraftError('NODE_TYPE_INVALID', message, { type, issues: [issue] });
  }
  entry.loaded = loaded;
  return loaded;
}

function isList(node: NodeList[number]): node is NodeList {
  return Array.isArray(node);
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
