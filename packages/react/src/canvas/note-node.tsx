import { NodeResizeControl, type NodeProps } from '@xyflow/react';
import { memo, useState, type KeyboardEvent, type ReactElement } from 'react';
import { noteColours, type EditorNote } from '../editor/records.js';
import { Icon } from '../icons/icon.js';
import { useCanvas, type CanvasEditing } from './canvas-services.js';
import { drawnNoteId, type DrawnNote } from './drawn-items.js';
import { NoteText } from './note-text.js';

/** A note on the canvas: written in place, with a colour and a size of its own. */
export const NoteNode = memo(function NoteNode({
  data,
  selected,
}: NodeProps<DrawnNote>): ReactElement {
  return <Note note={data.note} isSelected={selected} />;
});

interface NoteProps {
  readonly note: EditorNote;
  readonly isSelected: boolean;
}

const Note = memo(function Note({ note, isSelected }: NoteProps): ReactElement {
  const { texts, editing } = useCanvas();
  const [isWriting, setWriting] = useState(false);
  const canWrite = editing !== null;
  return (
    <div
      className={isSelected ? 'fg-note fg-note--selected' : 'fg-note'}
      dir="auto"
      data-colour={note.colour}
      role="note"
      aria-label={texts('canvas.note')}
      onDoubleClick={(event) => {
        event.stopPropagation();
        setWriting(canWrite);
      }}
    >
      {isWriting && canWrite ? (
        <NoteField
          text={note.text}
          label={texts('canvas.noteEdit')}
          onEnd={(text) => {
            setWriting(false);
            if (text !== null && text !== note.text) editing.writeNote(note.id, text);
          }}
        />
      ) : (
        <div className="fg-note__text">
          {note.text.trim() === '' && canWrite ? (
            <p className="fg-note__hint">{texts('canvas.noteEmpty')}</p>
          ) : (
            <NoteText text={note.text} />
          )}
        </div>
      )}
      {isSelected && canWrite && !isWriting && (
        <NoteTools note={note} editing={editing} onWrite={() => setWriting(true)} />
      )}
    </div>
  );
});

interface NoteToolsProps {
  readonly note: EditorNote;
  readonly editing: CanvasEditing;
  readonly onWrite: () => void;
}

function NoteTools({ note, editing, onWrite }: NoteToolsProps): ReactElement {
  const { texts } = useCanvas();
  return (
    <>
      <div className="fg-note__tools nodrag nopan" role="toolbar" aria-label={texts('canvas.note')}>
        {noteColours.map((colour) => (
          <button
            key={colour}
            type="button"
            className="fg-note__colour"
            data-colour={colour}
            aria-pressed={note.colour === colour}
            aria-label={texts('canvas.noteColour', { colour: texts(`canvas.colour.${colour}`) })}
            onClick={() => editing.recolourNote(note.id, colour)}
          />
        ))}
        <button
          type="button"
          className="fg-note__edit"
          aria-label={texts('canvas.noteEdit')}
          onClick={onWrite}
        >
          <Icon name="pencil" size={14} />
        </button>
      </div>
      <NodeResizeControl
        className="fg-resize"
        position="bottom-right"
        minWidth={100}
        minHeight={60}
        onResizeEnd={(_event, { width, height }) =>
          editing.resize(drawnNoteId(note.id), { width, height }, null)
        }
      >
        <span className="fg-resize__grip" />
      </NodeResizeControl>
    </>
  );
}

interface NoteFieldProps {
  readonly text: string;
  readonly label: string;
  /** `null`: it stays as it was. */
  readonly onEnd: (text: string | null) => void;
}

function NoteField({ text, label, onEnd }: NoteFieldProps): ReactElement {
  const [written, setWritten] = useState(text);
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') onEnd(null);
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) onEnd(written);
  };
  return (
    <textarea
      ref={focus}
      className="fg-note__field nodrag nopan nowheel"
      aria-label={label}
      value={written}
      onChange={(event) => setWritten(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => onEnd(written)}
    />
  );
}

function focus(field: HTMLTextAreaElement | null): void {
  field?.focus({ preventScroll: true });
}
