import type { FieldOption, OptionsPage } from '@flowgraft/core';
import { useCallback, useEffect, useState } from 'react';
import { useForm } from './form-context.js';

export interface LoadedChoices {
  readonly options: readonly FieldOption[];
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: string | null;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly reload: () => void;
  /** The next time they are shown, they begin with the first page. */
  readonly restart: () => void;
}

/** Keys that follow each other closely ask the server once. */
const pauseMs = 250;

interface Loaded {
  readonly key: string;
  readonly options: readonly FieldOption[];
  readonly cursor: string | null;
  readonly error: string | null;
}

interface Wish {
  /** The search that the cursor belongs to. */
  readonly search: string;
  readonly cursor: string | undefined;
  /** Grows when the same is asked for again. */
  readonly number: number;
}

/** Choices that the server looks up, page by page, while `isOpen`. */
export function useOptions(name: string, search: string, isOpen: boolean): LoadedChoices {
  const { loadOptions } = useForm();
  const [wish, setWish] = useState<Wish>({ search: '', cursor: undefined, number: 0 });
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const cursor = wish.search === search ? wish.cursor : undefined;
  const key = `${search} ${wish.number} ${cursor ?? ''}`;
  useEffect(() => {
    if (!isOpen || loadOptions === null) return;
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      const query = { search, cursor, signal: abort.signal };
      try {
        const page = await loadOptions(name, query);
        if (abort.signal.aborted) return;
        setLoaded((before) => withPage(cursor === undefined ? null : before, page, key));
      } catch (error) {
        if (abort.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        setLoaded((before) => ({
          key,
          options: before?.options ?? [],
          cursor: null,
          error: message,
        }));
      }
    };
    const timer = setTimeout(() => void ask(), search === '' ? 0 : pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [isOpen, loadOptions, name, search, key, cursor]);
  const more = useCallback(
    () => setWish(({ number }) => ({ search, cursor: loaded?.cursor ?? undefined, number })),
    [loaded, search],
  );
  const reload = useCallback(
    () => setWish(({ number }) => ({ search: '', cursor: undefined, number: number + 1 })),
    [],
  );
  const restart = useCallback(
    () => setWish(({ number }) => ({ search: '', cursor: undefined, number })),
    [],
  );
  const isCurrent = loaded?.key === key;
  const error = loaded?.error ?? null;
  return {
    options: loaded?.options ?? [],
    status: !isCurrent ? 'loading' : error === null ? 'ready' : 'failed',
    error,
    hasMore: isCurrent && loaded.cursor !== null,
    more,
    reload,
    restart,
  };
}

/** The choices so far with another page of them. */
function withPage(before: Loaded | null, page: OptionsPage, key: string): Loaded {
  const options = [...(before?.options ?? []), ...page.options];
  return { key, options, cursor: page.cursor, error: null };
}
