import { memo, type CSSProperties, type MouseEvent, type ReactElement } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useNodeRun } from '../hooks/run-states-context.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import type { Texts } from '../language/text.js';
import { NameField } from './name-field.js';
import { bodyLabel, labelOf, portLabel, titleOf } from './node-text.js';
import type { BodyRow, EdgeRow, NodeRow, OutlineRow } from './outline-model.js';

/** What a row asks of the outline. The same functions for as long as the outline is there. */
export interface RowEvents {
  readonly onPress: (row: OutlineRow, event: MouseEvent) => void;
  readonly onToggle: (row: OutlineRow) => void;
  readonly onMenu: (row: OutlineRow, place: { readonly x: number; readonly y: number }) => void;
  readonly onOpen: (row: OutlineRow) => void;
  readonly onRename: (nodeId: string, name: string | null) => void;
}

export interface RowProps {
  readonly row: OutlineRow;
  readonly id: string;
  readonly index: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isRenaming: boolean;
  readonly problems: number;
  readonly events: RowEvents;
  readonly measure?: ((element: HTMLElement | null) => void) | undefined;
}

/** One line of the outline: its name says all that is to be seen of it. */
export const OutlineRowView = memo(function OutlineRowView(props: RowProps): ReactElement {
  const { row } = props;
  if (row.kind === 'node') return <NodeRowView {...props} row={row} />;
  if (row.kind === 'edge') return <EdgeRowView {...props} row={row} />;
  return <BodyRowView {...props} row={row} />;
});

function NodeRowView(props: RowProps & { readonly row: NodeRow }): ReactElement {
  const { row, problems, isRenaming, events } = props;
  const texts = useTexts();
  const session = useSession();
  const run = useNodeRun(row.node.id);
  const targets = useDocument(({ nodes }) => nodes);
  const { data } = row.node;
  const manifest = session.catalogue.get(data.type, data.version);
  const label = labelOf(texts, session.catalogue, row.node);
  const status = run === null ? undefined : texts.maybe(`status.${run.status}`, run.status);
  const leads = row.edges.flatMap(({ data: { to } }) => {
    const target = targets.get(to);
    return target === undefined ? [] : [labelOf(texts, session.catalogue, target)];
  });
  const name = [
    label,
    manifest === undefined ? texts('outline.unknownType') : titleOf(texts, manifest),
    data.disabled === true && texts('outline.disabled'),
    status,
    problems > 0 && texts('outline.problems', { count: problems }),
    leads.length > 0
      ? texts('outline.leadsTo', { names: leads.join(', ') })
      : texts('outline.leadsNowhere'),
  ];
  return (
    <Line {...props} name={name.filter(Boolean).join(', ')} isDim={data.disabled === true}>
      <span className="fg-outline-icon">
        <Icon name={manifest?.icon} letterOf={label} />
      </span>
      {isRenaming ? (
        <NameField
          label={texts('outline.name', { name: label })}
          name={data.name ?? label}
          onEnd={(given) => events.onRename(row.node.id, given)}
        />
      ) : (
        <span className="fg-outline-label">
          <bdi>{label}</bdi>
        </span>
      )}
      {status !== undefined && (
        <span className={`fg-outline-status fg-outline-status--${run?.status}`}>{status}</span>
      )}
      {problems > 0 && (
        <span className="fg-outline-problems">
          <Icon name="alert-triangle" size={12} />
          {texts.number(problems)}
        </span>
      )}
    </Line>
  );
}

/** What a connection is called: its port, and the node that it leads to. */
export function edgeName(
  texts: Texts,
  { catalogue, document }: WorkflowSession,
  { edge: { data } }: EdgeRow,
): string {
  const target = document.get().nodes.get(data.to);
  const name = target === undefined ? data.to : labelOf(texts, catalogue, target);
  const port = portLabel(texts, data.fromPort ?? 'out');
  const count = data.maxIterations;
  return count === undefined
    ? texts('outline.edge', { port, name })
    : texts('outline.backEdge', { port, name, count });
}

function EdgeRowView(props: RowProps & { readonly row: EdgeRow }): ReactElement {
  const texts = useTexts();
  const session = useSession();
  // The name of its target may change.
  useDocument(({ nodes }) => nodes.get(props.row.edge.data.to));
  const { data } = props.row.edge;
  const name = edgeName(texts, session, props.row);
  return (
    <Line {...props} name={name}>
      <span
        className={
          data.fromPort === 'error' ? 'fg-outline-icon fg-outline-icon--error' : 'fg-outline-icon'
        }
      >
        <Icon name={data.maxIterations === undefined ? 'arrow-right' : 'rotate-cw'} size={14} />
      </span>
      <span className="fg-outline-label fg-outline-label--muted">{name}</span>
    </Line>
  );
}

function BodyRowView(props: RowProps & { readonly row: BodyRow }): ReactElement {
  const texts = useTexts();
  const { body, nodes } = props.row;
  const label = bodyLabel(texts, body);
  return (
    <Line {...props} name={texts('outline.body', { name: label, count: nodes })}>
      <span className="fg-outline-icon">
        <Icon name="list-tree" size={14} />
      </span>
      <span className="fg-outline-label">{label}</span>
      <span className="fg-outline-count">{texts.number(nodes)}</span>
    </Line>
  );
}

interface LineProps extends RowProps {
  readonly name: string;
  readonly isDim?: boolean | undefined;
  readonly children: React.ReactNode;
}

function Line({
  row,
  id,
  index,
  isActive,
  isSelected,
  name,
  isDim,
  events,
  measure,
  children,
}: LineProps): ReactElement {
  const level: CSSProperties & Record<'--fg-level', number> = { '--fg-level': row.level };
  return (
    // Keys are the tree's: they bubble there from the row that has the focus.
    <div
      ref={measure}
      id={id}
      data-index={index}
      data-key={row.key}
      className={isDim === true ? 'fg-outline-row fg-outline-row--dim' : 'fg-outline-row'}
      style={level}
      role="treeitem"
      aria-label={name}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.isExpanded ?? undefined}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      onClick={(event) => events.onPress(row, event)}
      onDoubleClick={() => events.onOpen(row)}
      onContextMenu={(event) => {
        event.preventDefault();
        events.onMenu(row, { x: event.clientX, y: event.clientY });
      }}
    >
      <span
        className="fg-outline-twisty"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          events.onToggle(row);
        }}
      >
        {row.isExpanded !== null && (
          <Icon name={row.isExpanded ? 'chevron-down' : 'chevron-right'} size={14} />
        )}
      </span>
      {children}
      <MoreButton row={row} name={name} events={events} />
    </div>
  );
}

function MoreButton({
  row,
  name,
  events,
}: Pick<LineProps, 'row' | 'name' | 'events'>): ReactElement {
  const texts = useTexts();
  return (
    <button
      type="button"
      className="fg-outline-more"
      tabIndex={-1}
      aria-label={texts('outline.actions', { name })}
      onClick={(event) => {
        event.stopPropagation();
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        events.onMenu(row, { x: left, y: bottom });
      }}
    >
      <Icon name="more" size={14} />
    </button>
  );
}
