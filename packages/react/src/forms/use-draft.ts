import { useState } from 'react';

export interface Draft {
  readonly text: string;
  readonly set: (text: string) => void;
  /** Shows the value again, as it is kept. */
  readonly settle: () => void;
}

/**
 * Text while it is typed, for values that cannot hold what is half typed (`1.`, `{"a":`). Every change that can be
 * read is handed on at once; when the value changes from outside, the text follows.
 *
 * @param value - The value as text.
 * @param commit - Takes the text; gives the value's text that it leads to, or `null` when it cannot be read.
 */
export function useDraft(value: string, commit: (text: string) => string | null): Draft {
  const [text, setText] = useState(value);
  // The value that the text stands for.
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    // Not what was last handed on: somebody else changed it.
    setShown(value);
    setText(value);
  }
  return {
    text,
    set: (next) => {
      setText(next);
      const read = commit(next);
      if (read !== null) setShown(read);
    },
    settle: () => setText(value),
  };
}
