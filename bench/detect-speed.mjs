// How long does `starsift detect` take for one band, beside SExtractor? And how much memory for
// five large ones? Both sides measure the same: windowed centres, three apertures, half-light
// radius, FWHM. Processor time of both in turns. Prints tables for docs/studies/detection.md.
//
// The band is V of a simulated field of 1,024 px, repeated to SIDE x SIDE px. The five large bands
// are the field of the demo, painted in 300 places with noise between them.
//
// usage: npm run build && node bench/detect-speed.mjs [--rounds N] [--side PX] [--large PX]
//   --rounds  default 3
//   --side    of the band; default 8192
//   --large   of the five bands, whose memory is measured; 0 (default) leaves them out, 16384 needs
//             6 GB in the temporary folder
// needs Debian's packages source-extractor and time
import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measured, program, root, workFolder } from './many-rows.mjs'
import { dateAndMachine, header, middle, row } from './table.mjs'

const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    side: { type: 'string', default: '8192' },
    large: { type: 'string', default: '0' },
  },
})
const work = workFolder('detect-speed')
const INSTALLED = '/usr/share/source-extractor'
const MEASURED = ['NUMBER', 'XWIN_IMAGE', 'YWIN_IMAGE', 'FLUX_APER(3)', 'FLUX_RADIUS', 'FWHM_IMAGE']

function compareTimes(side, nRounds) {
  const band = repeated(simulatedBand(), side)
  const rounds = Array.from({ length: nRounds }, () => ({ ours: ours([band]), peer: peer(band) }))
  const times = (of) => rounds.map((one) => one[of].cpu)
  const [a, b] = ['ours', 'peer'].map((of) => middle(times(of)))
  console.log(header([`${side} px`, 'sources', 'processor time, s', 'MB']))
  for (const [name, of] of Object.entries({ 'starsift detect': 'ours', SExtractor: 'peer' })) {
    const { nSources, megabytes } = rounds[0][of]
    const seconds = times(of).map((value) => value.toFixed(1))
    console.log(row([name, nSources, seconds.join(', '), Math.round(megabytes)]))
  }
  console.log(`\nratio of the medians: ${(a / b).toFixed(2)}\n`)
}

function measureMemory(side) {
  const { nSources, megabytes, cpu } = ours(painted(side))
  const time = `${cpu.toFixed(0)} s of the processor`
  console.log(`five bands of ${side} px: ${nSources} sources, ${Math.round(megabytes)} MB, ${time}`)
}

function ours(bands) {
  const out = join(work, 'ours.fits')
  const { cpu, megabytes, stdout } = measured(['detect', ...bands, '--out', out, '--json'])
  return { cpu, megabytes, nSources: JSON.parse(stdout).nSources }
}

function peer(band) {
  const [catalog, columns] = ['peer.cat', 'peer.param'].map((name) => join(work, name))
  writeFileSync(columns, `${MEASURED.join('\n')}\n`)
  const settings = {
    ...{ DETECT_THRESH: 3, ANALYSIS_THRESH: 3, BACK_SIZE: 32, DEBLEND_MINCONT: 0.0001 },
    ...{ FILTER_NAME: `${INSTALLED}/gauss_2.0_5x5.conv`, STARNNW_NAME: `${INSTALLED}/default.nnw` },
    ...{ PHOT_APERTURES: '2,6,8', CATALOG_TYPE: 'FITS_1.0', CATALOG_NAME: catalog },
    ...{ PARAMETERS_NAME: columns, VERBOSE_TYPE: 'QUIET', MEMORY_PIXSTACK: 3_000_000 },
  }
  const words = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, `${value}`])
  const command = ['source-extractor', band, '-c', `${INSTALLED}/default.sex`, ...words]
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', ...command], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  const [user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  const head = readFileSync(catalog, 'latin1')
  const nSources = Number(/NAXIS2 {2}= +(\d+)/.exec(head.slice(head.indexOf('XTENSION')))[1])
  return { cpu: user + system, megabytes: kilobytes / 1000, nSources }
}

/** V of a simulated field. */
function simulatedBand() {
  const folder = join(work, 'sim8-1')
  const words = ['--seed', '8', '--size', '1024', '--candidates-per-field', '480']
  if (!existsSync(join(folder, 'sim8-1_truth.ecsv'))) {
    execFileSync('node', [program, 'simulate', '--out', work, ...words, '--distance-mpc', '10'])
  }
  return join(
    folder,
    readdirSync(folder).find((name) => name.includes('_f555w_')),
  )
}

/** The bytes of a square float32 mosaic: its header, its pixels, and its side. */
function read(path) {
  const bytes = readFileSync(path)
  const end = bytes.indexOf(`END${' '.repeat(77)}`)
  const start = Math.ceil((end + 80) / 2880) * 2880
  const head = bytes.subarray(0, start)
  const side = Number(/NAXIS1 {2}= +(\d+)/.exec(head.toString('latin1'))[1])
  return { head, pixels: bytes.subarray(start, start + 4 * side * side), side }
}

/** Writes a mosaic of another side, row by row. */
function write(path, { head, side }, rowAt) {
  const changed = Buffer.from(head)
  for (const axis of ['NAXIS1', 'NAXIS2']) {
    const at = changed.indexOf(`${axis.padEnd(8)}= `)
    changed.write(String(side).padStart(20), at + 10, 'latin1')
  }
  const file = openSync(path, 'w')
  writeSync(file, changed)
  for (let y = 0; y < side; y++) writeSync(file, rowAt(y))
  writeSync(file, Buffer.alloc((2880 - ((4 * side * side) % 2880)) % 2880))
  closeSync(file)
  return path
}

/** A mosaic beside itself and above itself. */
function repeated(path, side) {
  const out = join(work, `v-${side}.fits`)
  if (existsSync(out)) return out
  const small = read(path)
  const line = (y) => small.pixels.subarray(4 * y * small.side, 4 * (y + 1) * small.side)
  const times = Math.ceil(side / small.side)
  return write(out, { head: small.head, side }, (y) =>
    Buffer.concat(Array.from({ length: times }, () => line(y % small.side))).subarray(0, 4 * side),
  )
}

const N_PAINTED = 300

/** Five bands with the field of the demo in 300 places, and an empty corner of it between them. */
function painted(side) {
  const folder = join(work, `painted-${side}`)
  const demo = join(root, 'demo/sim2-1')
  mkdirSync(folder, { recursive: true })
  return readdirSync(demo)
    .filter((name) => name.endsWith('.fits'))
    .map((name) => {
      const out = join(folder, name)
      if (existsSync(out)) return out
      const small = read(join(demo, name))
      const empty = quietRows(small)
      const perSide = Math.ceil(Math.sqrt(N_PAINTED))
      const step = Math.floor(side / perSide)
      return write(out, { head: small.head, side }, (y) => {
        const line = Buffer.concat(
          Array.from({ length: Math.ceil(side / QUIET_PX) }, () => empty[y % QUIET_PX]),
        ).subarray(0, 4 * side)
        const inner = y % step
        if (inner >= small.side) return line
        const own = small.pixels.subarray(4 * inner * small.side, 4 * (inner + 1) * small.side)
        for (let k = 0; k < perSide; k++) {
          const isThere = Math.floor(y / step) * perSide + k < N_PAINTED
          if (isThere) own.copy(line, 4 * k * step)
        }
        return line
      })
    })
}

const QUIET_PX = 64

/** Rows of white noise as strong as a band's: cells between the fields have a background. */
function quietRows({ pixels }) {
  const values = Array.from({ length: pixels.length / 4 }, (_, i) => pixels.readFloatBE(4 * i))
  const exposed = Float64Array.from(values.filter((value) => value !== 0)).sort()
  const at = (share) => exposed[Math.floor(share * exposed.length)]
  const noise = at(0.5) - at(0.16)
  let state = 12345
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return Array.from({ length: QUIET_PX }, () => {
    const line = Buffer.alloc(4 * QUIET_PX)
    for (let x = 0; x < QUIET_PX; x++) {
      const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
      line.writeFloatBE(at(0.05) + noise * normal, 4 * x)
    }
    return line
  })
}

console.log(`${dateAndMachine()}, load ${loadavg()[0].toFixed(1)}\n`)
if (Number(asked.rounds) > 0) compareTimes(Number(asked.side), Number(asked.rounds))
if (Number(asked.large) > 0) measureMemory(Number(asked.large))
