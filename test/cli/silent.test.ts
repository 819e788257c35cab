/** The program speaks to nobody: the runtime's reports on its use are off, and leave nothing in the home folder. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()

test('a run leaves nothing in an empty home folder', () => {
  const home = mkdtempSync(join(root, 'home-'))
  const { XDG_CACHE_HOME: _, ORT_DISABLE_TELEMETRY: __, ...others } = process.env
  const env = { ...others, HOME: home, USERPROFILE: home, LOCALAPPDATA: home }
  const program = resolve('dist/cli/main.js')
  execFileSync(process.execPath, [program, 'demo', '--out', join(root, 'demo')], { env })
  expect(readdirSync(home, { recursive: true })).toEqual([])
})
