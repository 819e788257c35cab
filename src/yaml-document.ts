/** YAML text, read by the package `yaml`; every fault becomes an error that says its line. */
import {
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
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
  const document = named(() => parseDocument(text, parsing), where)
  const lineAt = (offset: number) => lines.linePos(offset).line
  const isFault = ({ code }: { code: string }) => !unknownTags || code !== 'TAG_RESOLVE_FAILED'
  const [fault] = [...document.errors, ...document.warnings].filter(isFault)
  if (!fault) return { document, lineAt, value: () => named(() => heldIn(document), where) }
  const line = lineAt(fault.pos[0])
  const kind = fault.code === 'TAG_RESOLVE_FAILED' ? 'unsupported YAML' : 'not valid YAML'
  throw new InputError({
    what: `${kind}: ${fault.message}`,
    where: `${where}, line ${line}`,
    got: text.split('\n')[line - 1]?.trim().slice(0, 60),
    remedy,
  })
}

/** Nothing that starsift reads is nested half as deep; far deeper, the stack overflows. */
const MOST_LEVELS = 64

function heldIn(document: Document): unknown {
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  if (isDeeper(value, MOST_LEVELS)) throw new RangeError('too deep')
  return value
}

/** An alias within its own anchor makes a value that is nested without end. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1))
}

/** The package throws a RangeError where the stack ends, a ReferenceError about aliases. */
function named<T>(step: () => T, where: string): T {
  try {
    return step()
  } catch (cause) {
    const isDeep = cause instanceof RangeError
    if (!isDeep && !(cause instanceof ReferenceError)) throw cause
    const problem = isDeep
      ? { what: 'YAML that is nested too deeply' }
      : { what: 'YAML with aliases that are not read', got: (cause as Error).message }
    throw new InputError({ ...problem, where, remedy: 'write the values out' }, { cause })
  }
}
