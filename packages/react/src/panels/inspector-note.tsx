import type { ReactElement } from 'react';
import { editNote } from '../editor/commands/edit-note.js';
import { recolourNote } from '../editor/commands/recolour-note.js';
import { noteColours, type EditorNote } from '../editor/records.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';

export interface InspectorNoteProps {
  readonly note: EditorNote;
}

/** A note: its text and its colour. */
export function InspectorNote({ note }: InspectorNoteProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const { isReadOnly } = session.document;
  const { id, text, colour } = note;
  return (
    <>
      <h2 className="fg-inspector__title">{texts('inspector.note')}</h2>
      <div className="fg-form__field">
        <label className="fg-label fg-form__label" htmlFor={`fg-note-${id}`}>
          {texts('inspector.noteText')}
        </label>
        <textarea
          id={`fg-note-${id}`}
          className="fg-input fg-form__text"
          rows={6}
          dir="auto"
          value={text}
          readOnly={isReadOnly}
          onChange={({ target }) =>
            run(editNote, { noteId: id, text: target.value }, { coalesce: `note ${id}` })
          }
        />
      </div>
      <fieldset className="fg-inspector__colours" disabled={isReadOnly}>
        <legend className="fg-label fg-form__label">{texts('inspector.colour')}</legend>
        {noteColours.map((one) => (
          <label key={one} className={`fg-swatch fg-swatch--${one}`}>
            <input
              type="radio"
              name={`fg-colour-${id}`}
              checked={one === colour}
              onChange={() => run(recolourNote, { noteId: id, colour: one })}
            />
            <span>{texts(`inspector.colour.${one}`)}</span>
          </label>
        ))}
      </fieldset>
    </>
  );
}
