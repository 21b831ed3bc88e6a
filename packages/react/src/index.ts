/** The editor: everything that a host mounts. The viewer alone is in `@flowgraft/react/viewer`, hooks without our parts in `@flowgraft/react/headless`. */

export * from './headless.js';

export { WorkflowEditor } from './shell/workflow-editor.js';
export { type WorkflowEditorProps } from './shell/workflow-editor-props.js';
export {
  EditorRoot,
  type EditorProviderProps,
  type EditorRootProps,
} from './shell/editor-provider.js';
export { type BottomTab, type EditorLayout, type StartTab } from './shell/editor-layout.js';
export { RunView, type RunViewProps } from './run-view/run-view.js';
export type { RunListViewProps as RunListProps } from './run-view/run-list-view.js';
export { type RunTarget } from './run-view/run-context.js';
export type { StartDialogProps } from './run-view/start-dialog.js';
export { WorkflowCanvas, type WorkflowCanvasProps } from './canvas/workflow-canvas.js';
export type { InspectorProps } from './panels/inspector.js';
export { Palette } from './panels/palette.js';
export { Problems } from './panels/problems.js';
export { Inspector, Outline, RunList, RunsPanel, StartDialog } from './shell/parts.js';
export type { LazyPart } from './shell/lazy-part.js';
export { Icon, type IconProps } from './icons/icon.js';
