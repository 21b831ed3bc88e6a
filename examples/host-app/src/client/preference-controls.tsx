/** Language and looks, to be chosen on every page and before the login. */

import type { ReactElement } from 'react';

import type { LanguageName, Preferences } from './preferences.js';
import type { Say } from './words.js';

const languages: Readonly<Record<LanguageName, string>> = {
  en: 'English',
  fr: 'Français',
  ar: 'العربية',
};

export interface PreferenceProps {
  readonly preferences: Preferences;
  readonly change: (some: Partial<Preferences>) => void;
  readonly say: Say;
}

export function PreferenceControls({ preferences, change, say }: PreferenceProps): ReactElement {
  const isDark = preferences.scheme === 'dark';
  return (
    <div className="m-preferences">
      <select
        aria-label={say('language')}
        value={preferences.language}
        onChange={({ target }) => change({ language: target.value as LanguageName })}
      >
        {Object.entries(languages).map(([name, label]) => (
          <option key={name} value={name} lang={name}>
            {label}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="m-quiet m-icon"
        aria-label={say('dark')}
        aria-pressed={isDark}
        title={say('dark')}
        onClick={() => change({ scheme: isDark ? 'light' : 'dark' })}
      >
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <path d={isDark ? sun : moon} fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </button>
    </div>
  );
}

const moon = 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z';
const sun =
  'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2 19 19M5 19l1.8-1.8M17.2 6.8 19 5';
