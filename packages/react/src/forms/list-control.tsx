import type { Binding } from '@flowgraft/core';
import { useRef, type PointerEvent, type ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import { emptyValue } from './empty-value.js';
import type { ListField } from './field-model.js';
import { useForm } from './form-context.js';
import { moved, useRowIds } from './use-row-ids.js';

/** Items under each other, to add, take away and move: by buttons, or by dragging. */
export function ListControl(props: ControlProps<ListField>): ReactElement {
  const { field, path, id, label } = props;
  const { FieldView, isReadOnly, root } = useForm();
  const texts = useTexts();
  const list = useRef<HTMLOListElement>(null);
  const { items, ids, put, move, remove } = useItems(props);
  const nameOf = (index: number): string => texts('forms.item', { list: label, number: index + 1 });
  return (
    <div className="fg-form__list">
      <ol ref={list} className="fg-form__items">
        {items.map((item, index) => (
          <li key={ids[index]} className="fg-form__item">
            <FieldView
              schema={field.items}
              value={item}
              path={[...path, index]}
              name={nameOf(index)}
              isRequired={false}
              isRow
              actions={
                isReadOnly ? null : (
                  <ItemActions
                    name={nameOf(index)}
                    index={index}
                    count={items.length}
                    onMove={(to) => move(index, to)}
                    onRemove={() => {
                      remove(index);
                      focusSoon(list.current, Math.max(0, index - 1), id);
                    }}
                    rowAt={(y) => rowAt(list.current, y)}
                  />
                )
              }
            />
          </li>
        ))}
      </ol>
      {!isReadOnly && items.length < field.maxItems && (
        <button
          id={items.length === 0 ? id : `${id}-add`}
          type="button"
          className="fg-button fg-button--small fg-form__add"
          aria-describedby={props.describedBy}
          onClick={() => put([...items, emptyValue(field.items, root)])}
        >
          <Icon name="plus" size={14} />
          {texts('forms.addItem')}
          <span className="fg-visually-hidden"> {label}</span>
        </button>
      )}
    </div>
  );
}

interface ListItems {
  readonly items: readonly Binding[];
  /** Of the rows; they stay with their items. */
  readonly ids: readonly number[];
  readonly put: (items: readonly Binding[]) => void;
  readonly move: (from: number, to: number) => void;
  readonly remove: (index: number) => void;
}

function useItems({ field, value, path }: ControlProps<ListField>): ListItems {
  const { change } = useForm();
  const items: readonly Binding[] = Array.isArray(value) ? (value as readonly Binding[]) : [];
  const rows = useRowIds(items.length);
  const put = (next: readonly Binding[]): void =>
    change(path, next.length === 0 && field.minItems === 0 ? undefined : next);
  return {
    items,
    ids: rows.ids,
    put,
    move(from, to) {
      if (to < 0 || to >= items.length || from === to) return;
      rows.move(from, to);
      put(moved(items, from, to));
    },
    remove(index) {
      rows.remove(index);
      put(items.filter((_item, at) => at !== index));
    },
  };
}

interface ItemActionsProps {
  readonly name: string;
  readonly index: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  /** Index of the row at a height of the screen. */
  readonly rowAt: (y: number) => number;
}

function ItemActions(props: ItemActionsProps): ReactElement {
  const { name, index, count, onMove, onRemove, rowAt: findRow } = props;
  const texts = useTexts();
  const button = 'fg-button fg-button--quiet fg-button--icon fg-button--small';
  const onPointerMove = (event: PointerEvent<HTMLSpanElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const to = findRow(event.clientY);
    if (to >= 0 && to !== index) onMove(to);
  };
  return (
    <span className="fg-form__item-actions">
      {count > 1 && (
        <>
          <span
            className="fg-form__grip"
            aria-hidden="true"
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={onPointerMove}
          >
            <Icon name="grip-vertical" size={14} />
          </span>
          <button
            type="button"
            className={button}
            aria-label={texts('forms.moveUp', { name })}
            disabled={index === 0}
            onClick={() => onMove(index - 1)}
          >
            <Icon name="arrow-up" size={14} />
          </button>
          <button
            type="button"
            className={button}
            aria-label={texts('forms.moveDown', { name })}
            disabled={index === count - 1}
            onClick={() => onMove(index + 1)}
          >
            <Icon name="arrow-down" size={14} />
          </button>
        </>
      )}
      <button
        type="button"
        className={button}
        aria-label={texts('forms.removeNamed', { name })}
        onClick={onRemove}
      >
        <Icon name="trash" size={14} />
      </button>
    </span>
  );
}

function rowAt(list: HTMLElement | null, y: number): number {
  return [...(list?.children ?? [])].findIndex((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return y >= top && y <= bottom;
  });
}

/** After a row is gone: the focus goes to the one before, or to the button that adds one. */
function focusSoon(list: HTMLElement | null, index: number, id: string): void {
  const parent = list?.parentElement;
  requestAnimationFrame(() => {
    const row = list?.children[index];
    const next = row?.querySelector<HTMLElement>('input, select, textarea, button');
    const add = parent?.querySelector<HTMLElement>(`[id="${CSS.escape(id)}"], .fg-form__add`);
    (next ?? add)?.focus();
  });
}
