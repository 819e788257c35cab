/** The file of a training's metrics: what cannot be opened is not left open. */
import { existsSync, readdirSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMetrics } from '../../src/loop/metrics.js'
import { temporaryFolder } from '../fits/files.js'

const folder = temporaryFolder()
/** The open files of this process, in Linux. */
const OPEN = '/proc/self/fd'
const FULL = '/dev/full'

function timesOpen(path: string): number {
  const links = readdirSync(OPEN).map((name) => {
    try {
      return readlinkSync(join(OPEN, name))
    } catch {
      return ''
    }
  })
  return links.filter((link) => link === realpathSync(path)).length
}

test.skipIf(!existsSync(OPEN))('a file that is too short is closed again', async () => {
  const path = join(folder, 'metrics.csv')
  writeFileSync(path, 'step\n')
  const { close } = await openMetrics(path, ['step'], 2)
  expect(timesOpen(path)).toBe(1)
  await close()
  await expect(openMetrics(path, ['step'], 50)).rejects.toThrow('got 2 bytes')
  expect(timesOpen(path)).toBe(0)
})

test.skipIf(!existsSync(FULL))('a file that cannot be written is closed again', async () => {
  await expect(openMetrics(FULL, ['step'])).rejects.toThrow('no space left')
  expect(timesOpen(FULL)).toBe(0)
})
