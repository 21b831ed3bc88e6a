/** A link to another page of the product: followed without a new load, opened in a new tab as any link is. */

import type { MouseEvent, ReactElement, ReactNode } from 'react';

import { go, pathOf, type Page } from './router.js';

export interface LinkProps {
  readonly to: Page;
  readonly isCurrent?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Link({ to, isCurrent = false, className, children }: LinkProps): ReactElement {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      href={pathOf(to)}
      className={className}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
