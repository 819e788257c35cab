/** Sizes of the table, px. */

export const ROW_PX = 48
export const STAMP_PX = 40
export const HEAD_PX = 34
/** As in the style sheet: the tick, and the room between cells and at the sides. */
export const [TICK_PX, GAP_PX, SIDE_PX] = [22, 8, 14]
