/**
 * The YAML of ECSV headers, with the values that astropy's parser (PyYAML) gives. The package
 * `yaml` reads the syntax. The scalars follow PyYAML's rules, which no schema of the package has:
 * `yes` is true, but `y` is a text, and so is `1e5`, a float without a point. Dates, and integers
 * of base 2, 8, 16 and 60, stay texts. Tags other than `!!omap`, anchors and block scalars are
 * refused: headers of tables have none.
 */
import { isMap, isPair, isScalar, isSeq, type Node } from 'yaml'
import { InputError } from '../errors.js'
import { yamlDocument } from '../yaml-document.js'

export type YamlScalar = string | number | bigint | boolean | null
export type YamlValue = YamlScalar | readonly YamlValue[] | { readonly [key: string]: YamlValue }

/**
 * @param where file, for errors
 * @throws InputError naming the line of what is not YAML, or is not read here
 * @example parseYaml('a: [1, x]\nb:\n- {c: yes}') // { a: [1, 'x'], b: [{ c: true }] }
 */
export function parseYaml(text: string, where = 'YAML'): YamlValue {
  const { document, lineAt } = yamlDocument(text, where, OPTIONS)
  const refuse = (node: Node, what: string): never => {
    const line = lineAt((node.range ?? document.range)[0])
    throw new InputError({
      what: `unsupported YAML: ${what}`,
      where: `${where}, line ${line}`,
      got: text.split('\n')[line - 1].trim().slice(0, 60),
      remedy: OPTIONS.remedy,
    })
  }
  return document.contents === null ? null : valueIn(document.contents, refuse)
}

/** All scalars as text; of keys that repeat, the last counts, as in PyYAML. */
const OPTIONS = {
  schema: 'failsafe',
  customTags: ['omap'] as 'omap'[],
  uniqueKeys: false,
  remedy: 'correct this line, or read the table with astropy and write it as FITS or as CSV',
}

const OMAP = 'tag:yaml.org,2002:omap'

type Refuse = (node: Node, what: string) => never

function valueIn(node: Node, refuse: Refuse): YamlValue {
  if (isSeq(node) && node.tag === OMAP) return entriesOf(node.items, refuse)
  if ('tag' in node && node.tag) return refuse(node, 'a tag other than !!omap')
  if (isMap(node)) return entriesOf(node.items, refuse)
  if (isSeq(node)) return node.items.map((item) => valueIn(item as Node, refuse))
  if (!isScalar(node) || node.anchor) return refuse(node, 'an anchor, or a link to one')
  const text = String(node.value)
  if (node.type === 'PLAIN') return plainValue(text)
  return node.type?.startsWith('QUOTE') ? text : refuse(node, 'a text after | or >')
}

function entriesOf(pairs: readonly unknown[], refuse: Refuse): { [key: string]: YamlValue } {
  return Object.fromEntries(
    pairs.filter(isPair).map(({ key, value }) => {
      const { range } = key as Node
      if (!range) return refuse(key as Node, 'an empty entry of an !!omap')
      if (value === null) return refuse(key as Node, 'a key without ":"')
      const name = valueIn(key as Node, refuse)
      return [String(name), valueIn(value as Node, refuse)]
    }),
  )
}

/** What a text without quotes means: null, a boolean, a number, or the text. */
function plainValue(text: string): YamlScalar {
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
