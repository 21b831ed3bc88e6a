import { useMemo, type ReactElement } from 'react';
import type { Issue } from '@flowgraft/core';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useProblems } from '../hooks/use-problems.js';
import { Icon } from '../icons/icon.js';
import { groupBy } from '../store/group-by.js';
import { fieldId } from '../forms/field-id.js';
import { pathInNode } from './inspector-problems.js';
import { labelOf } from './node-text.js';

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
    focusField(root, issue);
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
              <span className="fg-problem-text">
                {texts(`issue.${issue.code}`)}
                <span className="fg-problem-place">{placeOf(issue)}</span>
                {explained.has(issue.code) && (
                  <span className="fg-problem-detail" dir="auto">
                    {issue.message}
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where what the check said helps beside the user's words. Of others it names ids, which nobody knows. */
const explained: ReadonlySet<Issue['code']> = new Set([
  'SCHEMA',
  'LIMIT',
  'UNKNOWN_NODE_TYPE',
  'UNKNOWN_NODE_VERSION',
  'TYPE_MISMATCH',
  'BINDING_SYNTAX',
  'EXPRESSION_SYNTAX',
  'EXPRESSION_REFERENCE',
  'EXPRESSION_TYPE',
]);

/** Where in the node's settings it is. */
function placeOf({ path }: Issue): string {
  const [first, ...rest] = pathInNode(path);
  return first === 'input' ? rest.join(' › ') : '';
}

/** Takes the keyboard to the field, once the inspector of this editor shows it. */
function focusField(root: Element | null, { path, nodeId = '' }: Issue): void {
  const [first, ...rest] = pathInNode(path);
  if (root === null || first !== 'input') return;
  // Two frames: in the first the selection is drawn, in the second the panel has opened.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      for (let length = rest.length; length > 0; length -= 1) {
        const id = fieldId(`fg-input-${nodeId}`, rest.slice(0, length));
        if (isFocused(root.querySelector<HTMLElement>(`#${CSS.escape(id)}`))) return;
      }
    }),
  );
}

/** Some fields are one with what they are in: then that takes the focus. */
function isFocused(field: HTMLElement | null): boolean {
  const inside = field?.querySelector<HTMLElement>('input, select, textarea, button');
  for (const each of [field, inside]) {
    each?.focus();
    if (each !== null && each !== undefined && document.activeElement === each) return true;
  }
  return false;
}
