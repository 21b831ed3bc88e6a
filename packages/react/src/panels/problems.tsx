import { useMemo, type ReactElement } from 'react';
import type { Issue } from '@flowgraft/core';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useProblems } from '../hooks/use-problems.js';
import { Icon } from '../icons/icon.js';
import { groupBy } from '../store/group-by.js';
import { focusField } from './focus-field.js';
import { pathInNode } from './inspector-problems.js';
import { labelOf } from './node-text.js';
import { useProblemText } from './use-problem-text.js';

/** What is wrong with the workflow, node by node. A press or Enter goes there. */
export function Problems(): ReactElement {
  const texts = useTexts();
  const problems = useProblems();
  const groups = useMemo(() => [...groupBy(problems, ({ nodeId = '' }) => nodeId)], [problems]);
  if (problems.length === 0) {
    return (
      <p className="fg-empty">
        <Icon name="circle-check" size={20} />
        {texts('problems.none')}
      </p>
    );
  }
  return (
    <div className="fg-problems">
      {groups.map(([nodeId, issues]) => (
        <ProblemGroup key={nodeId} nodeId={nodeId} issues={issues} />
      ))}
    </div>
  );
}

interface ProblemGroupProps {
  /** Empty: problems of the workflow as a whole. */
  readonly nodeId: string;
  readonly issues: readonly Issue[];
}

function ProblemGroup({ nodeId, issues }: ProblemGroupProps): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const textOf = useProblemText();
  const node = useDocument(({ nodes }) => nodes.get(nodeId));
  const name =
    node === undefined ? texts('problems.workflow') : labelOf(texts, session.catalogue, node);
  const go = (issue: Issue, root: Element | null): void => {
    session.selection.select({ nodes: node === undefined ? [] : [nodeId] });
    if (node !== undefined) session.canvas.get()?.reveal(nodeId);
    session.ui.update((state) => ({
      ...state,
      panel: node === undefined ? 'workflow' : 'inspector',
    }));
    focusField(root, nodeId, pathInNode(issue.path));
  };
  return (
    <section className="fg-problem-group" aria-label={name}>
      <h3>{name}</h3>
      <ul>
        {issues.map((issue) => (
          <li
            key={`${issue.code} ${issue.path.join('.')} ${issue.position ?? ''} ${issue.message}`}
          >
            <button
              type="button"
              className="fg-problem"
              onClick={(event) => go(issue, event.currentTarget.closest('.fg-root'))}
            >
              <span className={`fg-problem-icon fg-problem-icon--${issue.severity}`}>
                <Icon name={issue.severity === 'error' ? 'circle-x' : 'alert-triangle'} size={14} />
              </span>
              <span className="fg-visually-hidden">{texts(`problems.${issue.severity}`)}</span>
              <span className="fg-problem-text">{textOf(issue)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
