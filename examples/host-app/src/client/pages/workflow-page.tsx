/** A workflow in the embedded editor. Which run is shown over it stands in the address. */

import { useCallback, useState, type ReactElement } from 'react';
import { WorkflowEditor, type WorkflowEditorProps } from '@flowgraft/react';

import { go, type Page } from '../router.js';
import { openTarget } from './open-target.js';
import type { PageProps } from './page-content.js';

interface WorkflowPageProps extends PageProps {
  readonly page: Extract<Page, { readonly name: 'workflow' }>;
}

/** The product's own header says whose product it is. */
const parts = { Logo: null };

type Opened = NonNullable<WorkflowEditorProps['onOpened']>;

export function WorkflowPage({ editor, page }: WorkflowPageProps): ReactElement {
  const { id, runId } = page;
  const [firstNode] = useState(page.nodeId);
  const selectFirst = useCallback<Opened>(
    (session) => {
      if (firstNode !== undefined) session.selection.select({ nodes: [firstNode] });
    },
    [firstNode],
  );
  return (
    <WorkflowEditor
      editor={editor}
      workflowId={id}
      components={parts}
      runId={runId}
      onRunOpen={(shown) => go({ name: 'workflow', id, runId: shown ?? undefined })}
      onNavigate={openTarget}
      onOpened={selectFirst}
    />
  );
}
