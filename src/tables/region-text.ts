/**
 * The text of a DS9 region file, cut into statements (SAOImageDS9 Reference Manual, "Regions"). A
 * statement ends at a line's end or at `;`. What stands behind `#` are properties, and texts in
 * them may hold `;` and `#`. A line that begins with `#` is a comment, but for the shapes that DS9
 * writes so: `# text(...)`, `# vector(...)`.
 */
import { InputError } from '../errors.js'
import { linesOf } from './lines.js'

/** One statement: a system, `global`, or a shape with what is said of it. */
export interface RegionStatement {
  /** Counted from 1. */
  readonly line: number
  /** What stands before the properties, without `||`. */
  readonly text: string
  readonly properties: string
  /** Whether it stands in a comment, as DS9 writes texts and vectors. */
  readonly isInComment: boolean
}

/** Longer properties no program writes. */
const LONGEST = 100_000
const SHAPE_IN_COMMENT = /^\s*(?:text|vector|ruler|compass|projection|composite|segment)\s*\(/i
const COMMENTED_OUT = /^\s*[+-]?(?:circle|ellipse|box|point|annulus|polygon)\s*\(/i

/** The statements of a file, and how many of its comments look like regions. */
export function regionStatements(
  text: string,
  source: string,
): { statements: RegionStatement[]; nCommentedOut: number } {
  const statements: RegionStatement[] = []
  let nCommentedOut = 0
  for (const [i, whole] of linesOf(text.replace(/^\uFEFF/, '')).entries()) {
    const line = i + 1
    const [, comment] = /^\s*#(.*)$/s.exec(whole) ?? []
    const isInComment = comment !== undefined && SHAPE_IN_COMMENT.test(comment)
    if (comment !== undefined && !isInComment) {
      if (COMMENTED_OUT.test(comment)) nCommentedOut++
      continue
    }
    for (const { own, properties } of partsOf(comment ?? whole)) {
      if (properties.length > LONGEST) {
        const where = `${source}, line ${line}`
        throw new InputError({ what: `properties of more than ${LONGEST} characters`, where })
      }
      // In a comment the properties follow the parentheses.
      const end = isInComment ? own.indexOf(')') + 1 : own.length
      const before = own.slice(0, end).replaceAll('|', ' ').trim()
      const after = `${own.slice(end)} ${properties}`.trim()
      if (before !== '') statements.push({ line, text: before, properties: after, isInComment })
    }
  }
  return { statements, nCommentedOut }
}

/** Statements of a line. Sizes may have the signs of minutes and seconds, which are no quotes. */
function partsOf(line: string): { own: string; properties: string }[] {
  const parts: { own: string; properties: string }[] = []
  let [start, hash] = [0, -1]
  const finish = (end: number) => {
    const own = line.slice(start, hash < 0 ? end : hash)
    parts.push({ own, properties: hash < 0 ? '' : line.slice(hash + 1, end) })
  }
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ';') {
      finish(at)
      start = at + 1
      hash = -1
    } else if (line[at] === '#' && hash < 0) hash = at
    else if (line[at] === '=') at = endOfValue(line, at)
  }
  finish(line.length)
  return parts
}

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '"': '"', "'": "'" }

/** The last character of a value behind an equals sign; the sign itself, if it has no quotes. */
function endOfValue(line: string, equals: number): number {
  let at = equals + 1
  while (line[at] === ' ') at++
  const closer = CLOSERS[line[at]]
  const end = closer ? line.indexOf(closer, at + 1) : -1
  return end < 0 || end - at > LONGEST ? equals : end
}

/** What is said of a region. */
export interface RegionProperties {
  readonly values: ReadonlyMap<string, string>
  readonly tags: readonly string[]
  /** Words without a value, such as `background`. */
  readonly words: ReadonlySet<string>
}

const PROPERTY = /([A-Za-z]\w*)\s*=\s*(?:\{([^}]*)\}|"([^"]*)"|'([^']*)'|([^\s={}"']+))/g

/**
 * Properties of a region, by their names in small letters.
 *
 * @example regionProperties('color=red text={a b}').values.get('text') // 'a b'
 */
export function regionProperties(text: string): RegionProperties {
  const values = new Map<string, string>()
  const tags: string[] = []
  const rest = text.replaceAll(PROPERTY, (_, key: string, ...found: (string | undefined)[]) => {
    const value = found.slice(0, 4).find((one) => one !== undefined) ?? ''
    if (key.toLowerCase() === 'tag') tags.push(value)
    else values.set(key.toLowerCase(), value)
    return ' '
  })
  return { values, tags, words: new Set(rest.toLowerCase().match(/[a-z]+/g)) }
}
