import type { ReactElement } from 'react';
import type { ControlProps } from './control-props.js';
import type { DateField } from './field-model.js';
import { useForm } from './form-context.js';
import { useDraft } from './use-draft.js';

const inputTypes = { date: 'date', datetime: 'datetime-local', time: 'time' } as const;

/** A day, a time of day, or a moment: shown in the user's time zone, kept as ISO 8601 in UTC. */
export function DateControl(props: ControlProps<DateField>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const { precision } = field;
  const kept = typeof value === 'string' ? value : '';
  const draft = useDraft(precision === 'datetime' ? localText(kept) : kept, (text) => {
    if (text === '') {
      change(path, undefined);
      return '';
    }
    const moment = precision === 'datetime' ? new Date(text) : null;
    if (moment !== null && Number.isNaN(moment.getTime())) return null;
    change(path, moment === null ? text : moment.toISOString());
    return text;
  });
  return (
    <input
      id={id}
      className="fg-input fg-form__date"
      type={inputTypes[precision]}
      step={precision === 'date' ? undefined : 1}
      value={draft.text}
      readOnly={isReadOnly}
      aria-describedby={describedBy}
      aria-invalid={isInvalid || undefined}
      aria-required={isRequired || undefined}
      onChange={({ target }) => draft.set(target.value)}
    />
  );
}

/** `2026-03-01T10:00:00Z` as the clock of this device shows it, as the input wants it. */
function localText(iso: string): string {
  const moment = new Date(iso);
  if (iso === '' || Number.isNaN(moment.getTime())) return '';
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
