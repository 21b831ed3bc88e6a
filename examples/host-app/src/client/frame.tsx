/** The product's own header and navigation around every page. */

import { useEffect, useRef, type ReactElement, type ReactNode, type RefObject } from 'react';

import type { SessionUser } from './api.js';
import { Link } from './link.js';
import logo from './logo.svg';
import { PreferenceControls, type PreferenceProps } from './preference-controls.js';
import { usePage, type Page } from './router.js';
import type { Say } from './words.js';

const places = ['workflows', 'runs', 'inbox', 'desk'] as const;

interface FrameProps extends PreferenceProps {
  readonly user: SessionUser;
  readonly logOut: () => void;
  readonly children: ReactNode;
}

export function Frame({
  user,
  preferences,
  change,
  say,
  logOut,
  children,
}: FrameProps): ReactElement {
  const content = useFocusOnNewPage();
  return (
    <div className="m-app">
      <a className="m-skip" href="#page">
        {say('skip')}
      </a>
      <header className="m-header">
        <Link to={{ name: 'workflows' }} className="m-brand">
          <img src={logo} alt="" width="28" height="28" />
          <span>Meridian</span>
        </Link>
        <Places say={say} />
        <PreferenceControls {...{ preferences, change, say }} />
        <span className="m-who">
          <strong>{user.name}</strong>
          <span>
            {user.tenantName} · {say(user.role)}
          </span>
        </span>
        <button type="button" className="m-quiet" onClick={logOut}>
          {say('logOut')}
        </button>
      </header>
      <div ref={content} id="page" className="m-page" tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}

/** The keyboard goes on in the page that was opened, as after a load. */
function useFocusOnNewPage(): RefObject<HTMLDivElement | null> {
  const content = useRef<HTMLDivElement>(null);
  const page = usePage();
  const shown = 'id' in page ? `${page.name}/${page.id}` : page.name;
  const before = useRef(shown);
  useEffect(() => {
    if (before.current !== shown) content.current?.focus();
    before.current = shown;
  }, [shown]);
  return content;
}

function Places({ say }: { readonly say: Say }): ReactElement {
  const page = usePage();
  const isHere = (name: Page['name']): boolean => page.name === name || `${page.name}s` === name;
  return (
    <nav className="m-nav" aria-label={say('places')}>
      {places.map((name) => (
        <Link key={name} to={{ name }} isCurrent={isHere(name)}>
          {say(name)}
        </Link>
      ))}
    </nav>
  );
}
