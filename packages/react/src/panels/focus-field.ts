/** Takes the keyboard to a field of the inspector. */

import { fieldId } from '../forms/field-id.js';
import { whenLoaded } from '../shell/lazy-part.js';

/** Once the inspector of this editor shows it. @param path - From the node on: `['input', 'url']`. */
export function focusField(
  root: Element | null,
  nodeId: string,
  path: readonly (string | number)[],
): void {
  const [first, ...rest] = path;
  if (root === null || first !== 'input') return;
  const focus = (): void => {
    for (let length = rest.length; length > 0; length -= 1) {
      const id = fieldId(`fg-input-${nodeId}`, rest.slice(0, length));
      if (isFocused(root.querySelector<HTMLElement>(`#${CSS.escape(id)}`))) return;
    }
  };
  // Two frames: in the first the selection is drawn, in the second the panel has opened, or begun to load.
  requestAnimationFrame(() => requestAnimationFrame(() => void whenLoaded(root, focus)));
}

/** Some fields are one with what they are in: then that takes the focus. */
function isFocused(field: HTMLElement | null): boolean {
  const inside = field?.querySelector<HTMLElement>('input, select, textarea, button');
  for (const each of [field, inside]) {
    each?.focus();
    if (each !== null && each !== undefined && document.activeElement === each) return true;
  }
  return false;
}
