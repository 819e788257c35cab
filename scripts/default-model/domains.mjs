// Makes the held-out domains of the default model (docs/studies/default-model.md): fields that no
// model is trained on, each unlike the training in one way, or made by another program. Makes what
// is missing: OUT/DOMAIN/SET/FIELD has mosaics and FIELD_candidates.ecsv or .csv with positions
// (first pixel 1), the true class and the votes of three people; OUT/DOMAIN/SET/fields.json says
// how the fields were made.
//
// usage: npm run build && node scripts/default-model/domains.mjs NAME... --out DIR [OPTIONS]
//   NAME        domains (scripts/default-model/domains/list.mjs), or `all`
//   --out DIR   folder of all domains
//   --set SET   test; or training, fields of the same kind with other seeds, which say how good a
//               model of the domain itself is (test)
//   --fields N  the first N fields of each domain only, for a first look
// Domains with real data read them from STARSIFT_SHARED (../shared). The stand-in needs python3
// with numpy, scipy and astropy (STARSIFT_PYTHON).
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DOMAINS, domainNamed, folderOf } from './domains/list.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    set: { type: 'string', default: 'test' },
    fields: { type: 'string', default: '1000' },
  },
})
if (!values.out || positionals.length === 0) {
  throw new Error('usage: node scripts/default-model/domains.mjs NAME... --out DIR [--set SET]')
}
const names = positionals[0] === 'all' ? DOMAINS.map(({ name }) => name) : positionals
for (const name of names) {
  const domain = domainNamed(name)
  const fields = domain.fields(values.set)
  if (!fields) {
    console.error(`${name}: has no set ${values.set}`)
    continue
  }
  const folder = folderOf(values.out, domain, values.set)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'fields.json'), `${JSON.stringify(fields, null, 1)}\n`)
  for (const field of fields.slice(0, Number(values.fields))) {
    const made = await domain.make(field, { folder, out: values.out, set: values.set })
    console.error(`${name}, ${values.set}: ${field.name} ${made}`)
  }
}
