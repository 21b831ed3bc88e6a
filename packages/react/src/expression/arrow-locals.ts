/** The names that functions around a place in an expression bind: `item` in `items.filter(item => …`. */

export interface ArrowLocal {
  readonly name: string;
  /** The text of the list whose elements it stands for; `null`: it stands for something else. */
  readonly elementOf: string | null;
}

const arrow = /(?:\(([^()]*)\)|([A-Za-z_$][\w$]*))\s*=>/g;

/** @param before - The expression up to the place. Inner functions come later. */
export function arrowLocals(before: string): ArrowLocal[] {
  return [...before.matchAll(arrow)].flatMap(({ 0: whole, 1: list, 2: single, index }) => {
    if (isClosed(before.slice(index + whole.length))) return [];
    const call = /\.([A-Za-z]+)\(\s*$/.exec(before.slice(0, index));
    const receiver = call === null ? null : receiverBefore(before.slice(0, call.index));
    const elementAt = call?.[1]?.startsWith('reduce') === true ? 1 : 0;
    const names = (single ?? list ?? '').split(',').map((name) => name.trim());
    return names.flatMap((name, place) =>
      /^[A-Za-z_$][\w$]*$/.test(name)
        ? [{ name, elementOf: place === elementAt ? receiver : null }]
        : [],
    );
  });
}

/** Whether the call around the function is closed by what follows. */
function isClosed(after: string): boolean {
  let depth = 0;
  for (const character of after) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth < 0) return true;
  }
  return false;
}

const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

/** The text of the value that stands at the end of `text`: `a.b(c)[0]` of `x + a.b(c)[0]`; `null` when there is none. */
export function receiverBefore(text: string): string | null {
  let at = text.length;
  while (at > 0) {
    const character = text[at - 1] ?? '';
    if (/[\w$.?]/.test(character)) at -= 1;
    else if (Object.hasOwn(closing, character)) {
      const open = openingOf(text, at - 1);
      if (open === null) return null;
      at = open;
    } else break;
  }
  const receiver = text.slice(at).replace(/\?$/, '');
  return receiver === '' ? null : receiver;
}

function openingOf(text: string, close: number): number | null {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    const character = text[at] ?? '';
    if (')]}'.includes(character)) depth += 1;
    if ('([{'.includes(character)) depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}
