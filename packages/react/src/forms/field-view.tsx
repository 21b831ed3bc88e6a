import type { Binding } from '@flowgraft/core';
import { memo, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import { BoundControl } from './bound-control.js';
import type { ControlProps } from './control-props.js';
import { fieldId } from './field-id.js';
import type { FieldViewProps } from './field-view-props.js';
import { modeOf, modesOf, type FieldMode } from './field-mode.js';
import { readField, type Field } from './field-model.js';
import { pathKey, type FieldPath } from './field-path.js';
import { useForm, type FormState } from './form-context.js';

/** A field: label, how it gets its value, control, description, problems. */
export const FieldView = memo(
  function FieldView(props: FieldViewProps): ReactElement | null {
    const form = useForm();
    const { root } = form;
    const { schema } = props;
    const field = useMemo(() => readField(schema, root), [schema, root]);
    if (field.kind === 'hidden' || field.kind === 'constant') return null;
    return <ShownField {...props} field={field} />;
  },
  (before, after) =>
    before.schema === after.schema &&
    before.value === after.value &&
    before.name === after.name &&
    before.isRequired === after.isRequired &&
    before.isRow === after.isRow &&
    before.actions === after.actions &&
    pathKey(before.path) === pathKey(after.path),
);

interface ShownFieldProps extends FieldViewProps {
  readonly field: Field;
}

function ShownField(props: ShownFieldProps): ReactElement {
  const { field, value, path, isRow = false, actions, isRequired } = props;
  const form = useForm();
  const state = useMode(field, value, path);
  const { mode } = state;
  const { isParts, isFoldable, isLabelled } = shapeOf(props, mode);
  const [isOpen, setOpen] = useState(isRequired || value !== undefined);
  const problems = problemsOf(form, path, isParts);
  const control = controlProps(props, form, problems.length > 0);
  const { id } = control;
  const switches = <FieldActions control={control} {...state} />;
  return (
    <div
      className={`fg-form__field${isRow ? ' fg-form__field--row' : ''}`}
      {...(isParts && { role: 'group', 'aria-labelledby': `${id}-label` })}
      data-fg-field={path.join('.')}
    >
      <div className="fg-form__head">
        <Label
          id={id}
          isHidden={isRow}
          isFor={isLabelled}
          fold={isFoldable ? { isOpen, onToggle: () => setOpen(!isOpen) } : null}
        >
          {control.label}
          {isRequired && <RequiredMark isSaid={isParts || mode === 'expression'} />}
        </Label>
        {!isRow && switches}
      </div>
      {(!isFoldable || isOpen) && (
        <div className="fg-form__control">
          <BoundControl {...control} mode={mode} />
          {isRow && switches}
          {actions}
        </div>
      )}
      <FieldNotes id={id} hint={isRow ? undefined : field.description} problems={problems} />
    </div>
  );
}

interface FieldNotesProps {
  readonly id: string;
  readonly hint: string | undefined;
  readonly problems: readonly string[];
}

function FieldNotes({ id, hint, problems }: FieldNotesProps): ReactElement {
  return (
    <>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="fg-hint fg-form__hint" dir="auto">
          {hint}
        </p>
      )}
      {problems.length > 0 && (
        <p id={`${id}-problem`} className="fg-form__problem">
          <Icon name="circle-alert" size={14} />
          <span dir="auto">{problems.join(' ')}</span>
        </p>
      )}
    </>
  );
}

function controlProps(
  { field, value, path, name, isRequired, isRow }: ShownFieldProps,
  { idPrefix, labelOf }: FormState,
  isInvalid: boolean,
): ControlProps<Field> {
  const id = fieldId(idPrefix, path);
  const ids = [
    field.description !== undefined && isRow !== true && `${id}-hint`,
    isInvalid && `${id}-problem`,
  ].filter((one) => one !== false);
  return {
    field,
    value,
    path,
    id,
    label: isRow === true ? name : labelOf(path, field.title ?? name),
    describedBy: ids.length === 0 ? undefined : ids.join(' '),
    isInvalid,
    isRequired,
  };
}

interface LabelProps {
  readonly id: string;
  readonly isHidden: boolean;
  /** It names an element; else what stands around it. */
  readonly isFor: boolean;
  /** It opens and closes what is below it. */
  readonly fold: { readonly isOpen: boolean; readonly onToggle: () => void } | null;
  readonly children: ReactNode;
}

function Label({ id, isHidden, isFor, fold, children }: LabelProps): ReactElement {
  const className = isHidden ? 'fg-visually-hidden' : 'fg-label fg-form__label';
  if (fold !== null) {
    return (
      <button
        type="button"
        id={`${id}-label`}
        className="fg-form__fold"
        aria-expanded={fold.isOpen}
        onClick={fold.onToggle}
      >
        <Icon name={fold.isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
        {children}
      </button>
    );
  }
  return isFor ? (
    <label id={`${id}-label`} htmlFor={id} className={className}>
      {children}
    </label>
  ) : (
    <span id={`${id}-label`} className={className}>
      {children}
    </span>
  );
}

interface RequiredMarkProps {
  /** The control cannot say it itself. */
  readonly isSaid: boolean;
}

function RequiredMark({ isSaid }: RequiredMarkProps): ReactElement {
  const texts = useTexts();
  return (
    <span className="fg-form__required">
      <span aria-hidden="true"> *</span>
      {isSaid && <span className="fg-visually-hidden"> {texts('forms.requiredMark')}</span>}
    </span>
  );
}

interface FieldActionsProps {
  readonly control: ControlProps<Field>;
  readonly mode: FieldMode;
  readonly modes: readonly FieldMode[];
  readonly setMode: (mode: FieldMode) => void;
}

const modeIcons = { value: 'pencil', expression: 'braces', secret: 'lock' } as const;

/** The switch between modes, and the one for "no value". */
function FieldActions({ control, mode, modes, setMode }: FieldActionsProps): ReactElement | null {
  const texts = useTexts();
  const { change, isReadOnly } = useForm();
  const { field, value, path, label } = control;
  const isNullable = field.isNullable && field.kind !== 'choice' && mode === 'value';
  if (isReadOnly || (modes.length < 2 && !isNullable)) return null;
  return (
    <span
      className="fg-form__modes"
      role="group"
      aria-label={texts('forms.modeOf', { field: label })}
      data-fg-shown={mode !== 'value'}
    >
      {isNullable && (
        <button
          type="button"
          className="fg-form__mode"
          aria-pressed={value === null}
          onClick={() => change(path, value === null ? undefined : null)}
        >
          {texts('forms.nothing')}
        </button>
      )}
      {modes.length > 1 &&
        modes.map((one) => (
          <button
            key={one}
            type="button"
            className="fg-form__mode"
            aria-pressed={one === mode}
            aria-label={texts(`forms.mode.${one}`)}
            title={texts(`forms.mode.${one}`)}
            onClick={() => setMode(one)}
          >
            <Icon name={modeIcons[one]} size={13} />
          </button>
        ))}
    </span>
  );
}

interface ModeState {
  readonly mode: FieldMode;
  readonly modes: readonly FieldMode[];
  readonly setMode: (mode: FieldMode) => void;
}

/**
 * The mode of a field; what was filled in in one mode is there again when it comes back. A field that is emptied stays
 * in its mode, though its value does not tell it any more.
 */
function useMode(field: Field, value: Binding | undefined, path: FieldPath): ModeState {
  const { mode: kind, change } = useForm();
  const [last, setLast] = useState<FieldMode | null>(null);
  const kept = useRef(new Map<FieldMode, Binding | undefined>());
  if (kind === 'value') return { mode: 'value', modes: [], setMode: () => undefined };
  const isBlank = value === undefined || value === '' || value === null;
  const mode = (isBlank ? last : null) ?? modeOf(field, value);
  if (mode !== last) setLast(mode);
  return {
    mode,
    modes: modesOf(field),
    setMode(next) {
      if (next === mode) return;
      kept.current.set(mode, value);
      setLast(next);
      const before = kept.current.get(next);
      if (before !== value) change(path, before);
    },
  };
}

function hasParts(field: Field): boolean {
  const { kind } = field;
  if (kind === 'list') return !field.isTags;
  return kind === 'object' || kind === 'tuple' || kind === 'record' || kind === 'union';
}

interface FieldShape {
  /** It has fields inside, and is a group. */
  readonly isParts: boolean;
  /** What is inside can be folded away. */
  readonly isFoldable: boolean;
  /** Its label belongs to one element. */
  readonly isLabelled: boolean;
}

function shapeOf({ field, path, isRow }: ShownFieldProps, mode: FieldMode): FieldShape {
  if (mode !== 'value') return { isParts: false, isFoldable: false, isLabelled: true };
  const isParts = hasParts(field);
  const isRadio = field.kind === 'choice' && field.isRadio;
  return {
    isParts,
    isFoldable: field.kind === 'object' && path.length > 0 && isRow !== true,
    isLabelled: !isParts && !isRadio,
  };
}

/** Problems of the field, and those inside of it that no field of their own shows. */
function problemsOf(form: FormState, path: FieldPath, isParts: boolean): readonly string[] {
  const key = pathKey(path);
  if (isParts || form.problems.size === 0) return form.problems.get(key) ?? [];
  const found: string[] = [];
  for (const [at, messages] of form.problems) {
    if (at === key || at.startsWith(`${key}/`)) found.push(...messages);
  }
  return [...new Set(found)];
}
