/** What was used last, for lists that begin with it. Lives as long as the editor that it is of. */

import type { Editor } from '../create-editor.js';
import { ValueStore } from '../store/value-store.js';

const kept = 5;

/** Keys of what was used, the last one first. */
export class Recent extends ValueStore<readonly string[]> {
  constructor() {
    super([]);
  }

  add(key: string): void {
    this.update((known) => [key, ...known.filter((each) => each !== key)].slice(0, kept));
  }
}

// Per editor, and gone with it: nothing is shared by two of them.
const ofEditors = new WeakMap<Editor, { readonly nodeTypes: Recent; readonly actions: Recent }>();

export function recentOf(editor: Editor): { readonly nodeTypes: Recent; readonly actions: Recent } {
  const known = ofEditors.get(editor);
  if (known !== undefined) return known;
  const created = { nodeTypes: new Recent(), actions: new Recent() };
  ofEditors.set(editor, created);
  return created;
}
