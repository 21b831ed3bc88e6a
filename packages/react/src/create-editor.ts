/** One editor of the host's: who it talks to, in which language, and what its user may do. */

import { createCatalogue, type Catalogue } from '@flowgraft/core/document';
import type { NodeManifest } from '@flowgraft/core';
import { WorkflowSession } from './editor/workflow-session.js';
import { newNodeId } from './editor/node-id.js';
import { english } from './language/en.js';
import type { Language, MessageOverrides } from './language/message.js';
import { createTexts, type Texts } from './language/text.js';
import { RunSession, type Schedule } from './run/run-session.js';
import type { LoadElk } from './layout/elk-layout.js';
import type { Transport } from './transport/transport.js';

/** What a user may do; the same names as the server's. */
export type Action =
  | 'workflow.read'
  | 'workflow.edit'
  | 'workflow.publish'
  | 'workflow.delete'
  | 'node.use'
  | 'run.read'
  | 'run.readData'
  | 'run.start'
  | 'run.cancel'
  | 'run.signal'
  | 'run.resume'
  | 'run.resolve';

/** What an action is about, as far as it is known. */
export interface ActionResource {
  readonly workflowId?: string | undefined;
  readonly runId?: string | undefined;
  readonly nodeType?: string | undefined;
}

/** Parts of the product that a host may leave out. */
export interface EditorFeatures {
  readonly palette: boolean;
  readonly outline: boolean;
  readonly minimap: boolean;
  readonly notes: boolean;
  readonly layout: boolean;
  readonly commandPalette: boolean;
  readonly publish: boolean;
  readonly runs: boolean;
  readonly versions: boolean;
}

const allFeatures: EditorFeatures = {
  palette: true,
  outline: true,
  minimap: true,
  notes: true,
  layout: true,
  commandPalette: true,
  publish: true,
  runs: true,
  versions: true,
};

export type ColourScheme = 'light' | 'dark' | 'contrast' | 'system';

export interface EditorOptions {
  readonly transport: Transport;
  /** English when absent; others are in `@flowgraft/react/languages/…`. */
  readonly language?: Language | undefined;
  /** The host's own wording of some messages. */
  readonly messages?: MessageOverrides | undefined;
  /** What the user may do; everything when absent. The server decides all the same. */
  readonly can?: ((action: Action, resource: ActionResource) => boolean) | undefined;
  readonly features?: Partial<EditorFeatures> | undefined;
  /** `system` when absent. */
  readonly colourScheme?: ColourScheme | undefined;
  /** The name of the host's product, shown where the editor would say its own. */
  readonly productName?: string | undefined;
  /** Milliseconds from the last edit to saving it, 800 when absent; `null`: only when the user asks for it. */
  readonly autosaveMs?: number | null | undefined;
  /** Loads a layout engine for large workflows: `() => import('elkjs/lib/elk.bundled.js')`. Without it one of our own serves. */
  readonly loadElk?: LoadElk | undefined;
}

export class Editor {
  readonly transport: Transport;
  readonly texts: Texts;
  readonly features: EditorFeatures;
  readonly colourScheme: ColourScheme;
  readonly productName: string | undefined;
  readonly loadElk: LoadElk | undefined;
  readonly #autosaveMs: number | null | undefined;
  readonly #can: (action: Action, resource: ActionResource) => boolean;
  #nodeTypes: Promise<readonly NodeManifest[]> | undefined = undefined;

  constructor(options: EditorOptions) {
    this.transport = options.transport;
    this.texts = createTexts(options.language ?? english, options.messages);
    this.features = { ...allFeatures, ...options.features };
    this.colourScheme = options.colourScheme ?? 'system';
    this.productName = options.productName;
    this.loadElk = options.loadElk;
    this.#autosaveMs = options.autosaveMs;
    this.#can = options.can ?? (() => true);
  }

  can(action: Action, resource: ActionResource = {}): boolean {
    return this.#can(action, resource);
  }

  /** The node types that the user may use; asked for once. */
  nodeTypes(): Promise<readonly NodeManifest[]> {
    if (this.#nodeTypes === undefined) {
      const asked = this.transport.nodeTypes.list();
      this.#nodeTypes = asked;
      asked.catch(() => (this.#nodeTypes = undefined));
    }
    return this.#nodeTypes;
  }

  async catalogue(): Promise<Catalogue> {
    return createCatalogue(await this.nodeTypes());
  }

  /** Opens a workflow. @throws what the transport throws. */
  async open(workflowId: string): Promise<WorkflowSession> {
    const [draft, catalogue] = await Promise.all([
      this.transport.workflows.get(workflowId),
      this.catalogue(),
    ]);
    return new WorkflowSession({
      draft,
      context: { catalogue, newId: newNodeId },
      isReadOnly: !this.can('workflow.edit', { workflowId }),
      transport: this.transport,
      autosaveMs: this.#autosaveMs,
    });
  }

  /** A run, to be shown; it is followed once it is opened. @param schedule - When its stores tell what is new. */
  openRun(runId: string, schedule?: Schedule): RunSession {
    return new RunSession({ transport: this.transport, runId, schedule });
  }
}

/** Creates an editor. Nothing is shared with others: any number may be on one page. */
export function createEditor(options: EditorOptions): Editor {
  return new Editor(options);
}
