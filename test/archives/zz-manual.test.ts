import { mkdtempSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { serveLegus } from './legus-archive.js'

test('serve', async () => {
  const a = await serveLegus(mkdtempSync('/tmp/names/f-'), {
    fields: ['ngc3344', 'ngc1433', 'ngc6503'],
    size: 300,
    nCandidates: 40,
    seed: 5,
  })
  writeFileSync('/tmp/names/url', a.url)
  await new Promise((r) => setTimeout(r, 1500_000))
}, 1600_000)
