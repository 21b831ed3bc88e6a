import { useId, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons under what the dialog holds. */
  readonly footer?: ReactNode;
  readonly isWide?: boolean | undefined;
  readonly className?: string | undefined;
}

/** A modal dialog, open while it is mounted. Escape and a press beside it close it; focus goes back to where it was. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  isWide,
  className,
}: DialogProps): ReactElement {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const texts = useTexts();
  useModal(element);
  const names = ['fg-dialog', isWide === true && 'fg-dialog--wide', className];
  return (
    // The press beside the dialog is for the mouse; the keyboard has Escape and the button.
    <dialog
      ref={element}
      className={names.filter(Boolean).join(' ')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        if (event.target === event.currentTarget && !event.currentTarget.open) onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <header className="fg-dialog-header">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="fg-button fg-button--quiet fg-button--icon"
          aria-label={texts('shell.close')}
          onClick={onClose}
        >
          <Icon name="x" />
        </button>
      </header>
      <div className="fg-dialog-body">{children}</div>
      {footer !== undefined && <footer className="fg-dialog-footer">{footer}</footer>}
    </dialog>
  );
}

/** Where work begins: the browser would choose the button that closes. */
const firstField =
  '[data-fg-autofocus], .fg-dialog-body :is(input, select, textarea):not(:disabled)';

/** Shows a dialog as a modal one while it is mounted. */
function useModal(element: React.RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>(firstField)?.focus();
    // Before it is taken out of the page: only then the browser gives the focus back.
    return () => dialog?.close();
  }, [element]);
}
