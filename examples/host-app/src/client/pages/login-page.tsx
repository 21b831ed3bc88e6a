/** Who are you? With the demo's users to choose from. */

import { useEffect, useState, type FormEvent, type ReactElement } from 'react';

import { api, ApiError, type Demo, type SessionUser } from '../api.js';
import logo from '../logo.svg';
import { PreferenceControls, type PreferenceProps } from '../preference-controls.js';
import type { Say } from '../words.js';

interface LoginPageProps extends PreferenceProps {
  readonly onLogin: (user: SessionUser) => void;
}

export function LoginPage({ say, onLogin, ...preferences }: LoginPageProps): ReactElement {
  const [demo, setDemo] = useState<Demo | null>(null);
  useEffect(() => {
    api.demo().then(setDemo, () => setDemo(null));
  }, []);
  return (
    <div className="m-login">
      <div className="m-login-picture" aria-hidden="true">
        <Tremor />
      </div>
      <main>
        <PreferenceControls say={say} {...preferences} />
        <h1>
          <img src={logo} alt="" width="40" height="40" />
          Meridian
        </h1>
        <p>{say('tagline')}</p>
        <LoginForm demo={demo} say={say} onLogin={onLogin} />
      </main>
    </div>
  );
}

interface LoginFormProps extends Pick<LoginPageProps, 'say' | 'onLogin'> {
  readonly demo: Demo | null;
}

function LoginForm({ demo, say, onLogin }: LoginFormProps): ReactElement {
  const [error, setError] = useState<'wrongPassword' | 'cannotLoad' | null>(null);
  const logIn = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    api.logIn(text('user'), text('password')).then(onLogin, (thrown: unknown) => {
      const isWrong = thrown instanceof ApiError && thrown.status === 401;
      setError(isWrong ? 'wrongPassword' : 'cannotLoad');
    });
  };
  return (
    <form onSubmit={logIn}>
      <div className="m-people">
        {demo?.tenants.map((tenant) => (
          <fieldset key={tenant.id}>
            <legend>{tenant.name}</legend>
            <People demo={demo} tenant={tenant.id} say={say} />
          </fieldset>
        ))}
      </div>
      <label>
        {say('password')}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {error === null ? null : <p role="alert">{say(error)}</p>}
      <button type="submit">{say('logIn')}</button>
      {demo === null ? null : (
        <p className="m-hint">{say('demoHint', { password: demo.password })}</p>
      )}
    </form>
  );
}

interface PeopleProps {
  readonly demo: Demo;
  readonly tenant: string;
  readonly say: Say;
}

function People({ demo, tenant, say }: PeopleProps): ReactElement {
  return (
    <>
      {demo.users
        .filter((user) => user.tenant === tenant)
        .map((user) => (
          <label key={user.id} className="m-person">
            <input
              type="radio"
              name="user"
              value={user.id}
              required
              defaultChecked={user === demo.users[0]}
            />
            <span>{user.name}</span>
            <small>{say(user.role)}</small>
          </label>
        ))}
    </>
  );
}

/** A week of a seismograph, drawn by rule: the picture beside the form. */
function Tremor(): ReactElement {
  const lines = Array.from({ length: 15 }, (_, line) => {
    const points = Array.from({ length: 91 }, (_point, index) => {
      const quake = Math.exp(-(((index - 20 - line * 3.6) / 7) ** 2));
      const loudness = 1.5 + quake * (8 + ((line * 7) % 5) * 9);
      const y = 40 + line * 50 + Math.sin(index * 2.4 + line) * loudness;
      return `${index * 8},${y.toFixed(1)}`;
    });
    return points.join(' ');
  });
  return (
    <svg viewBox="0 0 720 800" preserveAspectRatio="xMidYMid slice">
      {lines.map((points) => (
        <polyline key={points} points={points} fill="none" strokeWidth="1.5" />
      ))}
    </svg>
  );
}
