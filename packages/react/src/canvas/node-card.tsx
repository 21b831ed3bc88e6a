import type { PointerEvent, ReactElement } from 'react';
import { useStorePart } from '../hooks/use-store-part.js';
import { Icon } from '../icons/icon.js';
import { labelOf, portLabel, titleOf } from '../panels/node-text.js';
import type { NodeCardProps } from '../slots.js';
import { nothing, useCanvas } from './canvas-services.js';
import { isOlderVersion, labelledOutputs } from './card-node.js';
import { NameField } from './name-field.js';
import { StatusBadge } from './status-badge.js';

/** How a node looks: icon, name, type, problems, how it stands in a run, and its ports where it has several. */
export function NodeCard({
  node,
  manifest,
  isSelected,
  problems,
  run,
}: NodeCardProps): ReactElement {
  const isDisabled = node.data.disabled === true;
  const classes = [
    'fg-card',
    isSelected && 'fg-card--selected',
    isDisabled && 'fg-card--disabled',
    manifest === undefined && 'fg-card--unknown',
    problems > 0 && 'fg-card--faulty',
  ];
  return (
    <div className={classes.filter(Boolean).join(' ')} data-status={run?.status}>
      <CardHeader node={node} manifest={manifest} problems={problems} run={run} />
      <PortRows node={node} />
    </div>
  );
}

/** The upper part of a card, and of a container's frame. */
export function CardHeader({
  node,
  manifest,
  problems,
  run,
}: Omit<NodeCardProps, 'isSelected'>): ReactElement {
  const { texts, catalogue, editing, focus } = useCanvas();
  const isRenaming = useStorePart(editing?.renaming ?? nothing, (id) => id === node.id);
  const label = labelOf(texts, catalogue, node);
  const type =
    manifest === undefined
      ? texts('canvas.unknownType', { type: node.data.type })
      : titleOf(texts, manifest);
  const subtitle = node.data.disabled === true ? texts('canvas.disabled') : type;
  return (
    <div className="fg-card__header">
      <span className="fg-card__icon" data-category={manifest?.category}>
        <Icon
          name={manifest === undefined ? 'alert-triangle' : manifest.icon}
          size={18}
          letterOf={type}
        />
      </span>
      <span className="fg-card__names">
        {isRenaming && editing !== null ? (
          <NameField
            name={node.data.name ?? ''}
            usual={type}
            label={texts('canvas.name')}
            onEnd={(name, isByKey) => {
              editing.rename(node.id, name);
              if (isByKey) focus.wanted.set(node.id);
            }}
          />
        ) : (
          <span className="fg-card__name" onPointerEnter={tellWhenCut}>
            {label}
          </span>
        )}
        {subtitle !== label && (
          <span className="fg-card__type" onPointerEnter={tellWhenCut}>
            {subtitle}
          </span>
        )}
      </span>
      <CardSigns node={node} manifest={manifest} problems={problems} run={run} />
    </div>
  );
}

/** What is to be known of a node beside its name. */
function CardSigns({
  node,
  manifest,
  problems,
  run,
}: Omit<NodeCardProps, 'isSelected'>): ReactElement {
  const { texts } = useCanvas();
  const showsRun = run !== null && run.status !== 'pending';
  return (
    <>
      {isOlderVersion(node, manifest) && (
        <span className="fg-card__older" title={texts('canvas.olderVersion')}>
          <Icon name="history" size={16} />
        </span>
      )}
      {showsRun && <StatusBadge run={run} />}
      {!showsRun && problems > 0 && (
        <span className="fg-card__problems" title={texts('canvas.problems', { count: problems })}>
          <Icon name="circle-alert" size={16} />
        </span>
      )}
    </>
  );
}

/** A text that has no room is told in full under the pointer. */
function tellWhenCut({ currentTarget: text }: PointerEvent<HTMLElement>): void {
  const isCut = text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight;
  text.title = isCut ? text.textContent : '';
}

function PortRows({ node }: Pick<NodeCardProps, 'node'>): ReactElement | null {
  const { texts, view } = useCanvas();
  const ports = view.geometry.ports(node);
  const outputs = labelledOutputs(ports);
  const inputs = ports.inputs.length > 1 ? ports.inputs : [];
  if (outputs.length === 0 && inputs.length === 0) return null;
  const rows = Array.from({ length: Math.max(inputs.length, outputs.length) }, (_, row) => row);
  return (
    // A mirrored canvas has outputs on the left whatever the language.
    <ul className="fg-card__ports" data-mirrored={view.isMirrored}>
      {rows.map((row) => {
        const input = inputs[row];
        const output = outputs[row];
        return (
          <li key={row} className="fg-card__port">
            <span className="fg-card__port-label">
              {input === undefined ? '' : (input.label ?? portLabel(texts, input.name))}
            </span>
            <span className="fg-card__port-label">
              {output === undefined ? '' : (output.label ?? portLabel(texts, output.name))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
