/** The sizes that everything on the canvas is computed from, in its units. Nothing on it is ever measured. */

/** What nodes snap to. */
export const grid = 20;

export const cardWidth = 224;
/** The part of a card, or of a container's frame, with the icon and the name. */
export const headerHeight = 56;
/** One port with its label. */
export const portRowHeight = 24;
/** Below the last port. */
export const portRowsEnd = 8;

/** The middle of the error port from the end of its node. */
export const errorPortInset = 24;

export const sectionHeaderHeight = 28;
export const sectionMinWidth = 320;
/** With its header. */
export const sectionMinHeight = 140;
/** Between a section's edge and what lies in it. */
export const sectionPadding = 20;
/** Around and between the sections of a frame. */
export const sectionGap = 8;
