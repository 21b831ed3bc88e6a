import type { ReactElement, ReactNode } from 'react';
import { Icon } from '../icons/icon.js';

export interface InspectorSectionProps {
  readonly title: string;
  /** What it says while it is closed. */
  readonly summary?: ReactNode;
  readonly isOpen?: boolean | undefined;
  readonly children: ReactNode;
}

/** A part of the inspector that can be folded. */
export function InspectorSection(props: InspectorSectionProps): ReactElement {
  const { title, summary, isOpen = false, children } = props;
  return (
    <details className="fg-inspector__section" open={isOpen}>
      <summary className="fg-inspector__summary">
        <Icon name="chevron-right" size={14} className="fg-inspector__chevron" />
        <span className="fg-inspector__summary-text">
          <span className="fg-inspector__summary-title">{title}</span>
          {summary !== undefined && <span className="fg-inspector__facts">{summary}</span>}
        </span>
      </summary>
      <div className="fg-inspector__body">{children}</div>
    </details>
  );
}
