/** What a user chose of looks and language; kept in this browser. */

import { useState } from 'react';

export type LanguageName = 'en' | 'fr' | 'ar';
type Scheme = 'light' | 'dark';

export interface Preferences {
  readonly language: LanguageName;
  readonly scheme: Scheme;
}

const key = 'meridian.preferences';

function load(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
    const language = kept.language === 'fr' || kept.language === 'ar' ? kept.language : 'en';
    return { language, scheme: kept.scheme === 'dark' ? 'dark' : 'light' };
  } catch {
    return { language: 'en', scheme: 'light' };
  }
}

export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const [preferences, set] = useState(load);
  const change = (some: Partial<Preferences>): void => {
    const next = { ...preferences, ...some };
    localStorage.setItem(key, JSON.stringify(next));
    set(next);
  };
  return [preferences, change];
}
