import { createContext, useContext } from 'react';
import type { Editor } from '../create-editor.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import type { Texts } from '../language/text.js';

export const EditorContext = createContext<Editor | null>(null);
export const SessionContext = createContext<WorkflowSession | null>(null);

/** The editor around this component. @throws {Error} outside of one. */
export function useEditor(): Editor {
  return found(useContext(EditorContext), 'useEditor', '<EditorProvider>');
}

/** The workflow that is open around this component. @throws {Error} outside of one. */
export function useSession(): WorkflowSession {
  return found(useContext(SessionContext), 'useSession', '<WorkflowEditor>');
}

/** The texts of the editor around this component: `text('run.start')`. */
export function useTexts(): Texts {
  return useEditor().texts;
}

function found<Value>(value: Value | null, hook: string, around: string): Value {
  if (value !== null) return value;
  throw new Error(`${hook} was called outside of ${around}`);
}
