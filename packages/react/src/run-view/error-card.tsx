import type { ReactElement } from 'react';
import type { ErrorCategory } from '@flowgraft/core';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';

/** An error as far as a screen shows it. */
interface ShownError {
  readonly category: ErrorCategory;
  readonly message: string;
  readonly code?: string | undefined;
  readonly cause?: ShownError | null | undefined;
}

export interface ErrorCardProps {
  readonly error: ShownError;
  /** The run went on all the same. */
  readonly isHandled?: boolean | undefined;
}

/** What went wrong, in plain words first: what kind of failure, what it said, what can be done, what caused it. */
export function ErrorCard({ error, isHandled = false }: ErrorCardProps): ReactElement {
  const texts = useTexts();
  const causes = causesOf(error);
  return (
    <div className="fg-run-error" data-handled={isHandled || undefined}>
      <p className="fg-run-error-title">
        <Icon name={isHandled ? 'alert-triangle' : 'circle-x'} />
        {texts(`run.error.${error.category}`)}
      </p>
      <p className="fg-run-error-message" dir="auto">
        {error.message}
      </p>
      <p className="fg-run-error-advice">
        {texts(isHandled ? 'run.error.handled' : `run.advice.${error.category}`)}
      </p>
      {error.code !== undefined && (
        <p className="fg-hint">
          {texts('run.error.code')} <code dir="ltr">{error.code}</code>
        </p>
      )}
      {causes.length > 0 && (
        <details className="fg-run-causes">
          <summary>{texts('run.error.causes', { count: causes.length })}</summary>
          <ol>
            {causes.map((cause, index) => (
              <li key={index} dir="auto">
                {cause.message}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

/** From the nearest on; a cause that says the same again is left out. */
function causesOf(error: ShownError): readonly ShownError[] {
  const causes: ShownError[] = [];
  let said = error.message;
  for (let { cause } = error; cause !== null && cause !== undefined; { cause } = cause) {
    if (cause.message !== said) causes.push(cause);
    said = cause.message;
  }
  return causes;
}
