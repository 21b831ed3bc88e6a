import { useState, type ReactElement } from 'react';

export interface InspectorNameProps {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  /** What it is called without a name. */
  readonly usual: string;
  readonly isReadOnly: boolean;
  readonly onChange: (name: string) => void;
}

/** A name, edited in place; Enter and Escape leave the field. */
export function InspectorName(props: InspectorNameProps): ReactElement {
  const { id, label, name, usual, isReadOnly, onChange } = props;
  // While it is typed, also spaces at the end are shown.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      id={id}
      className="fg-inspector__name"
      aria-label={label}
      dir="auto"
      autoComplete="off"
      maxLength={200}
      value={typed ?? name}
      placeholder={usual}
      readOnly={isReadOnly}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(target.value);
      }}
      onBlur={() => setTyped(null)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter' || key === 'Escape') currentTarget.blur();
      }}
    />
  );
}
