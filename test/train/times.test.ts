import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { totalSeconds } from '../../src/train/times.js'
import { temporaryFolder } from '../fits/files.js'

test('the time of members is the sum of the last epochs of their sessions', async () => {
  const root = temporaryFolder()
  const folderWith = (rows: string) => {
    const folder = mkdtempSync(join(root, 'member-'))
    writeFileSync(join(folder, 'times.csv'), `session,epoch,seconds\n${rows}`)
    return folder
  }
  const resumed = folderWith('1,1,10.5\n1,2,20.5\n2,3,4.25\n')
  const killed = folderWith('1,1,3\n1,2,')
  expect(await totalSeconds([resumed])).toBe(24.75)
  expect(await totalSeconds([resumed, killed])).toBe(27.75)
  expect(await totalSeconds([mkdtempSync(join(root, 'none-'))])).toBe(0)
})
