/**
 * Where the pictures stand. On a wide screen: the model's window and the context in colour, large,
 * with room for the profile beside them; below, one column a band, its window above its context.
 * On a phone the profile goes elsewhere.
 */

export interface Panel {
  /** Px of the page, from the upper left corner. */
  readonly x: number
  readonly y: number
  readonly side: number
  /** A band; null for the large pictures, which show what is chosen. */
  readonly band: number | null
  readonly isContext: boolean
}

export interface PanelPlan {
  readonly panels: readonly Panel[]
  readonly height: number
  /** Room for the profile; null where there is none. */
  readonly plot: { readonly x: number; readonly width: number; readonly height: number } | null
}

export const GAP_PX = 4
const NARROW_PX = 700
/** The bands take at most this share of the height. */
const BANDS_SHARE = 0.58
const LEAST_PLOT_PX = 260
const LEAST_HERO_PX = 150

/**
 * @param width, height of the room, px
 * @example planPanels(1100, 780, 5).panels.length // 12
 */
export function planPanels(width: number, height: number, nBands: number): PanelPlan {
  const isNarrow = width < NARROW_PX
  const across = Math.floor((width - GAP_PX * (nBands - 1)) / nBands)
  const most = isNarrow ? across : Math.floor((BANDS_SHARE * height - GAP_PX) / 2)
  const side = Math.max(24, Math.min(across, most))
  const left = height - 2 * (side + GAP_PX)
  const forHeroes = isNarrow ? width : width - LEAST_PLOT_PX - GAP_PX
  const widest = Math.floor((forHeroes - GAP_PX) / 2)
  const hero = Math.max(LEAST_HERO_PX, isNarrow ? widest : Math.min(widest, left))
  const bands = Array.from({ length: nBands }, (_, band) => band)
  const strip = (y: number, isContext: boolean): Panel[] =>
    bands.map((band) => ({ x: band * (side + GAP_PX), y, side, band, isContext }))
  const large = [false, true].map((isContext, i) => ({
    ...{ x: i * (hero + GAP_PX), y: 0, side: hero, band: null, isContext },
  }))
  const below = hero + GAP_PX
  const panels = [...large, ...strip(below, false), ...strip(below + side + GAP_PX, true)]
  const plotX = 2 * (hero + GAP_PX)
  return {
    panels,
    height: below + 2 * side + GAP_PX,
    plot: isNarrow ? null : { x: plotX, width: width - plotX, height: hero },
  }
}
