// How fast are stamps cut out of large mosaics, plain and packed? starsift and astropy cut the same
// stamps, in turns, from plain files, from .gz files and from files with Rice tiles (fpack); from
// Rice tiles fitsio does so too, which reads sections. Each side is a process of its own, which
// holds all stamps in memory at its end. The bench fails if one number of a stamp differs.
// Prints the table of docs/studies/performance-parts.md.
//
// usage: npm run bench:stamps [-- REPEATS [SIDE [N_STAMPS [KIND]]]]      (3 8000 10000)
//   KIND   plain, gz or rice; default: all of them
// needs Debian's packages python3-astropy, python3-fitsio, libcfitsio-bin and time
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepBars } from './bars.mjs'
import { peerScript, python } from './peer.mjs'
import { dateAndMachine, header, middle, middleAndRange, row } from './table.mjs'

const [REPEATS, SIDE, N_STAMPS] = [3, 8000, 10000].map((value, i) =>
  Number(process.argv[2 + i] ?? value),
)
const SIZE = 32
const root = import.meta.dirname
const work = join(tmpdir(), 'starsift-bench')
const plain = join(work, `stamps-${SIDE}-${N_STAMPS}`)
const candidates = join(plain, 'candidates.csv')
/** Where starsift keeps what it unpacks; empty at the start of each round. */
const cache = join(work, 'unpacked')

const KINDS = {
  plain: { peers: ['astropy'] },
  gz: { peers: ['astropy'], pack: ['gzip', '-6', '-k', '-c'], ending: '.gz' },
  rice: { peers: ['astropy', 'fitsio'], pack: ['fpack', '-r', '-S'], ending: '.fz' },
}

/** The folder of one kind of files. It is made once, and kept for the next bench. */
function makeFiles(kind) {
  if (!existsSync(candidates)) {
    execFileSync('node', [join(root, 'make-field.mjs'), plain, SIDE, N_STAMPS])
  }
  const { pack, ending } = KINDS[kind]
  if (!pack) return plain
  const dir = `${plain}-${kind}`
  const done = `${dir}/done`
  if (existsSync(done)) return dir
  mkdirSync(dir, { recursive: true })
  for (const name of readdirSync(plain).filter((name) => name.endsWith('.fits'))) {
    const command = `"$@" > ${join(dir, name + ending)}`
    execFileSync('sh', ['-c', command, 'sh', ...pack, join(plain, name)])
  }
  mkdirSync(done)
  return dir
}

/** Seconds by the clock and peak memory (MB) of a whole process, and what it prints. */
function timed(program, args) {
  const began = performance.now()
  const { status, stderr, stdout } = spawnSync('/usr/bin/time', ['-f', '%M', program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, STARSIFT_CACHE: cache },
  })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  const seconds = (performance.now() - began) / 1000
  return { seconds, memory: Number(stderr.trim().split('\n').at(-1)) / 1000, sum: stdout.trim() }
}

function ours(dir) {
  return timed('node', [join(root, 'cut-stamps.mjs'), dir, candidates, SIZE])
}

function theirs(how, dir) {
  return timed(python, [peerScript('cut_stamps.py'), how, dir, candidates, SIZE])
}

function oneRound(kind, dir) {
  rmSync(cache, { recursive: true, force: true })
  const round = { starsift: ours(dir) }
  if (kind === 'gz') round['starsift, unpacked before'] = ours(dir)
  for (const peer of KINDS[kind].peers) round[peer] = theirs(peer, dir)
  const sums = new Set(Object.values(round).map(({ sum }) => sum))
  if (sums.size > 1) throw new Error(`${kind}: the stamps differ: ${JSON.stringify(round)}`)
  console.error(`${kind}: ${JSON.stringify(round)}`)
  return round
}

function printTable(kind, rounds) {
  for (const side of Object.keys(rounds[0])) {
    const all = rounds.map((round) => round[side])
    const slower = rounds.map((round) => round[side].seconds / round.starsift.seconds)
    console.log(
      row([
        ...[kind, side],
        middleAndRange(
          all.map(({ seconds }) => seconds),
          2,
        ),
        side === 'starsift' ? '' : middleAndRange(slower, 2),
        middle(all.map(({ memory }) => memory)).toFixed(0),
      ]),
    )
  }
}

const kinds = process.argv[5] ? [process.argv[5]] : Object.keys(KINDS)
const found = kinds.map((kind) => {
  const dir = makeFiles(kind)
  return [kind, Array.from({ length: REPEATS }, () => oneRound(kind, dir))]
})
rmSync(cache, { recursive: true, force: true })
console.log(dateAndMachine())
console.log(
  `${N_STAMPS} stamps of ${SIZE} x ${SIZE} px in five bands from mosaics of ${SIDE} x ${SIDE} px ` +
    `(float32), ${REPEATS} rounds: median (range)\n`,
)
console.log(header(['files', 'program', 'seconds', 'times of starsift', 'peak memory, MB']))
for (const [kind, rounds] of found) printTable(kind, rounds)
const plainRounds = found.flatMap(([kind, rounds]) => (kind === 'plain' ? rounds : []))
if (plainRounds.length > 0 && SIDE === 8000 && N_STAMPS === 10000) {
  keepBars({ stamps: plainRounds.map((round) => round.astropy.seconds / round.starsift.seconds) })
}
