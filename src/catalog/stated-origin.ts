/**
 * Whether a file says that its pixels count from 0 or from 1: in the descriptions of the columns,
 * among its metadata (ECSV), or in its comments. starsift's own catalogues say "first pixel is 1".
 */
import type { Column, EcsvMeta, Table } from '../tables/index.js'

type Origin = 0 | 1

const DIGIT = String.raw`\(?\s*([01]|zero|one)(?:\.0*)?(?![\d.])`
const STATEMENTS: readonly RegExp[] = [
  new RegExp(
    String.raw`\bfirst[ -]pixel(?:'s)?(?: cent(?:er|re))?\s*` +
      String.raw`(?:is|=|:|at|has|of|counts? as)?\s*${DIGIT}`,
  ),
  new RegExp(String.raw`\bcent(?:er|re) of the first pixel\s*(?:is|=|:|at|has)\s*${DIGIT}`),
  /(?<![\w.])([01]|zero|one)[ -]?(?:based|indexed|index|offset)\b/,
  new RegExp(
    String.raw`\b(?:origin|index(?:ing|ed)?|base|(?:start|count)(?:s|ing|ed|)(?: at| from)?|` +
      String.raw`begin(?:s|ning)?(?: at| with)?)\s*(?:is|=|:|at|from)?\s*${DIGIT}`,
  ),
]
const HABIT = String.raw`(?:'s)? (?:convention|pixels?|coordinates?|indices|indexing|standard)\b`
const FROM_ONE = new RegExp(
  String.raw`\b(?:fits|iraf|ds9|fortran|source extractor|sextractor)${HABIT}`,
)
const FROM_ZERO = new RegExp(String.raw`\b(?:numpy|python|c|photutils)${HABIT}`)

/** What a comment must be about, to say something of x and y. */
const ON_PIXELS = /\b(?:x|y|xy|pix|pixels?|positions?|coordinates?|coords?|centroids?|origin)\b/

/**
 * The origin that a file states for two columns.
 *
 * @returns undefined if it states none, or says two things at once
 * @example statedOrigin(table, x, y) // 1, where x has the description "first pixel is 1"
 */
export function statedOrigin(table: Table, x: Column, y: Column): Origin | undefined {
  const [ofX, ofY] = [x, y].map(({ description = '', attributes }) =>
    onlyOne([description, ...metaTexts(attributes ?? {})].map(originIn)),
  )
  if (ofX !== undefined || ofY !== undefined) {
    return ofX === undefined || ofY === undefined || ofX === ofY ? (ofX ?? ofY) : undefined
  }
  const { attributes = {}, comments = [] } = table.meta
  const lines = [...metaTexts(attributes), ...comments]
  const about = lines.filter((line) => ON_PIXELS.test(plain(line)))
  return onlyOne(about.map(originIn))
}

/**
 * What one line says.
 *
 * @example originIn('NOTE: X and Y are 0-indexed (i.e. the origin is (0,0))') // 0
 */
export function originIn(line: string): Origin | undefined {
  const text = plain(line)
  const isDenied = /\bbased: false\b/.test(text)
  const said = STATEMENTS.flatMap((statement): Origin[] => {
    const word = statement.exec(text)?.[1]
    if (word === undefined) return []
    const origin = word === '1' || word === 'one' ? 1 : 0
    return [isDenied ? ((1 - origin) as Origin) : origin]
  })
  if (FROM_ONE.test(text)) said.push(1)
  if (FROM_ZERO.test(text)) said.push(0)
  return onlyOne(said)
}

function plain(line: string): string {
  return line.toLowerCase().replace(/[_"']/g, ' ').replace(/\s+/g, ' ')
}

function onlyOne(found: readonly (Origin | undefined)[]): Origin | undefined {
  const distinct = [...new Set(found.filter((origin) => origin !== undefined))]
  return distinct.length === 1 ? distinct[0] : undefined
}

/** Metadata as lines `key: value`, through all depths. */
function metaTexts(meta: EcsvMeta, before = ''): string[] {
  return Object.entries(meta).flatMap(([key, value]) => {
    const name = `${before}${key}`
    if (Array.isArray(value))
      return value.filter((item) => typeof item === 'string').map((item) => `${name}: ${item}`)
    if (value !== null && typeof value === 'object') return metaTexts(value as EcsvMeta, `${name} `)
    return [`${name}: ${value}`]
  })
}
