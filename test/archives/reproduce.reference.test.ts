/**
 * From names to numbers, as a user with a network does it: simulated fields, packed and named as
 * LEGUS's are, behind a server on this machine.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseCsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { type ServedArchive, serveArchive } from './archive-server.js'
import { serveLegus } from './legus-archive.js'

const FIELDS = ['ngc3344', 'ngc1433', 'ngc6503']
const root = temporaryFolder()
const cache = join(root, 'cache')
const config = join(root, 'quick.yaml')
writeFileSync(config, 'epochs: 1\nbatch: 16\n')
let archive: ServedArchive

/** The server closes after each test, and begins again with the same files. */
beforeEach(async () => {
  archive = archive
    ? await serveArchive(Object.fromEntries(archive.files))
    : await serveLegus(join(root, 'fields'), {
        fields: FIELDS,
        size: 300,
        nCandidates: 40,
        seed: 5,
      })
}, 600_000)

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** @param watch is given the process as soon as it runs */
function run(args: readonly string[], watch?: (child: ChildProcess) => void): Promise<Ended> {
  const env = { ...process.env, STARSIFT_CACHE: cache, STARSIFT_ARCHIVE_URL: archive.url }
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], { env })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  watch?.(child)
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })))
}

async function done(...args: string[]): Promise<Ended> {
  const ended = await run(args)
  expect(ended.code, ended.stderr).toBe(0)
  return ended
}

describe('a field by its name', () => {
  const out = join(root, 'classes.csv')

  test('is pulled, classified, and classified again without a network', async () => {
    const { stdout, stderr } = await done('classify', 'legus:ngc3344', '--out', out)
    expect(stderr).toContain(`downloading ${archive.url}legus/ngc3344/ngc3344_drc.tar.gz`)
    expect(stdout).toMatch(/classified \d+ of 40 candidates/)
    const table = parseCsv(readFileSync(out, 'utf8'))
    expect([table.nRows, table.names.includes('ml_class')]).toEqual([40, true])

    const before = readFileSync(out)
    archive.badly = (_, response) => Boolean(response.destroy())
    await done('classify', 'legus:ngc3344', '--out', out)
    expect(readFileSync(out).equals(before)).toBe(true)
    expect(archive.asked).toHaveLength(2)
  }, 300_000)

  test('is known to cutouts, evaluate and pull', async () => {
    const stamps = join(root, 'stamps.fits')
    const cut = await done('cutouts', 'legus:NGC3344', '--size', '32', '--out', stamps, '--json')
    expect(JSON.parse(cut.stdout)).toMatchObject({ nObjects: 40, fields: { ngc3344: 40 } })
    const two = ['--field', 'legus:ngc3344', '--field', 'legus:ngc1433']
    const both = await done('cutouts', ...two, '--size', '32', '--out', stamps, '--json')
    expect(JSON.parse(both.stdout).fields).toEqual({ ngc3344: 40, ngc1433: 40 })
    const page = ['--out', join(root, 'page'), '--json']
    const judged = await done('evaluate', out, '--truth', 'legus:ngc3344', ...page)
    expect(JSON.parse(judged.stdout).predictions[0].n).toBeGreaterThan(25)

    const { stdout } = await done('pull', 'legus', 'ngc3344', 'ngc6503')
    expect(stdout.trimEnd().split('\n')).toHaveLength(4)
    const listed = await done('pull', '--list', 'legus')
    expect(listed.stdout).toMatch(/legus:ngc3344 .* 557 with classes by people; here, \d+ MB/)
    const { fields } = JSON.parse((await done('pull', '--list', '--json')).stdout)
    expect(fields.filter((field: { nHere: number }) => field.nHere === 2)).toHaveLength(3)
  }, 300_000)

  test('without a network and not in the cache: an error that says what to do, and no output', async () => {
    archive.badly = (_, response) => Boolean(response.destroy())
    const nowhere = join(root, 'nowhere.csv')
    const { code, stderr } = await run(['classify', 'legus:ngc45', '--out', nowhere])
    expect(code).toBe(1)
    expect(stderr).toMatch(/no connection to the server: .*copy the file from another machine to/)
    expect(existsSync(nowhere)).toBe(false)
  }, 60_000)
})

describe('reproduce', () => {
  const reproduce = (out: string) => [
    ...['reproduce', 'legus', '--out', out, '--fields', FIELDS.join(), '--folds', '2'],
    ...['--config', config, '--threads', '2'],
  ]
  const whole = join(root, 'whole')

  test('from names to a page: every object is classified by networks of other galaxies', async () => {
    const { stdout, stderr } = await done(...reproduce(whole))
    expect(stderr).toContain('fold 1 of 2 leaves out')
    for (const name of ['StarcNet', 'starsift', 'baseline']) expect(stdout).toContain(`${name}: `)
    expect(stdout).toMatch(/StarcNet against starsift on \d+ objects/)
    const page = readFileSync(join(whole, 'page', 'evaluation.html'), 'utf8')
    for (const name of FIELDS) expect(page).toContain(name)
    for (const network of ['starcnet', 'starsift']) {
      const table = parseCsv(readFileSync(join(whole, `${network}.csv`), 'utf8'))
      expect(table.names.join()).toBe('field,id,ra,dec,ml_class,ml_p1,ml_p2,ml_p3,ml_p4,ml_qual')
      expect(table.nRows).toBeGreaterThan(80)
    }
  }, 600_000)

  test('killed again and again, it goes on to the same numbers', async () => {
    const out = join(root, 'killed')
    const moments = [
      () => readdirSync(join(out, 'stamps')).length >= 2,
      () => existsSync(join(out, 'runs', 'starcnet-1', 'metrics.csv')),
      () => existsSync(join(out, 'runs', 'starsift-1', 'inputs.json')),
    ]
    rmSync(join(cache, 'archives', 'legus', 'ngc6503'), { recursive: true })
    for (const isNow of moments) {
      const { code } = await run(reproduce(out), (child) => {
        const watch = setInterval(() => {
          let isHere = false
          try {
            isHere = isNow()
          } catch {}
          if (isHere) child.kill('SIGKILL')
        }, 20)
        child.on('close', () => clearInterval(watch))
      })
      expect(code).toBe(null)
    }
    await done(...reproduce(out))
    for (const file of ['starcnet.csv', 'starsift.csv', 'page/summary.csv', 'page/fields.csv']) {
      expect(readFileSync(join(out, file), 'utf8')).toBe(readFileSync(join(whole, file), 'utf8'))
    }
    const again = await run([...reproduce(out), '--seed', '2'])
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining('the folder holds a reproduction with other seed: expected 1, got 2'),
    ])
  }, 900_000)
})
