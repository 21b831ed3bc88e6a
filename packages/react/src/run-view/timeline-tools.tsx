import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';

export interface TimelineToolsProps {
  readonly isClock: boolean;
  readonly onClock: (isClock: boolean) => void;
  readonly shrinksIdle: boolean;
  readonly onShrinksIdle: (shrinks: boolean) => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

export function TimelineTools(props: TimelineToolsProps): ReactElement {
  const texts = useTexts();
  return (
    <div className="fg-waterfall-tools">
      <Switch label={texts('run.clock')} isOn={props.isClock} onChange={props.onClock} />
      <Switch
        label={texts('run.shrinkIdle')}
        isOn={props.shrinksIdle}
        onChange={props.onShrinksIdle}
      />
      <IconButton label={texts('run.zoomOut')} icon="zoom-out" onPress={() => props.onZoom(0.5)} />
      <IconButton label={texts('run.zoomIn')} icon="zoom-in" onPress={() => props.onZoom(2)} />
      <IconButton label={texts('run.fit')} icon="maximize" onPress={props.onFit} />
    </div>
  );
}

function Switch({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactElement {
  return (
    <label className="fg-run-check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

export function IconButton({
  label,
  icon,
  onPress,
}: {
  readonly label: string;
  readonly icon: EditorIconName;
  readonly onPress: () => void;
}): ReactElement {
  return (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--icon fg-button--small"
      aria-label={label}
      title={label}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
