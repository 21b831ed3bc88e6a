import type { Binding, FieldOption } from '@flowgraft/core';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { Field } from './field-model.js';
import { useForm } from './form-context.js';
import { useOptions, type LoadedChoices } from './use-options.js';

/** A field whose choices the server looks up: a list to search in, or a value that is typed. */
export function OptionsControl(props: ControlProps<Field>): ReactElement {
  const { field, value, id, label, isRequired } = props;
  const { isReadOnly } = useForm();
  const texts = useTexts();
  const box = useChoiceBox(props);
  return (
    <span
      className="fg-form__options"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) box.close();
      }}
    >
      <span className="fg-form__options-line">
        <input
          id={id}
          className="fg-input"
          role="combobox"
          aria-expanded={box.isOpen}
          aria-controls={`${id}-choices`}
          aria-autocomplete="list"
          aria-activedescendant={
            box.isOpen && box.active >= 0 ? `${id}-choices-${box.active}` : undefined
          }
          aria-describedby={props.describedBy}
          aria-invalid={props.isInvalid || undefined}
          aria-required={isRequired || undefined}
          autoComplete="off"
          dir="auto"
          readOnly={isReadOnly}
          placeholder={field.hints.placeholder ?? texts('forms.search')}
          value={box.text}
          onClick={box.open}
          onChange={({ target }) => box.search(target.value)}
          onKeyDown={box.onKeyDown}
        />
        <BoxButtons control={props} box={box} />
      </span>
      <Choices id={`${id}-choices`} label={label} value={value} box={box} />
    </span>
  );
}

interface BoxButtonsProps {
  readonly control: ControlProps<Field>;
  readonly box: ChoiceBox;
}

function BoxButtons({ control, box }: BoxButtonsProps): ReactElement {
  const { value, path, label, isRequired } = control;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const button = 'fg-button fg-button--quiet fg-button--icon fg-button--small';
  return (
    <>
      {value !== undefined && !isRequired && !isReadOnly && (
        <button
          type="button"
          className={button}
          aria-label={texts('forms.clear', { field: label })}
          onClick={() => change(path, undefined)}
        >
          <Icon name="x" size={14} />
        </button>
      )}
      <button
        type="button"
        className={button}
        aria-label={texts('forms.reload', { field: label })}
        disabled={isReadOnly}
        onClick={() => {
          box.open();
          box.choices.reload();
        }}
      >
        <Icon name="rotate-cw" size={14} />
      </button>
    </>
  );
}

interface ChoiceBox {
  readonly isOpen: boolean;
  /** Index of the choice that Enter takes; -1: none. */
  readonly active: number;
  readonly choices: LoadedChoices;
  /** What the field shows: the search while it is open, else the label of the value. */
  readonly text: string;
  readonly open: () => void;
  readonly close: () => void;
  readonly search: (text: string) => void;
  readonly choose: (option: FieldOption) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function useChoiceBox({ field, value, path }: ControlProps<Field>): ChoiceBox {
  const { change, isReadOnly } = useForm();
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(-1);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const choices = useOptions(field.hints.options ?? '', search, isOpen);
  const { options } = choices;
  const close = (): void => {
    setOpen(false);
    setSearch('');
    setActive(-1);
    choices.restart();
  };
  const open = (): void => setOpen(!isReadOnly);
  const choose = (option: FieldOption): void => {
    setNames(new Map(names).set(JSON.stringify(option.value), option.label));
    change(path, option.value);
    close();
  };
  const step = (by: number): void => {
    open();
    setActive((at) => Math.min(Math.max(at + by, 0), options.length - 1));
  };
  const take = (): void => {
    const option = options[active];
    if (option !== undefined) return choose(option);
    if (search !== '') change(path, search);
    close();
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ...(isOpen && { Enter: take, Escape: close }),
  };
  const kept = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return {
    isOpen,
    active,
    choices,
    text: isOpen ? search : (names.get(JSON.stringify(value)) ?? kept),
    open,
    close,
    search(text) {
      open();
      setActive(-1);
      setSearch(text);
    },
    choose,
    onKeyDown(event) {
      const act = isReadOnly ? undefined : keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    },
  };
}

interface ChoicesProps {
  readonly id: string;
  readonly label: string;
  readonly value: Binding | undefined;
  readonly box: ChoiceBox;
}

function Choices({ id, label, value, box }: ChoicesProps): ReactElement {
  const { choices, active, isOpen, choose } = box;
  const selected = JSON.stringify(value);
  return (
    <div className="fg-form__choices" hidden={!isOpen}>
      <ul id={id} role="listbox" aria-label={label}>
        {choices.options.map((option, index) => (
          <li
            key={JSON.stringify(option.value)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={JSON.stringify(option.value) === selected}
            className={`fg-form__choice${index === active ? ' fg-form__choice--active' : ''}`}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            <span>{option.label}</span>
            {option.description !== undefined && <small>{option.description}</small>}
          </li>
        ))}
      </ul>
      <OptionsState choices={choices} />
    </div>
  );
}

function OptionsState({ choices }: { readonly choices: LoadedChoices }): ReactElement | null {
  const texts = useTexts();
  const { status, error, options, hasMore } = choices;
  if (status === 'loading') return <p className="fg-form__note">{texts('forms.loading')}</p>;
  if (status === 'failed') {
    return (
      <p className="fg-form__problem" role="alert">
        {texts('forms.optionsFailed', { reason: error ?? '' })}{' '}
        <button type="button" className="fg-button fg-button--small" onClick={choices.reload}>
          {texts('forms.tryAgain')}
        </button>
      </p>
    );
  }
  if (options.length === 0) return <p className="fg-form__note">{texts('forms.noOptions')}</p>;
  if (!hasMore) return null;
  return (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--small"
      onClick={choices.more}
    >
      {texts('forms.more')}
    </button>
  );
}
