/** The files of the page. Their names are listed at the start, so that no path leads elsewhere. */
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { InputError } from '../errors.js'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  wasm: 'application/wasm',
}
const OTHER_TYPE = 'application/octet-stream'

export interface PageFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export class PageFiles {
  readonly #names: ReadonlySet<string>
  readonly #folder: string

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder
    this.#names = new Set(names)
  }

  /** @throws InputError if the page was not built */
  static async open(folder: string): Promise<PageFiles> {
    const names = await readdir(folder, { recursive: true }).catch(() => [])
    const paths = names.map((name) => name.split(sep).join('/'))
    if (paths.includes('index.html')) return new PageFiles(folder, paths)
    throw new InputError({
      what: 'the page is not there',
      where: folder,
      remedy: 'install starsift again, or run `npm run build` in its sources',
    })
  }

  /** @param path e.g. `assets/index.js`; undefined if there is no such file */
  async read(path: string): Promise<PageFile | undefined> {
    const ending = /\.(\w+)$/.exec(path)?.[1] ?? ''
    if (!this.#names.has(path) || ending === '') return undefined
    const bytes = new Uint8Array(await readFile(join(this.#folder, path)))
    return { type: TYPES[ending] ?? OTHER_TYPE, bytes }
  }
}
