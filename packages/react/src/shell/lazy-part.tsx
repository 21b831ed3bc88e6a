import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { Dialog } from './dialog.js';

/** A component whose code is loaded when it is drawn first, or earlier with `preload`. */
export interface LazyPart<Props> {
  (props: Props): ReactElement | null;
  /** Begins to load, so that nobody has to wait later. What fails is tried again when the part is drawn. */
  preload(): void;
}

interface Looks<Props> {
  readonly Waiting: ComponentType<Record<never, never>>;
  readonly Failed: ComponentType<Props & { readonly retry: () => void }>;
}

/**
 * Makes such a component. In difference to `React.lazy` it is drawn at once when it has been loaded before, so that opening
 * it again never blinks; and when loading fails, the part says so and offers to try again, instead of taking the page down.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { Waiting, Failed }: Looks<Props> = { Waiting: WaitingPart, Failed: FailedPart },
): LazyPart<Props> {
  let Loaded: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    loading ??= load().then(
      (part) => {
        Loaded = part;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  function Part(props: Props): ReactElement | null {
    const [state, setState] = useState<'waiting' | 'loaded' | 'failed'>('waiting');
    const isWaiting = state === 'waiting' && Loaded === undefined;
    useEffect(() => {
      if (!isWaiting) return undefined;
      let isGone = false;
      const end = (next: 'loaded' | 'failed') => () => {
        if (!isGone) setState(next);
      };
      begin().then(end('loaded'), end('failed'));
      return () => {
        isGone = true;
      };
    }, [isWaiting]);
    if (Loaded !== undefined) return <Loaded {...props} />;
    if (state === 'failed') return <Failed {...props} retry={() => setState('waiting')} />;
    return <Waiting />;
  }
  return Object.assign(Part, { preload: () => void begin().catch(() => undefined) });
}

/** As `lazyPart`, of what lies over the page. */
export function lazyDialog<Props extends { readonly onClose: () => void }>(
  load: () => Promise<ComponentType<Props>>,
): LazyPart<Props> {
  return lazyPart<Props>(load, { Waiting: Nothing, Failed: FailedDialog });
}

/** Does something in an element once nothing in it is being loaded, for example to take the focus there. */
export function whenLoaded(element: Element, action: () => void): () => void {
  const isLoading = (): boolean => element.querySelector('[data-fg-loading]') !== null;
  if (!isLoading()) {
    action();
    return () => undefined;
  }
  const observer = new MutationObserver(() => {
    if (isLoading()) return;
    observer.disconnect();
    action();
  });
  observer.observe(element, { childList: true, subtree: true });
  return () => observer.disconnect();
}

function Nothing(): null {
  return null;
}

function WaitingPart(): ReactElement {
  return <div className="fg-part-waiting" aria-busy="true" data-fg-loading="" />;
}

interface FailedProps {
  readonly retry: () => void;
}

function FailedPart({ retry }: FailedProps): ReactElement {
  const texts = useTexts();
  return (
    <div className="fg-empty" role="alert">
      <p>{texts('shell.partFailed')}</p>
      <button type="button" className="fg-button" onClick={retry}>
        {texts('shell.retry')}
      </button>
    </div>
  );
}

function FailedDialog({
  onClose,
  retry,
}: FailedProps & { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  return (
    <Dialog title={texts('shell.partFailed')} onClose={onClose}>
      <button type="button" className="fg-button" onClick={retry}>
        {texts('shell.retry')}
      </button>
    </Dialog>
  );
}
