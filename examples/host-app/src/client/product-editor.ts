/** The embedded editor, set up for whoever is logged in. */

import { useEffect, useMemo, useState } from 'react';
import { createEditor, type Action, type Editor, type Language } from '@flowgraft/react';
import { createClient } from '@flowgraft/server/client';

import type { SessionUser } from './api.js';
import { nodeWords } from './node-words.js';
import type { LanguageName, Preferences } from './preferences.js';

/** The texts of the editor, and those of the built-in node types. */
interface LanguageTexts {
  /** `undefined`: the editor's own English. */
  readonly language: Language | undefined;
  readonly nodes: Readonly<Record<string, string>>;
}

const english: LanguageTexts = { language: undefined, nodes: {} };

/** Loaded when it is chosen: a reader of English downloads no Arabic. */
const loadLanguage: Readonly<Record<LanguageName, () => Promise<LanguageTexts>>> = {
  en: async () => english,
  fr: async () => ({
    language: (await import('@flowgraft/react/languages/fr')).french,
    nodes: (await import('@flowgraft/nodes/languages/fr')).frenchNodes,
  }),
  ar: async () => ({
    language: (await import('@flowgraft/react/languages/ar')).arabic,
    nodes: (await import('@flowgraft/nodes/languages/ar')).arabicNodes,
  }),
};

/** What the screen offers to nobody, or to editors only; the server decides by the same roles. */
const forNobody: ReadonlySet<Action> = new Set(['workflow.delete']);
const forEditors: ReadonlySet<Action> = new Set(['workflow.edit', 'workflow.publish']);

/** @returns `null` while the texts of the language are loaded. */
export function useProductEditor(
  { role }: SessionUser,
  { language: name, scheme }: Preferences,
): Editor | null {
  const loaded = useLanguage(name);
  return useMemo(() => {
    if (loaded === null) return null;
    return createEditor({
      transport: createClient({ baseUrl: '/api/flow' }),
      language: loaded.language,
      messages: { ...loaded.nodes, ...nodeWords(name) },
      colourScheme: scheme,
      productName: 'Meridian',
      can: (action) => !forNobody.has(action) && (role === 'editor' || !forEditors.has(action)),
    });
  }, [role, scheme, loaded, name]);
}

interface LoadedLanguage extends LanguageTexts {
  readonly name: LanguageName;
}

function useLanguage(name: LanguageName): LoadedLanguage | null {
  const [loaded, setLoaded] = useState<LoadedLanguage | null>(null);
  useEffect(() => {
    let isWanted = true;
    const take = (texts: LanguageTexts): void => {
      if (isWanted) setLoaded({ name, ...texts });
    };
    loadLanguage[name]().then(take, () => take(english));
    return () => {
      isWanted = false;
    };
  }, [name]);
  return loaded?.name === name ? loaded : null;
}
