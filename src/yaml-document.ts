/** YAML text, read by the package `yaml`; every fault becomes an error that says its line. */
import {
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
  Parser,
  parseDocument,
  type SchemaOptions,
} from 'yaml'
import { InputError } from './errors.js'

export interface YamlDocument {
  document: Document.Parsed
  /**
   * What the document holds, with its aliases followed.
   *
   * @throws InputError if an alias has no anchor, or aliases make far more of the text than it is
   */
  value(): unknown
  /** The line, counted from 1, of a character of the text. */
  lineAt(offset: number): number
}

/**
 * The document that a text holds.
 *
 * @param where name of the file, for errors
 * @param options of the package `yaml`; `remedy` is what an error tells the user to do;
 *   `unknownTags`: whether tags that the schema does not have are no fault
 * @throws InputError with the line of the first fault
 * @example yamlDocument('a: 1', 'mine.yaml').document.toJS() // { a: 1 }
 */
export function yamlDocument(
  text: string,
  where: string,
  options: ParseOptions &
    DocumentOptions &
    SchemaOptions & { remedy?: string; unknownTags?: boolean } = {},
): YamlDocument {
  const { remedy = 'correct this line', unknownTags = false, ...given } = options
  const lines = new LineCounter()
  const parsing = { ...given, lineCounter: lines, prettyErrors: false }
  refuseDeep(text, where)
  const document = parseDocument(text, parsing)
  const lineAt = (offset: number) => lines.linePos(offset).line
  const isFault = ({ code }: { code: string }) => !unknownTags || code !== 'TAG_RESOLVE_FAILED'
  const [fault] = [...document.errors, ...document.warnings].filter(isFault)
  if (!fault) return { document, lineAt, value: () => heldIn(document, where) }
  const line = lineAt(fault.pos[0])
  const kind = fault.code === 'TAG_RESOLVE_FAILED' ? 'unsupported YAML' : 'not valid YAML'
  throw new InputError({
    what: `${kind}: ${fault.message}`,
    where: `${where}, line ${line}`,
    got: text.split('\n')[line - 1]?.trim().slice(0, 60),
    remedy,
  })
}

/** Nothing that starsift reads is nested half as deep. */
const MOST_LEVELS = 64

/**
 * The package makes values by recursion, and where the stack ends within it, the process may end,
 * too (V8 compiles a pattern there and gives up). Its parser, which comes first, has a stack of its
 * own.
 */
function refuseDeep(text: string, where: string): void {
  const waiting = [...new Parser().parse(text)].map((token) => ({ token, level: 0 }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, level } = next
    if (level > MOST_LEVELS) throw tooDeep(where)
    const items = 'items' in token ? token.items : []
    const inner = [token.type === 'document' ? token.value : undefined]
    for (const { key, value } of items) inner.push(key ?? undefined, value)
    for (const one of inner) if (one) waiting.push({ token: one, level: level + 1 })
  }
}

function heldIn(document: Document, where: string): unknown {
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause
    const what = 'YAML with aliases that are not read'
    const remedy = 'write the values out'
    throw new InputError({ what, where, got: cause.message, remedy }, { cause })
  }
  if (isDeeper(value, MOST_LEVELS)) throw tooDeep(where)
  return value
}

/** An alias within its own anchor makes a value that is nested without end. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1))
}

function tooDeep(where: string): InputError {
  const expected = `at most ${MOST_LEVELS} levels`
  const remedy = 'write it with fewer brackets or indents'
  return new InputError({ what: 'YAML that is nested too deeply', where, expected, remedy })
}
