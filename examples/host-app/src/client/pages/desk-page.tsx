/** What workflows did for the tenant: alerts, reports; and the switch of the alert service. */

import { useState, type ReactElement } from 'react';

import { api, type Alert, type Desk, type Report } from '../api.js';
import { useLoaded } from '../use-loaded.js';
import type { PageProps } from './page-content.js';

const loadDesk = (): Promise<Desk> => api.desk();

export function DeskPage({ editor, say }: PageProps): ReactElement {
  const { value: desk, hasFailed, reload } = useLoaded(editor, loadDesk);
  const time = (at: number): string => editor.texts.time(at);
  return (
    <main className="m-list">
      <h1>{say('desk')}</h1>
      {hasFailed ? <p role="alert">{say('cannotLoad')}</p> : null}
      {desk === null ? null : (
        <>
          <AlertService isUp={desk.isAlertServiceUp} say={say} onChange={reload} />
          <div className="m-columns">
            <Alerts alerts={desk.alerts} say={say} time={time} />
            <Reports reports={desk.reports} say={say} time={time} />
          </div>
        </>
      )}
    </main>
  );
}

interface AlertServiceProps extends Pick<PageProps, 'say'> {
  readonly isUp: boolean;
  readonly onChange: () => void;
}

function AlertService({ isUp, say, onChange }: AlertServiceProps): ReactElement {
  const [isChanging, setChanging] = useState(false);
  const change = (): void => {
    setChanging(true);
    api
      .setAlertService(!isUp)
      .then(onChange, onChange)
      .finally(() => setChanging(false));
  };
  return (
    <section className="m-service">
      <div>
        <h2>{say('alertService')}</h2>
        <p>{say(isUp ? 'upHelp' : 'downHelp')}</p>
      </div>
      <span role="status" className={isUp ? 'm-tag m-good' : 'm-tag m-bad'}>
        {say(isUp ? 'up' : 'down')}
      </span>
      <button type="button" className="m-quiet" disabled={isChanging} onClick={change}>
        {say(isUp ? 'switchOff' : 'switchOn')}
      </button>
    </section>
  );
}

interface ListProps extends Pick<PageProps, 'say'> {
  readonly time: (at: number) => string;
}

function Alerts({
  alerts,
  say,
  time,
}: ListProps & { readonly alerts: readonly Alert[] }): ReactElement {
  return (
    <section>
      <h2>{say('alerts')}</h2>
      {alerts.length === 0 ? <p className="m-empty">{say('noAlerts')}</p> : null}
      <ul>
        {alerts.map(({ at, channel, message }) => (
          <li key={`${at} ${message}`} className="m-alert">
            <strong dir="auto">{message}</strong>
            <p>
              {channel} · {time(at)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reports({
  reports,
  say,
  time,
}: ListProps & { readonly reports: readonly Report[] }): ReactElement {
  return (
    <section>
      <h2>{say('reports')}</h2>
      {reports.length === 0 ? <p className="m-empty">{say('noReports')}</p> : null}
      <ul>
        {reports.map(({ at, title, body }) => (
          <li key={`${at} ${title}`} className="m-report">
            <strong dir="auto">{title}</strong>
            <p>{time(at)}</p>
            <p className="m-lines" dir="auto">
              {body}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
