// Pictures of varied fields beside real ones, to look at: a row of stamps for each class and form
// (B, V, I; each in its own stretch), and above them pictures of real clusters, groups, stars and
// flaws. The real pictures have no licence to be shipped, so the sheet with them stays where it is
// made.
//
// usage: npm run build && node scripts/default-model/varied-looks.mjs SHEET.png FOLDER... [options]
//   FOLDER          a field of `simulate --vary`
//   --real FOLDER   real pictures (data/looks in the folder that STARSIFT_SHARED names, if it is
//                   set); without them the sheet has simulated stamps alone
import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { stampsFigure } from '../comparison-figures.mjs'

const SIDE_PX = 240

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { real: { type: 'string' } },
})
const [out, ...folders] = positionals
if (folders.length === 0) throw new Error('usage: varied-looks.mjs SHEET.png FOLDER... [--real F]')
const shared = process.env.STARSIFT_SHARED
const looks = values.real ?? (shared && join(shared, 'data', 'looks'))

const sheet = await stampsFigure(folders, 'true_form')
if (!looks) await writeFile(out, sheet)
else {
  const names = readdirSync(looks).filter((name) => /\.(png|jpe?g)$/.test(name))
  const { width, height } = await sharp(sheet).metadata()
  const perRow = Math.floor(width / SIDE_PX)
  const pictures = await Promise.all(
    names.map(async (name, i) => ({
      input: await sharp(join(looks, name)).resize(SIDE_PX, SIDE_PX, { fit: 'cover' }).toBuffer(),
      left: (i % perRow) * SIDE_PX,
      top: Math.floor(i / perRow) * SIDE_PX,
    })),
  )
  const top = Math.ceil(names.length / perRow) * SIDE_PX
  const canvas = { width, height: top + height, channels: 3, background: 'white' }
  const layers = [...pictures, { input: sheet, left: 0, top }]
  await sharp({ create: canvas }).composite(layers).png().toFile(out)
  console.log(names.map((name, i) => `${i + 1} ${name}`).join('\n'))
}
