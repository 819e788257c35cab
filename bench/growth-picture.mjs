// The picture of growth.mjs: where the time of each run goes, as a bar of shares.

const PARTS = [
  ['start and end of the program', '#9aa0a6', ({ wall, seconds }) => wall - seconds.total],
  ['tables, checks', '#d9a441', ({ seconds: s }) => s.total - s.cutting - s.network],
  ['waiting for stamps', '#3a7ca5', ({ seconds }) => seconds.cutting],
  ['network, and stamps cut meanwhile', '#8e3b46', ({ seconds }) => seconds.network],
]

const [LEFT, WIDTH, ROW, TOP, RIGHT] = [250, 460, 26, 84, 80]

/**
 * @param runs each with `name`, `wall` (s) and `seconds` (`total`, `cutting`, `network`)
 * @param when of the first run: date and machine
 * @returns an SVG
 */
export function drawing(runs, when) {
  const height = TOP + ROW * runs.length + 44
  const bars = runs.map((run, i) => bar(run, TOP + ROW * i))
  const size = `width="${LEFT + WIDTH + RIGHT}" height="${height}"`
  const inside = [
    '<rect width="100%" height="100%" fill="#fff"/>',
    text(20, 24, 'Where the time of starsift classify goes', 'font-size="16" font-weight="bold"'),
    ...legend(),
    ...ticks(height - 40),
    ...bars,
    text(20, height - 8, escaped(when), 'font-size="11" fill="#555"'),
  ]
  const font = 'font-family="Helvetica, Arial, sans-serif" font-size="13"'
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>\n${inside.join('\n')}\n</svg>\n`
}

function bar(run, y) {
  let x = LEFT
  const rects = PARTS.map(([name, fill, secondsOf]) => {
    const seconds = Math.max(0, secondsOf(run))
    const width = (WIDTH * seconds) / run.wall
    const place = `x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 8}"`
    x += width
    return `<rect ${place} fill="${fill}"><title>${name}: ${seconds.toFixed(2)} s</title></rect>`
  })
  const label = text(LEFT - 10, y + 14, escaped(run.name), 'text-anchor="end"')
  const seconds = text(LEFT + WIDTH + 10, y + 14, `${run.wall.toFixed(1)} s`, '')
  return [label, ...rects, seconds].join('')
}

function legend() {
  return PARTS.map(([name, fill], i) => {
    const [x, y] = [20 + 250 * (i % 2), 36 + 20 * Math.floor(i / 2)]
    const square = `<rect x="${x}" y="${y}" width="13" height="13" fill="${fill}"/>`
    return square + text(x + 20, y + 11, name, '')
  })
}

function ticks(bottom) {
  return [0, 25, 50, 75, 100].map((percent) => {
    const x = LEFT + (WIDTH * percent) / 100
    const line = `<line x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}" stroke="#ccc"/>`
    return line + text(x, bottom + 14, `${percent} %`, 'text-anchor="middle" fill="#555"')
  })
}

function text(x, y, words, style) {
  return `<text x="${x}" y="${y}" ${style}>${words}</text>`
}

function escaped(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
