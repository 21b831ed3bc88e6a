/** Hooks and stores without any of our components: for a host that draws everything itself. */

export {
  createEditor,
  Editor,
  type Action,
  type ActionResource,
  type ColourScheme,
  type EditorFeatures,
  type EditorOptions,
} from './create-editor.js';
export { EditorProvider, useLeaveGuard } from './shell/editor-provider.js';

export { SessionContext, useEditor, useSession, useTexts } from './hooks/editor-context.js';
export {
  RunStatesContext,
  useEdgeRun,
  useNodeRun,
  type RunStates,
} from './hooks/run-states-context.js';
export { useCommand, type RunCommand } from './hooks/use-command.js';
export { useDocument } from './hooks/use-document.js';
export { useHistory, type History } from './hooks/use-history.js';
export { useNode } from './hooks/use-node.js';
export { useNodeForm, type NodeForm } from './hooks/use-node-form.js';
export { useNodeType } from './hooks/use-node-type.js';
export { useOpenedSession, type OpenedSession } from './hooks/use-opened-session.js';
export { useProblems } from './hooks/use-problems.js';
export { useRun } from './hooks/use-run.js';
export { useSaving } from './hooks/use-saving.js';
export { useSelection } from './hooks/use-selection.js';
export { useStore } from './hooks/use-store.js';
export { useStorePart } from './hooks/use-store-part.js';
export { useUi } from './hooks/use-ui.js';

export {
  useSlot,
  type LogoProps,
  type NodeCardProps,
  type SlotOverrides,
  type SlotPart,
  type Slots,
  type ToolbarProps,
} from './slots.js';

export * from './transport/transport.js';

export { english } from './language/en.js';
export type { English } from './language/en/messages.js';
export type {
  Language,
  Message,
  MessageKey,
  MessageOverrides,
  Messages,
  MessageValues,
  PluralMessage,
} from './language/message.js';
export { createTexts, type Texts } from './language/text.js';

export { ValueStore, type ReadableStore } from './store/value-store.js';
export type { Change } from './editor/changes.js';
export type { ClipboardContent } from './editor/clipboard.js';
export type { Command, CommandContext, Refusal } from './editor/command.js';
export type { Difference, DifferencePart } from './editor/document-diff.js';
export {
  DocumentStore,
  type ChangeListener,
  type CommandOutcome,
  type Edit,
  type HistoryState,
  type RunOptions,
} from './editor/document-store.js';
export type { Inserted } from './editor/insert-content.js';
export type { ProblemSummary } from './editor/problem-summary.js';
export type {
  BodyRef,
  EditorDocument,
  EditorEdge,
  EditorNode,
  EditorNote,
  GraphRef,
  NodeData,
  NoteColour,
  Point,
  Size,
  WorkflowMeta,
} from './editor/records.js';
export type { SavingState } from './editor/saving.js';
export type { Scheduler } from './editor/scheduler.js';
export { Selection, type SelectionState } from './editor/selection.js';
export { Transaction } from './editor/transaction.js';
export type {
  AddRequest,
  Announcement,
  CanvasControl,
  DialogName,
  PanelName,
  PortRef,
  NodeQuestion,
  UiState,
} from './editor/ui-state.js';
export {
  WorkflowSession,
  type SessionStart,
  type WorkflowSessionParts,
} from './editor/workflow-session.js';
export { writeDocument } from './editor/write-document.js';
export type { EdgeRunState, NodeRunState } from './run/run-states.js';
export {
  RunSession,
  type RunConnection,
  type RunSessionParts,
  type Schedule,
} from './run/run-session.js';
export { StepList } from './run/step-list.js';
export type { ShortError, SpanOutcome, StepRecord, StepSpan, StepWait } from './run/step-record.js';
export type { ScopeName, StepName } from './run/step-name.js';
export type { LoadElk } from './layout/elk-layout.js';
export { noteColours } from './editor/records.js';

export { addBranch, type AddBranchArgs } from './editor/commands/add-branch.js';
export { addNode, type AddNodeArgs } from './editor/commands/add-node.js';
export { addNote, type AddNoteArgs } from './editor/commands/add-note.js';
export { align, type Alignment, type AlignArgs } from './editor/commands/align.js';
export { applyLayout, type ApplyLayoutArgs } from './editor/commands/apply-layout.js';
export { changeNodeType, type ChangeNodeTypeArgs } from './editor/commands/change-node-type.js';
export { connect, type ConnectArgs, type Connected } from './editor/commands/connect.js';
export { disconnect, type DisconnectArgs } from './editor/commands/disconnect.js';
export { distribute, type DistributeArgs } from './editor/commands/distribute.js';
export { duplicate, type DuplicateArgs } from './editor/commands/duplicate.js';
export { editNote, type EditNoteArgs } from './editor/commands/edit-note.js';
export { insertOnEdge, type InsertOnEdgeArgs } from './editor/commands/insert-on-edge.js';
export { moveNodes, type Move, type MoveNodesArgs } from './editor/commands/move-nodes.js';
export { paste, type PasteArgs } from './editor/commands/paste.js';
export { recolourNote, type RecolourNoteArgs } from './editor/commands/recolour-note.js';
export { reconnectEdge, type ReconnectEdgeArgs } from './editor/commands/reconnect-edge.js';
export { removeBranch, type RemoveBranchArgs } from './editor/commands/remove-branch.js';
export {
  removeSelection,
  type RemoveSelectionArgs,
  type Removed,
} from './editor/commands/remove-selection.js';
export { renameBranch, type RenameBranchArgs } from './editor/commands/rename-branch.js';
export { replaceWorkflow, type ReplaceWorkflowArgs } from './editor/commands/replace-workflow.js';
export { resizeContainer, type ResizeContainerArgs } from './editor/commands/resize-container.js';
export { resizeNote, type ResizeNoteArgs } from './editor/commands/resize-note.js';
export { setBodyOutput, type SetBodyOutputArgs } from './editor/commands/set-body-output.js';
export {
  setEdgeIterations,
  type SetEdgeIterationsArgs,
} from './editor/commands/set-edge-iterations.js';
export { setNodeInput, type SetNodeInputArgs } from './editor/commands/set-node-input.js';
export { setNodeName, type SetNodeNameArgs } from './editor/commands/set-node-name.js';
export {
  setNodePolicy,
  type NodePolicy,
  type SetNodePolicyArgs,
} from './editor/commands/set-node-policy.js';
export { setWorkflow, type SetWorkflowArgs } from './editor/commands/set-workflow.js';
export { toggleDisabled, type ToggleDisabledArgs } from './editor/commands/toggle-disabled.js';
export { upgradeVersion, type UpgradeVersionArgs } from './editor/commands/upgrade-version.js';
