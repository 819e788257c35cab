/** Faults of the machine, as the command line tells them: full disks, closed pipes, few open files. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'

const folder = mkdtempSync(join(temporaryFolder(), 'machine-'))
const MAIN = 'dist/cli/main.js'

/** A line for bash, in which S is the program. */
function shell(line: string) {
  const env = { ...process.env, S: `${process.execPath} ${MAIN}`, D: folder }
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], { env, encoding: 'utf8' })
  return { status, stdout, stderr: stderr.replaceAll(folder, 'D') }
}

beforeAll(() => {
  const rows = Array.from({ length: 400 }, (_, i) => `${i},${1 + (i % 4)},${1 + (i % 3)}`)
  writeFileSync(join(folder, 'p.csv'), `id,class,mine\n${rows.join('\n')}\n`)
})

const EVALUATE = '$S evaluate $D/p.csv --class-column mine --truth $D/p.csv --truth-column class'

test.skipIf(!existsSync('/dev/full'))(
  'standard output on a full disk: one line, exit code 1',
  () => {
    for (const line of ['$S models info shipped', '$S models info shipped --json', '$S --help']) {
      const { status, stderr } = shell(`${line} > /dev/full`)
      expect(stderr).toBe(
        'starsift: standard output: the disk is full; free some space or write elsewhere\n',
      )
      expect(status).toBe(1)
    }
  },
)

test('a reader that stops early is no failure; nor is one of the notes', () => {
  for (const line of ['$S models info shipped --json | true', '$S --help | head -1']) {
    expect(shell(`set -o pipefail; ${line} > /dev/null`)).toMatchObject({ stderr: '' })
  }
  expect(shell('$S models info shipped 2>&1 >/dev/null | true').stderr).toBe('')
})

test.skipIf(process.platform !== 'linux')(
  'too few open files: one line that says what to do',
  () => {
    for (const n of [26, 32, 48]) {
      const { status, stderr } = shell(`ulimit -n ${n}; $S models info shipped`)
      if (status === 0) continue
      expect(stderr).toMatch(
        /^starsift: [^\n]*(open files|all of its own files)[^\n]*ulimit -n[^\n]*\n$/,
      )
      expect(status).toBe(1)
    }
  },
)

test('a disk that takes no more: no part of a folder of results', () => {
  const { status, stderr } = shell(`ulimit -f 40; ${EVALUATE} --out $D/result`)
  expect(stderr).toMatch(/starsift: D\/result\/[^\n]*: the file is too large for this disk; write/)
  expect(status).toBe(1)
  expect(readdirSync(folder)).toEqual(['p.csv'])
})
