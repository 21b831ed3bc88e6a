import type { ReactElement, ReactNode } from 'react';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';
import type { ActionState } from './use-action.js';

export interface ActionButtonProps {
  readonly action: ActionState;
  readonly children: ReactNode;
  readonly icon?: EditorIconName | undefined;
  readonly kind?: 'primary' | 'danger' | undefined;
  readonly isSmall?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** A button that makes a request: not twice at once. It keeps the focus while it waits. */
export function ActionButton({
  action,
  children,
  icon,
  kind,
  isSmall = false,
  isDisabled = false,
}: ActionButtonProps): ReactElement {
  const isOff = action.isBusy || isDisabled;
  return (
    <button
      type="button"
      className={['fg-button', kind && `fg-button--${kind}`, isSmall && 'fg-button--small']
        .filter(Boolean)
        .join(' ')}
      aria-disabled={isOff || undefined}
      onClick={isOff ? undefined : action.run}
    >
      {action.isBusy ? (
        <span className="fg-spinner" aria-hidden="true" />
      ) : (
        icon !== undefined && <Icon name={icon} size={isSmall ? 14 : 16} />
      )}
      {children}
    </button>
  );
}

/** Why a request was refused, under its button. */
export function ActionError({ action }: { readonly action: ActionState }): ReactElement | null {
  if (action.error === null) return null;
  return (
    <p className="fg-notice fg-notice--danger" role="alert">
      <Icon name="circle-alert" />
      <span>{action.error}</span>
    </p>
  );
}
