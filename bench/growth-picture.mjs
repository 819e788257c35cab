// The picture of growth.mjs: where the time of each run goes, as a bar of shares.
import { drawFigure, paperFigure } from '../dist/figures/index.js'

/** Colours of Okabe & Ito, from light to dark, so that a grey print tells them apart too. */
const PARTS = [
  ['start and end', '#dddddd', ({ wall, seconds }) => wall - seconds.total],
  ['tables and checks', '#E69F00', ({ seconds: s }) => s.total - s.cutting - s.network],
  ['waiting for stamps', '#56B4E9', ({ seconds }) => seconds.cutting],
  ['network', '#0B4F7A', ({ seconds }) => seconds.network],
]

const [WIDTH_PT, ROW_PT, AROUND_PT] = [300, 13, 72]

/**
 * @param runs each with `name`, `wall` (s) and `seconds` (`total`, `cutting`, `network`)
 * @returns the picture as SVG, PNG and PDF
 */
export function drawing(runs) {
  const named = runs.map((run) => ({ ...run, label: `${run.name}: ${run.wall.toFixed(1)} s` }))
  const values = named.flatMap((run) =>
    PARTS.map(([part, , secondsOf], order) => {
      return { run: run.label, part, order, share: (100 * Math.max(0, secondsOf(run))) / run.wall }
    }),
  )
  const color = {
    field: 'part',
    type: 'nominal',
    scale: { domain: PARTS.map(([part]) => part), range: PARTS.map(([, fill]) => fill) },
    legend: { title: null, columns: 2, symbolType: 'square', symbolStrokeWidth: 0.3 },
  }
  const x = {
    field: 'share',
    type: 'quantitative',
    title: 'share of the time by the clock (%)',
    scale: { domain: [0, 100] },
    axis: { format: 'd', values: [0, 25, 50, 75, 100] },
  }
  const y = {
    field: 'run',
    type: 'nominal',
    sort: named.map(({ label }) => label),
    title: null,
    axis: { ticks: false, labelLimit: 0 },
  }
  const mark = { type: 'bar', height: { band: 0.78 }, stroke: 'black', strokeWidth: 0.3 }
  const encoding = { x, y, color, order: { field: 'order', type: 'quantitative' } }
  const view = { data: { values }, mark, encoding, width: WIDTH_PT }
  return drawFigure(paperFigure(view, AROUND_PT + ROW_PT * runs.length))
}
