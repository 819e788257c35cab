/** What is refused leaves no file open: Node warns of such files, and later versions end there. */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { candidatesIn } from '../../src/archives/candidates-in.js'
import { packageFile } from '../../src/package-files.js'
import { openInjections } from '../../src/verbs/open-injections.js'
import { temporaryFolder } from '../fits/files.js'

const root = realpathSync(temporaryFolder())
const demo = packageFile('demo/sim2-1')

/** Files below the folder that this process has open; Linux lists them. */
function openBelow(folder: string): string[] {
  const all = readdirSync('/proc/self/fd').flatMap((number) => {
    try {
      return [readlinkSync(`/proc/self/fd/${number}`)]
    } catch {
      return []
    }
  })
  return all.filter((path) => path.startsWith(folder))
}

const onLinux = test.runIf(process.platform === 'linux')

onLinux('a field without room for injections, and one that is done with', async () => {
  const folder = join(root, 'field')
  mkdirSync(folder)
  const names = readdirSync(demo).filter((name) => name.endsWith('.fits'))
  for (const name of names) copyFileSync(join(demo, name), join(folder, name))
  const map = join(root, 'weights.fits')
  copyFileSync(join(demo, names[0]), map)
  const options = { images: [folder], weights: { F555W: map } }
  const large = { ...options, apartPx: 10_000 }
  await expect(openInjections(large, large, [])).rejects.toThrow(/no room for artificial sources/)
  expect(openBelow(root)).toEqual([])
  const on = await openInjections(options, options, [])
  expect(openBelow(root)).toHaveLength(names.length + 1)
  await on.close()
  expect(openBelow(root)).toEqual([])
})

onLinux('a file that is no archive of catalogues', async () => {
  const path = join(root, 'catalogues.tar.gz')
  writeFileSync(path, 'no archive')
  await expect(candidatesIn(path, /\.fits$/)).rejects.toThrow(/no catalogue of candidates/)
  expect(openBelow(root)).toEqual([])
})
