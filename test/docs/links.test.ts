/** The pages hang together: links lead somewhere, pictures are shown, and the index reaches all. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(file))
const pages = tracked.filter((file) => file.endsWith('.md'))

/** Pages that other things lead to than the index. */
const OLD_PLACES = ['docs/conventions.md', 'docs/default-model.md']

interface Link {
  readonly target: string
  readonly anchor?: string
}

/** The page without its blocks of code. */
function prose(page: string): string {
  return readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
}

/** Links to other files of the repository, and to anchors. */
function linksOf(page: string): Link[] {
  const found = [...prose(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
  return found.map(([, path, anchor]) => ({
    target: path === '' ? page : posix.join(posix.dirname(page), path),
    anchor,
  }))
}

/** As GitHub makes it of a heading. */
function slug(heading: string): string {
  const text = heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
  return text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
}

function anchorsOf(page: string): Set<string> {
  return new Set([...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading)))
}

test.each(pages)('%s: its links lead to files and headings that are there', (page) => {
  const dead = linksOf(page).filter(
    ({ target, anchor }) =>
      !existsSync(target) || (anchor !== undefined && !anchorsOf(target).has(anchor)),
  )
  expect(dead).toEqual([])
})

test('the index names every page of docs/, and every other file is on a page', () => {
  const index = linksOf('docs/README.md').map(({ target }) => target)
  const linked = new Set([...index, ...pages.flatMap(linksOf).map(({ target }) => target)])
  const inDocs = tracked.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md')
  expect(inDocs.length).toBeGreaterThan(30)
  const lost = inDocs.filter((file) =>
    file.endsWith('.md') ? !index.includes(file) : !linked.has(file),
  )
  expect(lost).toEqual(OLD_PLACES)
})

test('an old place says where its page is now', () => {
  for (const page of OLD_PLACES) expect(linksOf(page).length).toBe(1)
})

test('no page has a gap that was to be filled', () => {
  expect(pages.filter((page) => readFileSync(page, 'utf8').includes('@@'))).toEqual([])
})

test('no picture is shown on two pages of the guide, the reference or the studies', () => {
  const rooms = pages.filter((page) => /^docs\/\w+\//.test(page))
  const shown = rooms
    .flatMap(linksOf)
    .flatMap(({ target }) => (/\.png$/.test(target) ? [target] : []))
  expect(shown.length).toBeGreaterThan(5)
  expect(shown.filter((picture, i) => shown.indexOf(picture) < i)).toEqual([])
})

const sources = tracked.filter(
  (file) => /^(src|scripts|bench|test)\//.test(file) && /\.(ts|mjs|py|yaml)$/.test(file),
)

test('the pages that sources name are there', () => {
  const dead = sources.flatMap((file) => {
    const named = readFileSync(file, 'utf8').match(
      /(?<!\.\/)\bdocs\/[\w/-]+\.(?:md|png|js|html|yaml)\b/g,
    )
    return (named ?? []).filter((page) => !existsSync(page)).map((page) => `${file}: ${page}`)
  })
  expect(dead).toEqual([])
})
