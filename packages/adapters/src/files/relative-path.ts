/** Which paths a workflow may name: pure text rules, the same on every system. */

/** Longest path and longest name between two `/`, in UTF-8 bytes: what common file systems hold. */
const maxPathBytes = 4_096;
const maxNameBytes = 255;

/** Names of temporary files start with this; workflows cannot name them. */
export const temporaryPrefix = '.flowgraft-tmp-';

export type RelativePath =
  | { readonly ok: true; readonly names: readonly [string, ...string[]] }
  | { readonly ok: false; readonly reason: string };

/**
 * The names between the `/` of a path that stays inside its root on any system, or why it is refused.
 *
 * Stricter than one system needs, so that a workflow made on one runs on the others: no `..`, no absolute path, no
 * backslash or colon, no names that Windows keeps for devices, no control characters, and nothing that becomes one of
 * these when it is normalised (Unicode NFKC) or percent-decoded by another program.
 */
export function parseRelativePath(path: unknown): RelativePath {
  if (typeof path !== 'string' || path === '') return refuse('a path is text that is not empty');
  if (byteLength(path) > maxPathBytes) return refuse(`it is longer than ${maxPathBytes} bytes`);
  const reason = refusedText(path) ?? refusedText(path.normalize('NFKC'));
  if (reason !== undefined) return refuse(reason);
  const [first = '', ...others] = path.split('/');
  const names = [first, ...others] as const;
  for (const name of names) {
    const refused = refusedName(name);
    if (refused !== undefined) return refuse(refused);
  }
  return { ok: true, names: [first, ...others] };
}

function refuse(reason: string): RelativePath {
  return { ok: false, reason };
}

function refusedText(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return 'it holds a control character';
  if (/\p{Surrogate}/u.test(text)) return 'it is not well-formed Unicode';
  if (text.startsWith('/')) return 'it is absolute';
  if (/[\\:]/.test(text)) return 'it holds a backslash or a colon';
  if (/%(?:2e|2f|5c|3a|0\d|1[\da-f]|7f)/i.test(text))
    return 'it holds an encoded dot, separator or control character';
  if (text.split('/').some((name) => name === '' || /^\.+$/.test(name.trim()))) {
    return 'it holds an empty name, or one of dots alone';
  }
  return undefined;
}

const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?$/i;

function refusedName(name: string): string | undefined {
  if (/[. ]$/.test(name) || name.startsWith(' '))
    return 'a name starts with a space, or ends with a space or a dot';
  if (/[<>"|?*]/.test(name)) return 'a name holds one of < > " | ? *';
  if (deviceName.test(name.replace(/ +(?=\.|$)/, '')))
    return `"${name}" is the name of a device on Windows`;
  if (byteLength(name) > maxNameBytes) return `a name is longer than ${maxNameBytes} bytes`;
  if (name.toLowerCase().startsWith(temporaryPrefix)) return 'the name is kept for temporary files';
  return undefined;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
