/**
 * The YAML of ECSV headers, with the values that astropy's parser (PyYAML) gives. The package
 * `yaml` reads the syntax. The scalars follow PyYAML's rules, which no schema of the package has:
 * `yes` is true, but `y` is a text, and so is `1e5`, a float without a point. Dates, and integers
 * of base 2, 8, 16 and 60, stay texts. Values with tags that are not understood are carried along.
 */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml'
import { InputError } from '../errors.js'
import { yamlDocument } from '../yaml-document.js'
import { type EcsvMetaValue, Tagged } from './table.js'

export type YamlValue = EcsvMetaValue

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
  if (document.contents === null) return null
  return new Values(document, refuse).valueIn(document.contents, 0)
}

/** All scalars as text; of keys that repeat, the last counts, as in PyYAML. */
const OPTIONS = {
  schema: 'failsafe',
  customTags: ['omap'] as 'omap'[],
  uniqueKeys: false,
  unknownTags: true,
  remedy: 'correct this line, or read the table with astropy and write it as FITS or as CSV',
}

const YAML_TAGS = 'tag:yaml.org,2002:'
const OMAP = `${YAML_TAGS}omap`
/** Tags that say what the value is without them. */
const PLAIN = ['map', 'seq', 'str'].map((name) => YAML_TAGS + name)

/** Headers of tables are small. A link to a list of links (`*x`) can make any size of few lines. */
const MOST_VALUES = 100_000
const DEEPEST = 100

type Refuse = (node: Node, what: string) => never

class Values {
  private count = 0

  constructor(
    private readonly document: Document.Parsed,
    private readonly refuse: Refuse,
  ) {}

  valueIn(node: Node, depth: number): YamlValue {
    if (++this.count > MOST_VALUES) return this.refuse(node, `more than ${MOST_VALUES} values`)
    if (depth > DEEPEST) return this.refuse(node, `more than ${DEEPEST} levels`)
    if (isAlias(node)) {
      const target = node.resolve(this.document)
      return target ? this.valueIn(target, depth + 1) : this.refuse(node, 'a link to nothing')
    }
    const tag = 'tag' in node ? node.tag : undefined
    const value = this.untagged(node, depth)
    return !tag || tag === OMAP || PLAIN.includes(tag) ? value : new Tagged(tag, value)
  }

  private untagged(node: Node, depth: number): YamlValue {
    if (isSeq(node) && node.tag === OMAP) return this.entriesOf(node.items, depth)
    if (isMap(node)) return this.entriesOf(node.items, depth)
    if (isSeq(node)) return node.items.map((item) => this.valueIn(item as Node, depth + 1))
    if (!isScalar(node)) return this.refuse(node, 'a value of an unknown kind')
    // A tag may have made another value of the text: bytes of !!binary.
    const text = node.source ?? String(node.value)
    return node.type === 'PLAIN' && !node.tag ? plainValue(text) : text
  }

  private entriesOf(pairs: readonly unknown[], depth: number): { [key: string]: YamlValue } {
    return Object.fromEntries(
      pairs.filter(isPair).map(({ key, value }) => {
        const { range } = key as Node
        if (!range) return this.refuse(key as Node, 'an empty entry of an !!omap')
        if (value === null) return this.refuse(key as Node, 'a key without ":"')
        const name = this.valueIn(key as Node, depth + 1)
        if (typeof name === 'object' && name !== null) {
          return this.refuse(key as Node, 'a key that is a list or has a tag')
        }
        return [String(name), this.valueIn(value as Node, depth + 1)]
      }),
    )
  }
}

/** What a text without quotes means: null, a boolean, a number, or the text. */
function plainValue(text: string): string | number | bigint | boolean | null {
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
