import { useRef, useState, type ReactElement } from 'react';
import type { Binding, JsonSchema } from '@flowgraft/core';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import { emptyValue } from './empty-value.js';
import { readField, type FieldKind, type UnionField, type Variant } from './field-model.js';
import { useForm } from './form-context.js';
import { ObjectControl } from './object-control.js';
import { variantOf } from './variant-of.js';

/** One of several kinds of value: the kind is chosen first. What was filled in for another kind is kept for coming back. */
export function UnionControl(props: ControlProps<UnionField>): ReactElement {
  const { field, value, path, id, label, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly, root } = useForm();
  const texts = useTexts();
  const kept = useRef(new Map<number, Binding>());
  const [chosen, setChosen] = useState<number | null>(null);
  const index = shownVariant({ field, value: value ?? field.defaultValue, chosen, root });
  const variant = field.variants[index];
  const choose = (next: number): void => {
    if (value !== undefined) kept.current.set(index, value);
    const wanted = field.variants[next];
    setChosen(wanted === undefined ? null : next);
    change(path, wanted && (kept.current.get(next) ?? emptyValue(wanted.schema, root)));
  };
  return (
    <div className="fg-form__union">
      <select
        id={id}
        className="fg-select fg-form__select"
        aria-label={texts('forms.kindOf', { field: label })}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        aria-required={isRequired || undefined}
        disabled={isReadOnly}
        value={String(index)}
        onChange={({ target }) => choose(Number(target.value))}
      >
        {(index < 0 || !isRequired) && <option value="-1">{texts('forms.chooseNothing')}</option>}
        {field.variants.map((one, at) => (
          <option key={at} value={at}>
            {variantLabel(one, texts)}
          </option>
        ))}
      </select>
      {variant !== undefined && (
        <VariantControl {...props} variant={variant} discriminator={field.discriminator} />
      )}
    </div>
  );
}

interface ShownVariantQuestion {
  readonly field: UnionField;
  /** With the default in place of nothing. */
  readonly value: Binding | undefined;
  /** What the person chose last. */
  readonly chosen: number | null;
  readonly root: JsonSchema;
}

const simpleKinds: ReadonlySet<FieldKind> = new Set(['text', 'number', 'date', 'duration']);

/** Index of the variant that is shown; -1: none is chosen yet. */
function shownVariant({ field, value, chosen, root }: ShownVariantQuestion): number {
  const { variants } = field;
  if (value === undefined) {
    // One that is a single input needs no choice first.
    const isSimple = simpleKinds.has(variants[0]?.kind ?? 'any');
    return chosen ?? (isSimple ? 0 : -1);
  }
  const fitting = variantOf(field, value, root);
  const wanted = chosen === null ? undefined : variants[chosen];
  if (chosen === null || wanted === undefined) return fitting;
  if (fitting < 0) return chosen;
  // A value may fit several kinds alike; then the one that was chosen stays.
  const alone = { ...field, variants: [wanted] };
  const isAlike = wanted.kind === variants[fitting]?.kind && variantOf(alone, value, root) === 0;
  return isAlike ? chosen : fitting;
}

interface VariantControlProps extends ControlProps<UnionField> {
  readonly variant: Variant;
  readonly discriminator: string | undefined;
}

function VariantControl(props: VariantControlProps): ReactElement | null {
  const { variant, discriminator, value, path, id, label } = props;
  const { FieldControl, root } = useForm();
  const field = readField(variant.schema, root);
  if (field.kind === 'constant') return null;
  if (field.kind === 'object') {
    return (
      <div className="fg-form__nested">
        <ObjectControl
          field={field}
          value={value ?? props.field.defaultValue}
          path={path}
          without={discriminator}
        />
      </div>
    );
  }
  return (
    <>
      <label id={`${id}-value-label`} htmlFor={`${id}-value`} className="fg-visually-hidden">
        {label}
      </label>
      <FieldControl {...props} field={field} value={value} id={`${id}-value`} label={label} />
    </>
  );
}

function variantLabel({ title, kind }: Variant, texts: ReturnType<typeof useTexts>): string {
  return title ?? texts(`forms.kind.${kind}`);
}
