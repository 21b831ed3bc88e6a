/** The page of the address. */

import type { ReactElement } from 'react';
import type { Editor } from '@flowgraft/react';

import type { SessionUser } from '../api.js';
import { usePage } from '../router.js';
import type { Say } from '../words.js';
import { DeskPage } from './desk-page.js';
import { InboxPage } from './inbox-page.js';
import { RunPage } from './run-page.js';
import { RunsPage } from './runs-page.js';
import { WorkflowPage } from './workflow-page.js';
import { WorkflowsPage } from './workflows-page.js';

export interface PageProps {
  readonly editor: Editor;
  readonly say: Say;
  readonly user: SessionUser;
}

export function PageContent(props: PageProps): ReactElement {
  const page = usePage();
  switch (page.name) {
    case 'workflows':
      return <WorkflowsPage {...props} />;
    case 'workflow':
      return <WorkflowPage key={page.id} {...props} page={page} />;
    case 'runs':
      return <RunsPage {...props} />;
    case 'run':
      return <RunPage {...props} runId={page.id} />;
    case 'inbox':
      return <InboxPage {...props} />;
    case 'desk':
      return <DeskPage {...props} />;
  }
}
