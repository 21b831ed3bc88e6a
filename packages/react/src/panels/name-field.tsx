import { useEffect, useRef, useState, type ReactElement } from 'react';

interface NameFieldProps {
  readonly label: string;
  readonly name: string;
  /** With `null` when it was given up. */
  readonly onEnd: (name: string | null) => void;
}

/** A name that is edited where it stands: Enter keeps it, Escape gives it up. */
export function NameField({ label, name, onEnd }: NameFieldProps): ReactElement {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => input.current?.select(), []);
  const end = (given: string | null): void => {
    // Once: the field also loses the focus when it goes.
    if (isOver.current) return;
    isOver.current = true;
    onEnd(given);
  };
  return (
    <input
      ref={input}
      className="fg-input fg-name-field"
      aria-label={label}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(text.trim())}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) end(text.trim());
        if (event.key === 'Escape') end(null);
      }}
    />
  );
}
