/** Scalars of YAML 1.1 (chapter 9), as PyYAML resolves and writes them. */
import type { YamlScalar } from './yaml.js'

/** What a scalar without quotes means: null, boolean, number, or text. */
export function plainValue(raw: string): YamlScalar {
  const text = fold(raw).trim()
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false
  if (/^[-+]?(?:0|[1-9]\d*)$/.test(text)) return integer(text)
  if (/^[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]\d+)?$/.test(text)) return Number(text)
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return /^\.nan$/i.test(text) ? Number.NaN : text
}

function integer(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text.replace('+', ''))
}

export interface Quoted {
  value: string
  /** Offset behind the closing quote. */
  end: number
}

/** The text in single quotes at `start`, where `''` is a quote. */
export function singleQuoted(text: string, start: number): Quoted | undefined {
  const quoted = /'((?:[^']|'')*)'/y
  quoted.lastIndex = start
  const match = quoted.exec(text)
  if (!match) return undefined
  return { value: fold(match[1]).replaceAll("''", "'"), end: quoted.lastIndex }
}

/** The text in double quotes at `start`, with its escapes; undefined if one is unknown. */
export function doubleQuoted(text: string, start: number): Quoted | undefined {
  const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y
  quoted.lastIndex = start
  const match = quoted.exec(text)
  if (!match) return undefined
  const joined = fold(match[1].replace(/\\\n[ \t]*/g, ''))
  const escapes = /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])/g
  let known = true
  const value = joined.replace(escapes, (_, code: string) => {
    if (code.length > 1) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    known &&= code in ESCAPES
    return ESCAPES[code]
  })
  return known ? { value, end: quoted.lastIndex } : undefined
}

/** A line end between words is a blank, n of them are n - 1 line ends (section 4.2.6). */
function fold(text: string): string {
  return text.replace(/[ \t]*\n(?:[ \t]*\n)*[ \t]*/g, (gap) => {
    const ends = gap.split('\n').length - 1
    return ends === 1 ? ' ' : '\n'.repeat(ends - 1)
  })
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
