/** The product: login, its own navigation, and the workflow editor and run view inside its pages. */

import { useEffect, useState, type ReactElement } from 'react';

import { api, type SessionUser } from './api.js';
import { Frame } from './frame.js';
import { LoginPage } from './pages/login-page.js';
import { PageContent } from './pages/page-content.js';
import { usePreferences, type Preferences } from './preferences.js';
import { useProductEditor } from './product-editor.js';
import { wordsOf, type Say } from './words.js';

export function App(): ReactElement | null {
  const [user, setUser] = useState<SessionUser | null | undefined>(undefined);
  const [preferences, change] = usePreferences();
  const say = wordsOf(preferences.language);
  useEffect(() => {
    api.session().then(setUser, () => setUser(null));
  }, []);
  useEffect(() => {
    document.documentElement.lang = preferences.language;
    document.documentElement.dir = preferences.language === 'ar' ? 'rtl' : 'ltr';
    document.documentElement.dataset['scheme'] = preferences.scheme;
  }, [preferences]);
  if (user === undefined) return null;
  if (user === null) return <LoginPage {...{ preferences, change, say }} onLogin={setUser} />;
  const logOut = (): void => {
    api.logOut().then(
      () => setUser(null),
      () => undefined,
    );
  };
  return (
    <Frame {...{ user, preferences, change, say, logOut }}>
      <Product key={user.id} {...{ user, preferences, say }} />
    </Frame>
  );
}

interface ProductProps {
  readonly user: SessionUser;
  readonly preferences: Preferences;
  readonly say: Say;
}

function Product({ user, preferences, say }: ProductProps): ReactElement {
  const editor = useProductEditor(user, preferences);
  if (editor === null) return <p className="m-loading">{say('loading')}</p>;
  return <PageContent {...{ editor, say, user }} />;
}
