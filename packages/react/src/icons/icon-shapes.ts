/**
 * The drawings of the icons: lines on a grid of 24 by 24, drawn with round ends and no filling. Several lines of one icon
 * stand in one path.
 */

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

const rounded = (
  [x, y, width, height]: readonly [number, number, number, number],
  r: number,
): string =>
  `M${x + r} ${y}h${width - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${height - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}` +
  `h${-(width - 2 * r)}a${r} ${r} 0 0 1 ${-r} ${-r}v${-(height - 2 * r)}a${r} ${r} 0 0 1 ${r} ${-r}`;

const box = (x: number, y: number, width: number, height: number): string =>
  rounded([x, y, width, height], 2);

const page = 'M6 3h8l5 5v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M14 3v5h5';
const lens = `${circle(10.5, 10.5, 6.5)}M15.5 15.5L21 21`;
const ring = circle(12, 12, 9);

/** Icons that node types name. */
const nodeShapes = {
  'arrow-right-left': 'M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4',
  'arrow-up-down': 'M8 20V4M4 8l4-4 4 4M16 4v16M12 16l4 4 4-4',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  bot: `${box(4, 8, 16, 11)}M12 8V4M9 13v1M15 13v1M2 13v2M22 13v2`,
  box: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  braces:
    'M9 4H8a2 2 0 0 0-2 2v4a2 2 0 0 1-2 2 2 2 0 0 1 2 2v4a2 2 0 0 0 2 2h1M15 4h1a2 2 0 0 1 2 2v4a2 2 0 0 0 2 2 2 2 0 0 0-2 2v4a2 2 0 0 1-2 2h-1',
  calendar: `${box(3, 5, 18, 16)}M3 10h18M8 3v4M16 3v4`,
  cart: `M2 4h3l2.5 11h10.5L20.5 8H6${circle(9, 19.5, 1.5)}${circle(16.5, 19.5, 1.5)}`,
  'circle-dashed':
    'M9 3.5a9 9 0 0 1 6 0M18.7 6a9 9 0 0 1 2.2 5M20.5 15.5a9 9 0 0 1-3.5 4M13.5 20.9a9 9 0 0 1-5-.6M5 17.6a9 9 0 0 1-2-4.6M3.5 9A9 9 0 0 1 6 5.5',
  clock: `${ring}M12 7v5l3.5 2`,
  cloud: 'M7 19a5 5 0 0 1-.6-9.96A6 6 0 0 1 18 10.5 4.3 4.3 0 0 1 17.5 19z',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16',
  columns: `${box(3, 4, 18, 16)}M9 4v16M15 4v16`,
  'copy-minus': `${box(8, 8, 13, 13)}M4 16V5a2 2 0 0 1 2-2h10M11.5 14.5h6`,
  'credit-card': `${box(2, 5, 20, 14)}M2 10h20M6 15h4`,
  database:
    'M4 6c0-1.66 3.58-3 8-3s8 1.34 8 3-3.58 3-8 3-8-1.34-8-3M4 6v12c0 1.66 3.58 3 8 3s8-1.34 8-3V6M4 12c0 1.66 3.58 3 8 3s8-1.34 8-3',
  'file-braces': `${page}M10 12a1 1 0 0 0-1 1v1l-1 1 1 1v1a1 1 0 0 0 1 1M13 12a1 1 0 0 1 1 1v1l1 1-1 1v1a1 1 0 0 1-1 1`,
  'file-pen-line':
    'M19 11V8l-5-5H6a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h4M13 20l7-7 2 2-7 7h-2zM8 12h5M8 16h3',
  'file-spreadsheet': `${page}M8 12h7v6H8zM8 15h7M11.5 12v6`,
  'file-text': `${page}M8 13h7M8 17h7M8 9h2`,
  filter: 'M3 5h18l-7 8v6l-4 2v-8z',
  'git-merge': `${circle(6, 6, 2.5)}${circle(6, 18, 2.5)}${circle(18, 15, 2.5)}M6 8.5v7M6 9c1 4 4 6 9.5 6`,
  globe: `${ring}M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18`,
  hash: 'M4 9h16M4 15h16M10 3L8 21M16 3l-2 18',
  image: `${box(3, 4, 18, 16)}${circle(8.5, 9.5, 1.5)}M21 16l-5-5-10 9`,
  key: `${circle(8, 15, 4.5)}M11.5 12L20 3.5M16 7.5l3 3`,
  layers: 'M12 3l9 5-9 5-9-5zM3 13l9 5 9-5',
  link: 'M10 14a4 4 0 0 0 6 0l3.5-3.5a4.2 4.2 0 0 0-6-6L12 6M14 10a4 4 0 0 0-6 0l-3.5 3.5a4.2 4.2 0 0 0 6 6L12 18',
  'list-end': 'M4 6h16M4 12h16M4 18h8M16 15l4 3-4 3',
  lock: `${box(5, 11, 14, 10)}M8 11V7a4 4 0 0 1 8 0v4`,
  mail: `${box(2, 5, 20, 14)}M3 7l9 6 9-6`,
  merge: 'M6 20v-3c0-3 6-4 6-8V4M18 20v-3c0-3-6-4-6-8M8 8l4-4 4 4',
  'message-square': 'M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H9l-5 4V5a1 1 0 0 1 0-1',
  'octagon-x': 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM9.5 9.5l5 5M14.5 9.5l-5 5',
  'pencil-line': 'M4 17L15.5 5.5l3 3L7 20H4zM13 8l3 3M13 20h7',
  radio: `${circle(12, 12, 2)}M8 16a5.6 5.6 0 0 1 0-8M16 8a5.6 5.6 0 0 1 0 8M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14`,
  repeat: 'M4 11V9a3 3 0 0 1 3-3h13M16 2l4 4-4 4M20 13v2a3 3 0 0 1-3 3H4M8 22l-4-4 4-4',
  'rotate-cw': 'M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 3v5.5h-5.5',
  scissors: `${circle(6, 6, 3)}${circle(6, 18, 3)}M8.5 7.8L20 19M8.5 16.2L20 5`,
  'scroll-text':
    'M7 5v13a3 3 0 0 1-3 3h13a3 3 0 0 0 3-3v-2h-9v2a3 3 0 0 1-4 3M17 16V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v2h4M10 8h4M10 12h4',
  send: 'M21 3L10 14M21 3l-7 18-4-7-7-4z',
  sheet: `${box(3, 3, 18, 18)}M3 9h18M3 15h18M9 9v12M15 9v12`,
  shield: 'M12 3l8 3v6c0 4.5-3.2 7.6-8 9-4.8-1.4-8-4.5-8-9V6z',
  sigma: 'M18 6V4H6l7 8-7 8h12v-2',
  signpost: 'M12 3v18M12 5h7l2 2.5-2 2.5H5V5zM12 13H5l-2 2 2 2h10v-4z',
  sparkles:
    'M11 4l1.8 5.2L18 11l-5.2 1.8L11 18l-1.8-5.2L4 11l5.2-1.8zM19 3v4M17 5h4M19 17v4M17 19h4',
  split: 'M12 21v-7L5 6M19 6l-7 8M5 11V6h5M19 11V6h-5',
  'sticky-note':
    'M5 3h14a2 2 0 0 1 2 2v9l-7 7H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M14 21v-5a2 2 0 0 1 2-2h5',
  table: `${box(3, 4, 18, 16)}M3 10h18M3 15h18M12 10v10`,
  terminal: `${box(3, 4, 18, 16)}M7 9l3 3-3 3M13 15h4`,
  'user-check': `${circle(9, 8, 4)}M2 21v-1a6 6 0 0 1 6-6h2a6 6 0 0 1 5 2.5M16 11l2 2 4-4`,
  users: `${circle(9, 8, 4)}M2 21v-1a6 6 0 0 1 6-6h2a6 6 0 0 1 6 6v1M16 4.2a4 4 0 0 1 0 7.6M19 14.8A6 6 0 0 1 22 20v1`,
  webhook: `${circle(6, 17, 3)}${circle(18, 17, 3)}${circle(12, 6, 3)}M9 17h6M7.5 14.4l3-5.6M13.5 8.6l3 5.8`,
  workflow: `${box(3, 3, 7, 7)}${box(14, 14, 7, 7)}M6.5 10v4a3 3 0 0 0 3 3H14`,
  zap: 'M13 2L4 14h7l-1 8 9-12h-7z',
} as const;

/** Icons of the editor itself. */
const editorShapes = {
  'align.start': 'M4 3v18M8 7h12M8 16h7',
  'align.centre': 'M12 3v18M5 7h14M8 16h8',
  'align.end': 'M20 3v18M4 7h12M9 16h7',
  'align.top': 'M3 4h18M7 8v12M16 8v7',
  'align.middle': 'M3 12h18M7 5v14M16 8v8',
  'align.bottom': 'M3 20h18M7 4v12M16 9v7',
  'distribute.x': 'M4 3v18M20 3v18M12 7v10',
  'distribute.y': 'M3 4h18M3 20h18M7 12h10',
  'alert-triangle': 'M12 4l9.5 16h-19zM12 10v4M12 17v.01',
  'arrow-down': 'M12 5v14M6 13l6 6 6-6',
  'arrow-left': 'M19 12H5M11 6l-6 6 6 6',
  'arrow-right': 'M5 12h14M13 6l6 6-6 6',
  'arrow-up': 'M12 19V5M6 11l6-6 6 6',
  ban: `${ring}M5.7 5.7l12.6 12.6`,
  check: 'M5 12.5l5 5L20 7',
  'chevron-down': 'M6 9l6 6 6-6',
  'chevron-left': 'M15 6l-6 6 6 6',
  'chevron-right': 'M9 6l6 6-6 6',
  'chevron-up': 'M6 15l6-6 6 6',
  circle: ring,
  'circle-alert': `${ring}M12 7.5V13M12 16v.01`,
  'circle-check': `${ring}M8 12.5l3 3 5-6`,
  'circle-x': `${ring}M9 9l6 6M15 9l-6 6`,
  clipboard: `${box(5, 5, 14, 16)}M9 3h6v4H9z`,
  command:
    'M9 9H6.5A2.5 2.5 0 1 1 9 6.5v11A2.5 2.5 0 1 1 6.5 15h11a2.5 2.5 0 1 1-2.5 2.5v-11A2.5 2.5 0 1 1 17.5 9z',
  contrast: `${ring}M12 3v18M12 7h5.5M12 11h8.8M12 15h8.2M12 19h5`,
  copy: `${box(8, 8, 13, 13)}M4 16V5a2 2 0 0 1 2-2h10`,
  download: 'M12 4v11M7 10l5 5 5-5M4 20h16',
  'external-link': 'M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5',
  eye: `M2 12c2.5-4.5 6-7 10-7s7.5 2.5 10 7c-2.5 4.5-6 7-10 7s-7.5-2.5-10-7${circle(12, 12, 3)}`,
  'eye-off':
    'M4 4l16 16M9.5 5.4A9.6 9.6 0 0 1 12 5c4 0 7.5 2.5 10 7a17 17 0 0 1-3 3.9M6.5 7A16 16 0 0 0 2 12c2.5 4.5 6 7 10 7a10 10 0 0 0 4.5-1.1M10 10a3 3 0 0 0 4 4',
  'grip-vertical': 'M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01',
  history: 'M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 3v5.5h5.5M12 8v4.5l3 1.5',
  info: `${ring}M12 11v5.5M12 7.5v.01`,
  keyboard: `${box(2, 6, 20, 12)}M6 10v.01M10 10v.01M14 10v.01M18 10v.01M7 14h10`,
  layout: `${rounded([3, 4, 7, 5], 1)}${rounded([14, 4, 7, 5], 1)}${rounded([8.5, 15, 7, 5], 1)}M6.5 9v3h11V9M12 12v3`,
  'list-tree': 'M3 5h8M12 12h9M12 19h9M6 5v12a2 2 0 0 0 2 2M6 12h2',
  loader:
    'M12 3v4M12 17v4M3 12h4M17 12h4M5.6 5.6l2.9 2.9M15.5 15.5l2.9 2.9M5.6 18.4l2.9-2.9M15.5 8.5l2.9-2.9',
  maximize: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  minus: 'M5 12h14',
  monitor: `${box(3, 4, 18, 12)}M8 21h8M12 16v5`,
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  'panel-bottom': `${box(3, 4, 18, 16)}M3 14h18`,
  'panel-left': `${box(3, 4, 18, 16)}M9 4v16`,
  'panel-right': `${box(3, 4, 18, 16)}M15 4v16`,
  pause: 'M8 5v14M16 5v14',
  pencil: 'M4 17L15.5 5.5l3 3L7 20H4zM13 8l3 3',
  play: 'M7 4.5v15l12-7.5z',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  plus: 'M12 5v14M5 12h14',
  power: 'M12 3v9M7 6.5a8 8 0 1 0 10 0',
  redo: 'M20 9H9a5 5 0 0 0 0 10h6M15 4l5 5-5 5',
  search: lens,
  settings: `${circle(12, 12, 3)}M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1`,
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 5v4M17 5v4M7 15v4M11 15v4',
  square: box(6, 6, 12, 12),
  sun: `${circle(12, 12, 4)}M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5`,
  trash: 'M4 6h16M9 6V4h6v2M6 6l1 15h10l1-15M10 10v7M14 10v7',
  undo: 'M4 9h11a5 5 0 0 1 0 10H9M9 4L4 9l5 5',
  upload: 'M12 16V4M7 9l5-5 5 5M4 20h16',
  x: 'M6 6l12 12M18 6L6 18',
  'zoom-in': `${lens}M10.5 7.5v6M7.5 10.5h6`,
  'zoom-out': `${lens}M7.5 10.5h6`,
} as const;

/** Every icon that can be drawn, by name. */
export const iconShapes: Readonly<Record<string, string>> = { ...nodeShapes, ...editorShapes };

/** The icons of the editor itself: their names are checked where they are written. */
export type EditorIconName = keyof typeof editorShapes | keyof typeof nodeShapes;
