/** Addresses of the product's pages. */

import { useSyncExternalStore } from 'react';

export type Page =
  | { readonly name: 'workflows' }
  | {
      readonly name: 'workflow';
      readonly id: string;
      /** The run that is shown over the workflow. */
      readonly runId?: string | undefined;
      /** The node that is selected at first. */
      readonly nodeId?: string | undefined;
    }
  | { readonly name: 'runs' }
  | { readonly name: 'run'; readonly id: string }
  | { readonly name: 'inbox' }
  | { readonly name: 'desk' };

export function pathOf(page: Page): string {
  switch (page.name) {
    case 'workflows':
      return '/';
    case 'workflow': {
      const query = new URLSearchParams();
      if (page.runId !== undefined) query.set('run', page.runId);
      if (page.nodeId !== undefined) query.set('node', page.nodeId);
      const path = `/workflows/${encodeURIComponent(page.id)}`;
      return query.size === 0 ? path : `${path}?${query}`;
    }
    case 'run':
      return `/runs/${encodeURIComponent(page.id)}`;
    case 'runs':
    case 'inbox':
    case 'desk':
      return `/${page.name}`;
  }
}

function pageAt({ pathname, search }: Location): Page {
  const [name = '', id = ''] = pathname.split('/').slice(1).map(decoded);
  if (name === 'workflows' && id !== '') {
    const query = new URLSearchParams(search);
    return {
      name: 'workflow',
      id,
      runId: query.get('run') ?? undefined,
      nodeId: query.get('node') ?? undefined,
    };
  }
  if (name === 'runs') return id === '' ? { name } : { name: 'run', id };
  if (name === 'inbox' || name === 'desk') return { name };
  return { name: 'workflows' };
}

/** An address that was typed wrong is no reason for an empty page. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const changed = 'meridian:navigate';

export function go(page: Page): void {
  const path = pathOf(page);
  if (path !== location.pathname + location.search) history.pushState(null, '', path);
  dispatchEvent(new Event(changed));
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(changed, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(changed, listener);
  };
}

let shown: { readonly href: string; readonly page: Page } | undefined;

function current(): Page {
  if (shown?.href !== location.href) shown = { href: location.href, page: pageAt(location) };
  return shown.page;
}

export function usePage(): Page {
  return useSyncExternalStore(subscribe, current);
}
