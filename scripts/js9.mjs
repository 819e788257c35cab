/**
 * What JS9 shows of the files of js9_images.py and js9_skies.py, for docs/reference/formats.md.
 *
 * usage: node scripts/js9.mjs JS9 CASES
 *
 * JS9 is the folder of the package js9 from npm, installed outside of this repository (npm install
 * --ignore-scripts js9@3.9.0). CASES is what a script wrote: FOLDER/images.json or skies.json.
 * Prints a line for each file: yes, no or partly, and what was seen and said. The browser is
 * Debian's chromium, without a screen.
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { chromium } from 'playwright-core'

const [js9, cases] = process.argv.slice(2)
const folder = dirname(cases)
/** JS9 answers with six decimals of a degree, or five for galactic and ecliptic coordinates. */
const TOLERANCE_DEG = 8e-6
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://a').pathname)
  const file = path.startsWith('/files/') ? join(folder, path.slice(7)) : join(js9, path)
  if (!existsSync(file)) return response.writeHead(404).end()
  response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
  createReadStream(file).pipe(response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}`

/** In the page: loads a file; answers with its pixels, or its sky and the pixels of that sky. */
async function look({ file, places }) {
  const said = []
  window.alert = (text) => said.push(text)
  const { error: ofJs9 } = window.JS9
  const loaded = new Promise((resolve) => {
    window.JS9.error = (...args) => {
      try {
        ofJs9(...args)
      } catch (error) {
        said.push(error.message)
        resolve()
        throw error
      }
    }
    window.JS9.fits.options.error = window.JS9.error
    setTimeout(resolve, 30_000)
    window.JS9.Load(`files/${file}`, { onload: resolve })
  })
  await loaded
  const image = window.JS9.GetImage()
  if (!image?.raw?.data) return { said }
  const { width, height, data } = image.raw
  if (!places) {
    const pixels = Array.from(data, (value) => (Number.isNaN(value) ? null : value))
    return { said, width, height, pixels }
  }
  if (!image.validWCS()) return { said: [...said, 'no sky'] }
  window.JS9.SetWCSSys('native')
  window.JS9.SetWCSUnits('degrees')
  const sky = places.map(([x, y]) => window.JS9.PixToWCS(x, y))
  const back = sky.map(({ ra, dec }) => window.JS9.WCSToPix(ra, dec))
  return { said, sky: sky.map(({ ra, dec }) => [ra, dec]), back: back.map(({ x, y }) => [x, y]) }
}

function judgedPixels({ pixels, tolerance }, seen) {
  if (seen.pixels.length !== pixels.length) return `no: ${seen.width} x ${seen.height} pixels`
  const wrong = pixels.filter((value, i) => {
    const other = seen.pixels[i]
    if (value === null || other === null) return value !== other
    return !(Math.abs(value - other) <= tolerance)
  })
  if (wrong.length === 0) return 'yes'
  const gaps = wrong.filter((value) => value === null).length
  const i = pixels.findIndex((value, k) => value !== seen.pixels[k])
  const what = `${wrong.length} of ${pixels.length} differ, of them ${gaps} without a value`
  return `no: ${what}; pixel ${i} is ${seen.pixels[i]}, expected ${pixels[i]}`
}

function judgedSky({ places, sky }, seen) {
  if (!sky) return `astropy has none; ${JSON.stringify(seen.sky[0])}`
  const far = sky.map((place, i) => {
    if (!place) return 0
    const [ra, dec] = place
    const turn = ((((seen.sky[i][0] - ra) % 360) + 540) % 360) - 180
    return Math.hypot(turn * Math.cos((dec * Math.PI) / 180), seen.sky[i][1] - dec)
  })
  const off = places.map(([x, y], i) =>
    sky[i] ? Math.hypot(seen.back[i][0] - x, seen.back[i][1] - y) : 0,
  )
  const [degrees, pixels] = [Math.max(...far), Math.max(...off)]
  const isRight = degrees < TOLERANCE_DEG
  const answer = isRight ? (pixels < 0.01 ? 'yes' : 'partly') : 'no'
  return `${answer}: sky to ${degrees.toExponential(1)} deg, back to ${pixels.toFixed(4)} px`
}

const executablePath = '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  for (const one of JSON.parse(readFileSync(cases, 'utf8'))) {
    const page = await browser.newPage()
    page.on('dialog', (dialog) => dialog.dismiss())
    await page.goto(`${address}/js9.html`)
    await page.waitForFunction(() => window.JS9?.inited && window.JS9.fits?.handleFITSFile, null, {
      timeout: 60_000,
    })
    const seen = await page.evaluate(look, { file: one.file, places: one.places })
    const is = seen.pixels ? judgedPixels(one, seen) : seen.sky ? judgedSky(one, seen) : 'no'
    const said = [...new Set(seen.said)].join(' | ').replaceAll(/\s+/g, ' ').slice(0, 160)
    console.log(`${one.file}: ${is}${said && ` (${said})`}`)
    await page.close()
  }
} finally {
  await browser.close()
  server.close()
}
