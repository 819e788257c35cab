/** Detected sources as regions of DS9: circles of 4 px, the doubtful ones in another colour. */
import type { Candidates } from './find-candidates.js'
import { type DetectionFlagName, detectionFlag, detectionFlagNames } from './source-flags.js'

const RADIUS_PX = 4
const [PLAIN, DOUBTFUL] = ['green', 'red']
const NO_DOUBT: readonly DetectionFlagName[] = [
  ...(['deblended', 'no_centre', 'close_pair', 'pair', 'triplet', 'very_red'] as const),
]
const NO_DOUBT_BITS = NO_DOUBT.reduce((sum, name) => sum | detectionFlag(name), 0)

/**
 * The text of a region file, in pixels of the image, which count from 1.
 *
 * @param by what found them, for the first lines
 */
export function sourceRegions({ centres, flags }: Candidates, by: string): string {
  const lines = Array.from(centres.x, (x, i) => {
    const place = [x + 1, centres.y[i] + 1].map((px) => px.toFixed(3)).join(',')
    const names = detectionFlagNames(flags[i])
    const color = (flags[i] & ~NO_DOUBT_BITS) === 0 ? PLAIN : DOUBTFUL
    const tags = names.map((name) => ` tag={${name}}`).join('')
    return `circle(${place},${RADIUS_PX}) # color=${color} text={${i + 1}}${tags}`
  })
  const head = [
    '# Region file format: DS9 version 4.1',
    `# ${by}; ${DOUBTFUL}: edge, gap, saturated, cosmic_ray, near_saturated`,
    'image',
  ]
  return `${[...head, ...lines].join('\n')}\n`
}
