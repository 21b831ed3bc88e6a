import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';

export interface NameFieldProps {
  readonly name: string;
  /** What it is called without a name. */
  readonly usual: string;
  readonly label: string;
  /** Called once: with the name, or `null` to leave it as it was; and whether a key ended it. */
  readonly onEnd: (name: string | null, isByKey: boolean) => void;
}

/** A name, edited in place: Enter and leaving the field take it, Escape does not. */
export function NameField({ name, usual, label, onEnd }: NameFieldProps): ReactElement {
  const [text, setText] = useState(name);
  const isOver = useRef(false);
  const end = (result: string | null, isByKey: boolean): void => {
    if (isOver.current) return;
    isOver.current = true;
    onEnd(result, isByKey);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    // Enter may also end the word that is being put together in another script.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) end(text, true);
    if (event.key === 'Escape') end(null, true);
  };
  return (
    <input
      ref={focusAndSelect}
      className="fg-card__name-field nodrag nopan"
      aria-label={label}
      placeholder={usual}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(text, false)}
    />
  );
}

function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
  input?.select();
}
