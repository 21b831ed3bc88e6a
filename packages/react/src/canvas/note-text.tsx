/** The plain parts of Markdown as elements: never as HTML text, so that nothing of it can be anything but text. */

import type { ReactElement, ReactNode } from 'react';

type Block =
  | { readonly kind: 'heading' | 'paragraph'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly isNumbered: boolean; readonly lines: readonly string[] };

/** What `text` shows: headings, paragraphs, lists, bold, emphasis, code, and links to web addresses. */
export function NoteText({ text }: { readonly text: string }): ReactElement {
  return <>{readBlocks(text).map((block, index) => showBlock(block, index))}</>;
}

function showBlock(block: Block, key: number): ReactElement {
  if (block.kind === 'list') {
    const items = block.lines.map((line, index) => <li key={index}>{showInline(line, 0)}</li>);
    return block.isNumbered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
  }
  if (block.kind === 'heading')
    return (
      <p key={key} className="fg-note__heading">
        {block.lines.map(showInline)}
      </p>
    );
  return (
    <p key={key}>
      {block.lines.flatMap((line, index) =>
        index === 0
          ? [showInline(line, index)]
          : [<br key={`br${index}`} />, showInline(line, index)],
      )}
    </p>
  );
}

function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const block = readLine(line);
    if (block === null) {
      isOpen = false;
      continue;
    }
    const last = blocks.at(-1);
    if (isOpen && last !== undefined && goesOn(last, block))
      blocks[blocks.length - 1] = { ...last, lines: [...last.lines, ...block.lines] };
    else blocks.push(block);
    isOpen = true;
  }
  return blocks;
}

function readLine(line: string): Block | null {
  if (line.trim() === '') return null;
  const heading = /^#{1,3}\s+(.*)$/.exec(line);
  if (heading !== null) return { kind: 'heading', lines: [heading[1] ?? ''] };
  const item = /^\s*([-*]|\d+[.)])\s+(.*)$/.exec(line);
  if (item === null) return { kind: 'paragraph', lines: [line] };
  return { kind: 'list', isNumbered: /\d/.test(item[1] ?? ''), lines: [item[2] ?? ''] };
}

function goesOn(last: Block, next: Block): boolean {
  if (last.kind === 'list') return next.kind === 'list' && last.isNumbered === next.isNumbered;
  return last.kind === 'paragraph' && next.kind === 'paragraph';
}

/** What may stand within a line; each part excludes what ends it, so that reading takes linear time. */
const inline =
  /\*\*([^*\n]+)\*\*|_([^_\n]+)_|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s()]+)\)|(https?:\/\/[^\s()<>]+)/g;

function showInline(line: string, key: number): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of line.matchAll(inline)) {
    parts.push(line.slice(end, found.index), showMark(found, found.index));
    end = found.index + found[0].length;
  }
  parts.push(line.slice(end));
  return <span key={key}>{parts}</span>;
}

function showMark(found: RegExpMatchArray, key: number): ReactElement {
  const [whole, bold, emphasis, code, label, address, bare] = found;
  if (bold !== undefined) return <strong key={key}>{bold}</strong>;
  if (emphasis !== undefined) return <em key={key}>{emphasis}</em>;
  if (code !== undefined) return <code key={key}>{code}</code>;
  return (
    <a
      key={key}
      className="nodrag nopan"
      href={address ?? bare}
      target="_blank"
      rel="noopener noreferrer nofollow"
      tabIndex={-1}
    >
      {label ?? bare ?? whole}
    </a>
  );
}
