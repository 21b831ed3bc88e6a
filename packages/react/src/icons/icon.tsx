import { memo, type ReactElement } from 'react';
import { iconShapes } from './icon-shapes.js';

export interface IconProps {
  /** A name of this set; a node type may name any other. */
  readonly name: string | undefined;
  /** In pixels; 16 when absent. */
  readonly size?: number | undefined;
  /** What the letter is taken from when there is no such icon. */
  readonly letterOf?: string | undefined;
  readonly className?: string | undefined;
}

/** Icons that point along the line of reading: they are mirrored where that goes from right to left. */
const directed = new Set([
  'undo',
  'redo',
  'arrow-left',
  'arrow-right',
  'chevron-left',
  'chevron-right',
  'panel-left',
  'panel-right',
  'list-tree',
  'send',
  'external-link',
  'list-end',
  'align.start',
  'align.end',
]);

/** A drawing beside a text, never instead of one: screen readers pass it over. An unknown name gives a letter. */
export const Icon = memo(function Icon({
  name,
  size = 16,
  letterOf,
  className,
}: IconProps): ReactElement {
  const shape =
    name !== undefined && Object.hasOwn(iconShapes, name) ? iconShapes[name] : undefined;
  const names = [
    'fg-icon',
    name !== undefined && directed.has(name) && 'fg-icon--directed',
    className,
  ];
  return (
    <svg
      className={names.filter(Boolean).join(' ')}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size <= 16 ? 2 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shape === undefined ? <Letter of={letterOf ?? name ?? ''} /> : <path d={shape} />}
    </svg>
  );
});

function Letter({ of }: { readonly of: string }): ReactElement {
  const letter = /\p{L}|\p{N}/u.exec(of)?.[0] ?? '•';
  return (
    <text
      x="12"
      y="17.5"
      textAnchor="middle"
      fontSize="16"
      fontWeight="600"
      fill="currentColor"
      stroke="none"
    >
      {letter.toLocaleUpperCase()}
    </text>
  );
}
