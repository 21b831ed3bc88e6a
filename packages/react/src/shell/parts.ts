/** The parts of the product that a page loads when it draws them first, or has nothing else to do. */

import { systemScheduler } from '../editor/scheduler.js';
import { lazyDialog, lazyPart } from './lazy-part.js';

export const Inspector = /* @__PURE__ */ lazyPart(
  async () => (await import('../panels/inspector.js')).Inspector,
);
export const Outline = /* @__PURE__ */ lazyPart(
  async () => (await import('../panels/outline.js')).Outline,
);
export const RunsPanel = /* @__PURE__ */ lazyPart(
  async () => (await import('../panels/runs-panel.js')).RunsPanel,
);
export const RunList = /* @__PURE__ */ lazyPart(
  async () => (await import('../run-view/run-list-view.js')).RunListView,
);

export const ConflictDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('./conflict-dialog.js')).ConflictDialog,
);
export const JsonDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('./json-dialog.js')).JsonDialog,
);
export const MoveDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('../panels/move-dialog.js')).MoveDialog,
);
export const PublishDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('./publish-dialog.js')).PublishDialog,
);
export const ShortcutsDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('./shortcuts-dialog.js')).ShortcutsDialog,
);
export const StartDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('../run-view/start-dialog.js')).StartDialog,
);
export const TypeDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('../panels/type-dialog.js')).TypeDialog,
);
export const UsagesDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('../panels/usages.js')).UsagesDialog,
);
export const VersionsDialog = /* @__PURE__ */ lazyDialog(
  async () => (await import('./versions-dialog.js')).VersionsDialog,
);

/** Loads what the user is likely to want next: the inspector at once, the rest in a pause. @returns what takes the rest back. */
export function preloadParts(): () => void {
  Inspector.preload();
  return systemScheduler.whenIdle(() => {
    for (const part of [Outline, StartDialog, RunsPanel]) part.preload();
  });
}
