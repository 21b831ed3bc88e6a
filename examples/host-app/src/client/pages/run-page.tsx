/** One run, on a page of its own. */

import type { ReactElement } from 'react';
import { RunView } from '@flowgraft/react';

import { openTarget } from './open-target.js';
import type { PageProps } from './page-content.js';

export function RunPage({ editor, runId }: PageProps & { readonly runId: string }): ReactElement {
  return <RunView editor={editor} runId={runId} onNavigate={openTarget} />;
}
