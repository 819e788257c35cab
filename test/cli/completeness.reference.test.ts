/**
 * A measurement of completeness gives the same bytes if it is killed and goes on, and in pieces; a
 * field without stars and one that is saturated are said; `science` takes its folder.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageFile } from '../../src/package-files.js'
import { temporaryFolder } from '../fits/files.js'
import { done, starsift } from './command-line.js'

const folder = temporaryFolder()
const field = packageFile('demo/sim2-1')
const words = ['--sources', '60', '--apart', '40', '--seed', '3', '--magnitudes', '20,25']

/** Files of a folder, by their paths. */
function filesOf(dir: string): Map<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(
    names
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => [name, readFileSync(join(dir, name), 'latin1')]),
  )
}

const whole = join(folder, 'whole')

test('killed after a round, it goes on to the same bytes', async () => {
  await done('completeness', field, '--out', whole, ...words)
  const out = join(folder, 'killed')
  const child = spawn(process.execPath, [
    ...['dist/cli/main.js', 'completeness', field, '--out', out, ...words],
  ])
  await new Promise<void>((ended) => {
    const look = setInterval(() => {
      if (existsSync(join(out, 'unfinished', 'round-0.json'))) child.kill('SIGKILL')
    }, 20)
    child.on('exit', () => {
      clearInterval(look)
      ended()
    })
  })
  expect(existsSync(join(out, 'unfinished', 'round-0.json'))).toBe(true)
  await done('completeness', field, '--out', out, ...words)
  expect(filesOf(out)).toEqual(filesOf(whole))
})

test('in pieces it gives the same bytes', async () => {
  const job = join(folder, 'job')
  await done('plan', 'completeness', field, '--out', job, ...words)
  await done('work', job)
  const out = join(folder, 'merged')
  await done('merge', job, '--out', out)
  expect(filesOf(out)).toEqual(filesOf(whole))
})

test('science shows the luminosity function as counted and corrected', async () => {
  const classes = join(folder, 'classes.ecsv')
  await done('classify', field, '--out', classes)
  const out = join(folder, 'science')
  const asked = ['--class-column', 'ml_class', '--distance-mpc', '18', '--completeness', whole]
  await done('science', classes, '--out', out, ...asked)
  const page = readFileSync(join(out, 'science.html'), 'utf8')
  expect(page).toContain('of the injected clusters are kept')
  expect(page).toContain('corrected slope')
  expect(existsSync(join(out, 'counts-corrected.csv'))).toBe(true)
  expect(existsSync(join(out, 'figures', 'luminosity-v-corrected.svg'))).toBe(true)
})

test('too few stars, and a field that is saturated, are said', async () => {
  const small = join(folder, 'saturated')
  mkdirSync(small)
  cpSync(field, small, { recursive: true })
  const { code, stderr } = await starsift(
    ...['completeness', small, '--out', join(folder, 'sat'), '--sources', '5'],
    ...['--saturation', '0.05'],
  )
  expect(code).toBe(0)
  expect(stderr).toMatch(/too few stars.*the fitted camera/)
  expect(stderr).toMatch(/are saturated/)
})
