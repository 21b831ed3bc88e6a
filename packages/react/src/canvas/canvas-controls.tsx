import type { ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';
import type { CanvasControl } from '../editor/ui-state.js';
import { useCanvas } from './canvas-services.js';

/** Buttons that zoom, and show everything. */
export function CanvasControls({
  control,
}: {
  readonly control: Pick<CanvasControl, 'fit' | 'zoomIn' | 'zoomOut'>;
}): ReactElement {
  const { texts } = useCanvas();
  const button = (icon: EditorIconName, label: string, act: () => void): ReactElement => (
    <button
      type="button"
      className="fg-canvas__control"
      aria-label={label}
      title={label}
      onClick={act}
    >
      <Icon name={icon} size={16} />
    </button>
  );
  return (
    <div className="fg-canvas__controls" role="group" aria-label={texts('canvas.controls')}>
      {button('zoom-in', texts('canvas.zoomIn'), () => control.zoomIn())}
      {button('zoom-out', texts('canvas.zoomOut'), () => control.zoomOut())}
      {button('maximize', texts('canvas.fit'), () => control.fit())}
    </div>
  );
}
