/**
 * What a user writes in YAML or makes in code, checked against a schema. An error says the line,
 * what is known there, and what was probably meant.
 */
import { type Document, isMap } from 'yaml'
import { z } from 'zod'
import { closest } from '../closest.js'
import { InputError, type Problem } from '../errors.js'
import { withFile } from '../files/index.js'
import { yamlDocument } from '../yaml-document.js'

/** Nobody writes more by hand: it is another file, e.g. a mosaic. */
const LARGEST_BYTES = 2 ** 20

function tooLarge(where: string, nBytes: number): InputError {
  return new InputError({
    what: 'too large for a file of YAML that people write',
    where,
    expected: `at most ${LARGEST_BYTES} bytes`,
    got: `${nBytes}`,
    remedy: 'check the name of the file',
  })
}

/** @throws InputError with the line of the first fault, as {@link parsedYaml} */
export async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await withFile(path, async (source) => {
    if (source.byteLength > LARGEST_BYTES) throw tooLarge(path, source.byteLength)
    return new TextDecoder().decode(await source.slice(0, source.byteLength))
  })
  return parsedYaml(text, schema, path)
}

/**
 * @param where name of the file, for errors
 * @throws InputError with the line of the first fault: syntax, a key that is not known, a value
 *   that does not fit
 * @example parsedYaml('epochs: 10', recipeOverrides, 'mine.yaml') // { epochs: 10 }
 */
export function parsedYaml<T>(text: string, schema: z.ZodType<T>, where: string): T {
  const { document, lineAt, value } = yamlDocument(text, where)
  return checked(value() ?? {}, schema, (path) => {
    const line = lineOf(document, path, lineAt)
    return line === undefined ? where : `${where}, line ${line}`
  })
}

/**
 * A value made in code; keys that are undefined are left out.
 *
 * @param where what the value is, for errors
 * @throws InputError with the first key or value that does not fit
 * @example checkedValue({ epochs: 10 }, recipeOverrides, 'recipe') // { epochs: 10 }
 */
export function checkedValue<T>(value: unknown, schema: z.ZodType<T>, where: string): T {
  return JSON.parse(JSON.stringify(checked(value, schema, () => where)))
}

function checked<T>(value: unknown, schema: z.ZodType<T>, whereIs: (path: Path) => string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // A misspelt key is also a missing key: the spelling is what helps.
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  const path = pathOf(issue)
  throw new InputError({ where: whereIs(path), ...problemOf(issue, path, schema, value) })
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** Path of the faulty key or value. */
function pathOf(issue: Issue): Path {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
}

function problemOf(issue: Issue, path: Path, schema: z.ZodType, whole: unknown): Problem {
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const keys = [...new Set(keysAt(schema, issue.path))]
    const nearest = closest(issue.keys[0], keys)
    const remedy = nearest ? `did you mean ${nearest}?` : undefined
    return { what: `unknown key ${name}`, expected: `one of ${keys.join(', ')}`, remedy }
  }
  const value = valueAt(whole, path)
  const got = value === undefined ? 'nothing' : JSON.stringify(value)
  if (issue.code === 'invalid_value') {
    const nearest = typeof value === 'string' && closest(value, issue.values.map(String))
    const remedy = nearest ? `did you mean ${nearest}?` : undefined
    return { what: name, expected: issue.values.join(', '), got, remedy }
  }
  const remedy = issue.code === 'custom' ? issue.params?.remedy : undefined
  return { what: name, expected: expectation(issue, schema, path), got, remedy }
}

function valueAt(whole: unknown, path: Path): unknown {
  let value = whole
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key]
  return value
}

/** What zod expects, without what it got. */
function expectation(issue: Issue, schema: z.ZodType, path: Path): string {
  if (issue.code === 'invalid_union' && issue.path.at(-1) !== undefined) {
    const kinds = kindsAt(schema, path)
    if (kinds.length > 0) return kinds.join(', ')
  }
  const said = issue.message.replace(/^(Invalid input|Too small|Too big): /, '')
  return said
    .replace(/^expected /, '')
    .replace(/, received .*$/, '')
    .replace(' to be ', ' ')
}

/** The line on which a value stands, or its parent if the value is missing. */
function lineOf(
  document: Document,
  path: Path,
  lineAt: (offset: number) => number,
): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents
    const key = path[length - 1]
    const pair = isMap(parent) ? parent.items.find((item) => keyText(item.key) === key) : undefined
    const found = pair?.key ?? document.getIn(path.slice(0, length), true)
    const range = found && typeof found === 'object' && 'range' in found ? found.range : undefined
    if (Array.isArray(range)) return lineAt(range[0])
  }
  return undefined
}

function keyText(key: unknown): unknown {
  return key && typeof key === 'object' && 'value' in key ? key.value : key
}

/** Names of the keys that a schema has at a path. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  return schemasAt(schema, path).flatMap((found) =>
    found instanceof z.ZodObject ? Object.keys(found.shape) : [],
  )
}

/** Words by which the choices at a path differ. */
function kindsAt(schema: z.core.$ZodType, path: Path): string[] {
  return schemasAt(schema, path).flatMap((found) => {
    if (found instanceof z.ZodLiteral) return [...found.values].map(String)
    return found instanceof z.ZodEnum ? found.options.map(String) : []
  })
}

/** All schemas at a path: a union has several. */
function schemasAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return schemasAt(schema.unwrap(), path)
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option: z.core.$ZodType) => schemasAt(option, path))
  }
  if (path.length === 0) return [schema]
  const [key, ...rest] = path
  if (schema instanceof z.ZodArray) return schemasAt(schema.element, rest)
  if (schema instanceof z.ZodRecord) return schemasAt(schema.valueType, rest)
  const inner = schema instanceof z.ZodObject ? schema.shape[key as string] : undefined
  return inner ? schemasAt(inner, rest) : []
}
