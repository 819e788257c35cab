/** Sources are made ready before they are shown, one picture at a time, at leisure. */
import { leisure } from '../leisure.js'
import type { Bench } from './bench.js'
import type { Painter, Picture } from './painter.js'
import type { Panel } from './panels.js'
import type { Prepared } from './prepared.js'
import { toneOf } from './stretch.js'

/** The pictures of a source in the panels, with the stretch and the band that are chosen now. */
export function picturesOf(bench: Bench, panels: readonly Panel[], source: Prepared): Picture[] {
  const shown = bench.blinking.value ?? bench.hero.value
  return panels.map(({ x, y, side, band, isContext }) => {
    const window = isContext ? source.context : source.window
    const bands = bandsOf(bench, band ?? shown)
    return { x, y, side, window, tone: toneOf(source.levels, bands, bench.look.value) }
  })
}

/** @param band null is colour */
function bandsOf(bench: Bench, band: number | null): readonly number[] {
  const { rgb, bands } = bench.props.description
  if (band !== null) return [band]
  return bands.length > 1 ? rgb : [0]
}

/**
 * Makes ready what is at hand, the most urgent source first. Reads the signals that it depends on
 * before its first pause, so that an effect can call it again when they change.
 *
 * @returns a function that ends the work
 */
export function makeReady(bench: Bench, painter: Painter, panels: readonly Panel[]): () => void {
  let isOver = false
  const rows = bench.session.rowsAtHand
  const look = bench.look.value
  bench.stock.arrivals.value
  const work = async () => {
    await leisure()
    for (const row of rows) {
      const source = bench.stock.at(row)
      if (!source || isOver) continue
      for (const picture of picturesOf(bench, panels, source)) {
        if (painter.load(source, picture, look)) await leisure()
        if (isOver) return
      }
    }
  }
  void work()
  return () => {
    isOver = true
  }
}
