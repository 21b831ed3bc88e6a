import type { Binding } from '@flowgraft/core';
import { bindingForm } from '@flowgraft/core/document';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { ListField } from './field-model.js';
import { useForm } from './form-context.js';

/** Whether all items are plain texts or numbers, so that they can be tags. */
export function isTagList(value: Binding | undefined): boolean {
  if (value === undefined) return true;
  const form = bindingForm(value);
  return form.kind === 'list' && form.items.every((item) => typeof item !== 'object');
}

/** Short texts in one line; Enter or a comma ends one, Backspace takes the last away. */
export function TagsControl(props: ControlProps<ListField>): ReactElement {
  const { field, value, path, id, label, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const [typed, setTyped] = useState('');
  const tags = Array.isArray(value) ? (value as readonly Binding[]).map(String) : [];
  const put = (next: readonly string[]): void => change(path, next.length === 0 ? undefined : next);
  const add = (text: string): void => {
    const added = text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (added.length > 0) put([...tags, ...added]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && typed.trim() !== '') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && tags.length > 0) {
      put(tags.slice(0, -1));
    }
  };
  return (
    <span className="fg-input fg-form__tags">
      {tags.map((tag, index) => (
        <Tag
          key={`${index} ${tag}`}
          text={tag}
          onRemove={isReadOnly ? null : () => put(tags.filter((_tag, at) => at !== index))}
        />
      ))}
      <input
        id={id}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        aria-required={isRequired || undefined}
        autoComplete="off"
        dir="auto"
        value={typed}
        readOnly={isReadOnly}
        placeholder={
          tags.length === 0 ? (field.hints.placeholder ?? texts('forms.addTag')) : undefined
        }
        aria-label={label}
        onChange={({ target }) => {
          if (target.value.includes(',')) add(target.value);
          else setTyped(target.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => add(typed)}
      />
    </span>
  );
}

interface TagProps {
  readonly text: string;
  /** `null`: it stays. */
  readonly onRemove: (() => void) | null;
}

function Tag({ text, onRemove }: TagProps): ReactElement {
  const texts = useTexts();
  return (
    <span className="fg-tag">
      <span dir="auto">{text}</span>
      {onRemove !== null && (
        <button
          type="button"
          className="fg-form__tag-remove"
          aria-label={texts('forms.removeNamed', { name: text })}
          onClick={onRemove}
        >
          <Icon name="x" size={12} />
        </button>
      )}
    </span>
  );
}
