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
  const document = parseDocument(text, { ...given, lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const isFault = ({ code }: { code: string }) => !unknownTags || code !== 'TAG_RESOLVE_FAILED'
  const [fault] = [...document.errors, ...document.warnings].filter(isFault)
  if (!fault) return { document, lineAt }
  const line = lineAt(fault.pos[0])
  const kind = fault.code === 'TAG_RESOLVE_FAILED' ? 'unsupported YAML' : 'not valid YAML'
  throw new InputError({
    what: `${kind}: ${fault.message}`,
    where: `${where}, line ${line}`,
    got: text.split('\n')[line - 1]?.trim().slice(0, 60),
    remedy,
  })
}
