/** All runs of the tenant, live. */

import type { ReactElement } from 'react';
import { EditorProvider, EditorRoot, RunList } from '@flowgraft/react';

import { go } from '../router.js';
import type { PageProps } from './page-content.js';

export function RunsPage({ editor, say }: PageProps): ReactElement {
  return (
    <main className="m-runs">
      <h1>{say('runs')}</h1>
      <EditorProvider editor={editor}>
        <EditorRoot className="m-card">
          <RunList onOpen={({ id }) => go({ name: 'run', id })} />
        </EditorRoot>
      </EditorProvider>
    </main>
  );
}
