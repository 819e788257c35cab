// How long does starsift take to start? `--help`, `classify --help` and Node.js alone, whole
// processes in turns. Prints a table for docs/studies/performance-parts.md.
//
// usage: npm run build && node bench/start.mjs [ROUNDS]            (11)
// needs Debian's package time
import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { dateAndMachine, header, middleAndRange, row } from './table.mjs'

const rounds = Number(process.argv[2] ?? 11)
const main = join(import.meta.dirname, '../dist/cli/main.js')
const COMMANDS = {
  'starsift --help': [main, '--help'],
  'starsift classify --help': [main, 'classify', '--help'],
  'starsift train --help': [main, 'train', '--help'],
  'node -e 0': ['-e', '0'],
}

/** Seconds by the clock, and of the processor. */
function timed(words) {
  const began = performance.now()
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S', 'node', ...words], {
    encoding: 'utf8',
  })
  const wall = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`${words.join(' ')} failed`)
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return { wall, cpu: user + system }
}

const found = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, { wall: [], cpu: [] }]))
for (let i = 0; i < rounds; i++) {
  for (const [name, words] of Object.entries(COMMANDS)) {
    const { wall, cpu } = timed(words)
    found[name].wall.push(wall)
    found[name].cpu.push(cpu)
  }
}
console.log(`${dateAndMachine()}, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds\n`)
console.log(header(['command', 's', 's of the processor']))
for (const [name, { wall, cpu }] of Object.entries(found)) {
  console.log(row([name, middleAndRange(wall, 3), middleAndRange(cpu, 2)]))
}
