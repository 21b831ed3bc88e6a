import { useEffect, useMemo, useRef, useState } from 'react';
import type { NodeManifest } from '@flowgraft/core';
import type { Editor } from '../create-editor.js';
import { useEditor } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import type { RunSession } from '../run/run-session.js';
import type { RunScene, RunTarget } from './run-context.js';
import { RunNames } from './run-names.js';

/** What the parts of the screen share, for one run. */
export function useNewScene(
  session: RunSession,
  onNavigate: ((target: RunTarget) => void) | undefined,
): RunScene {
  const editor = useEditor();
  const { texts } = editor;
  const document = useStore(session.document);
  const manifests = useManifests(editor);
  const names = useMemo(
    () => new RunNames(texts, document, manifests),
    [texts, document, manifests],
  );
  const [step, selectStep] = useState<string | null>(null);
  const latest = useRef(onNavigate);
  useEffect(() => {
    latest.current = onNavigate;
  });
  const mayNavigate = onNavigate !== undefined;
  return useMemo(
    () => ({
      session,
      names,
      step,
      selectStep,
      navigate: mayNavigate ? (target) => latest.current?.(target) : null,
    }),
    [session, names, step, mayNavigate],
  );
}

const none: readonly NodeManifest[] = [];

function useManifests(editor: Editor): readonly NodeManifest[] {
  const [manifests, setManifests] = useState(none);
  useEffect(() => {
    let isHere = true;
    editor.nodeTypes().then(
      (found) => isHere && setManifests(found),
      // Without them steps are called by their ids.
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [editor]);
  return manifests;
}
