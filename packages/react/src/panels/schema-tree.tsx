import type { JsonSchema } from '@flowgraft/core';
import { useState, type ReactElement } from 'react';
import { schemaItems, schemaMembers } from '../expression/schema-members.js';
import { typeText } from '../expression/type-text.js';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';

export interface SchemaTreeProps {
  readonly schema: JsonSchema;
  readonly level?: number | undefined;
}

/** What a value holds, by name and type, opened step by step. */
export function SchemaTree({ schema, level = 0 }: SchemaTreeProps): ReactElement {
  const texts = useTexts();
  const items = schemaItems(schema);
  const members = [...schemaMembers(schema)];
  const rows: readonly (readonly [string, JsonSchema])[] =
    items === undefined ? members : [[texts('expression.firstItem'), items]];
  if (rows.length === 0) {
    return <p className="fg-form__note">{typeText(schema, texts)}</p>;
  }
  return (
    <ul className="fg-schema-tree">
      {rows.map(([name, inner]) => (
        <SchemaRow key={name} name={name} schema={inner} level={level} />
      ))}
    </ul>
  );
}

interface SchemaRowProps {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly level: number;
}

/** Schemas may hold themselves; nobody opens more than this. */
const maxLevel = 12;

function SchemaRow({ name, schema, level }: SchemaRowProps): ReactElement {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  const hasMore =
    level < maxLevel && (schemaMembers(schema).size > 0 || schemaItems(schema) !== undefined);
  const about = typeof schema === 'object' ? schema.description : undefined;
  const text = (
    <>
      <span className="fg-schema-tree__name" dir="auto">
        {name}
      </span>{' '}
      <span className="fg-schema-tree__type">{typeText(schema, texts)}</span>
    </>
  );
  return (
    <li title={about}>
      {hasMore ? (
        <button
          type="button"
          className="fg-schema-tree__row"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
          {text}
        </button>
      ) : (
        <span className="fg-schema-tree__row fg-schema-tree__row--leaf">{text}</span>
      )}
      {isOpen && <SchemaTree schema={schema} level={level + 1} />}
    </li>
  );
}
