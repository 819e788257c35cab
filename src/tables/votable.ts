/**
 * VOTable 1.0 to 1.5 (IVOA Recommendation VOTable 1.5), the tables of the Virtual Observatory. The
 * XML is read in pieces by saxes, which resolves no entity but the five of XML, so a document
 * cannot grow while it is read.
 */
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { Notes, rowsSaid } from '../notes.js'
import type { ColumnBuilder } from './column-builder.js'
import type { TableWish } from './fits.js'
import { type StatedFrame, Table } from './table.js'
import { addRows, fromBase64 } from './votable-binary.js'
import { addText, builderOf, type VotableField, votableField } from './votable-field.js'

/** So many bytes are parsed at a time. */
const PIECE = 2 ** 20
/** Elements in elements; a VOTable has a dozen. */
const DEEPEST = 100
/** More columns than this no table of the sky has. */
const MOST_FIELDS = 100_000
/** So many pieces of text about the table are kept. */
const MOST_COMMENTS = 1000

/**
 * A table of a VOTable.
 *
 * @param asked ID, name or number from 1 of the table; default: the first that fits the first of
 *   the wishes that one fits, else the first
 * @returns the table; a note says which one it is, if there are others
 * @throws InputError if the XML is damaged, the service answered with an error, there is no such
 *   table, or its data are of a kind that is not read (FITS, or in another file)
 * @example const table = await readVotable(await openFile('gaia.vot'))
 */
export async function readVotable(
  source: ByteSource,
  asked?: string | number,
  wanted: TableWish = [],
): Promise<Table> {
  const reading = new Reading(source.name, asked, wanted)
  const parser = new SaxesParser({ xmlns: false })
  parser.on('opentag', (tag) => reading.open(tag))
  parser.on('closetag', (tag) => reading.close(plainName(tag.name)))
  parser.on('text', (text) => reading.addText(text))
  parser.on('cdata', (text) => reading.addText(text))
  parser.on('error', (error) => {
    throw damaged(source.name, error.message)
  })
  const decoder = await decoderOf(source)
  for (let at = 0; at < source.byteLength; at += PIECE) {
    const bytes = await source.slice(at, at + PIECE)
    parser.write(decoded(decoder, bytes, at + PIECE < source.byteLength, source.name))
  }
  parser.close()
  return reading.table()
}

/** In the encoding that the XML declaration names; UTF-8 without one. */
async function decoderOf(source: ByteSource): Promise<TextDecoder> {
  const head = await source.slice(0, 200)
  const wide = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : undefined
  const text = String.fromCharCode(...head)
  const [, named] = /^[^<]*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(text) ?? []
  try {
    return new TextDecoder(wide ?? named ?? 'utf-8', { fatal: true })
  } catch {
    throw damaged(source.name, `encoding ${named}`)
  }
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, stream: boolean, where: string): string {
  try {
    return decoder.decode(bytes, { stream })
  } catch {
    throw damaged(where, `bytes that are not ${decoder.encoding}`)
  }
}

function damaged(where: string, got: string): InputError {
  const what = 'a VOTable whose XML is damaged'
  return new InputError({ what, where, got, remedy: 'get the file again' })
}

function plainName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** One TABLE: what is said of it, and its rows if it may be the one that is sought. */
interface Found {
  readonly number: number
  readonly id: string
  readonly name: string
  readonly fields: VotableField[]
  readonly comments: string[]
  readonly history: string[]
  builders?: ColumnBuilder[]
}

class Reading {
  private readonly notes = new Notes()
  private readonly tables: Found[] = []
  private readonly said: string[] = []
  private readonly systems: { readonly id: string; readonly frame: StatedFrame }[] = []
  private readonly path: string[] = []
  /** Attributes of the INFO that is open. */
  private info: Readonly<Record<string, string>> = {}
  private now: Found | undefined
  private best: Found | undefined
  private bestRank = Number.POSITIVE_INFINITY
  private isKept = false
  private text = ''
  private cellsOfRow = 0
  private format = ''
  private readonly badCells = new Map<VotableField, { rows: number[]; text: string }>()
  private isVotable = false

  constructor(
    private readonly source: string,
    private readonly asked: string | number | undefined,
    private readonly wanted: TableWish,
  ) {}

  open(tag: SaxesTagPlain): void {
    const name = plainName(tag.name)
    const { attributes } = tag
    this.text = ''
    if (this.path.push(name) > DEEPEST) {
      throw damaged(this.source, `more than ${DEEPEST} elements within each other`)
    }
    if (name === 'TD' || name === 'TR') return
    if (name === 'VOTABLE') this.isVotable = true
    else if (name === 'TABLE') this.begin(attributes)
    else if (name === 'FIELD') this.field(attributes)
    else if (name === 'VALUES') this.values(attributes)
    else if (name === 'INFO' || name === 'PARAM') this.info = attributes
    else if (name === 'COOSYS') this.system(attributes)
    else if (['TABLEDATA', 'BINARY', 'BINARY2', 'FITS'].includes(name)) this.data(name)
    else if (name === 'STREAM') this.stream(attributes)
  }

  addText(text: string): void {
    if (this.isKept || this.path.at(-1) === 'DESCRIPTION' || this.path.at(-1) === 'INFO') {
      this.text += text
    }
  }

  close(name: string): void {
    this.path.pop()
    if (name === 'TD') this.cell()
    else if (name === 'TR') this.row()
    else if (name === 'STREAM') this.rows()
    else if (name === 'DESCRIPTION') this.description()
    else if (name === 'INFO') this.endInfo()
    else if (name === 'PARAM') this.endParam()
    else if (name === 'TABLE') this.now = undefined
    else if (name === this.format) this.isKept = false
  }

  private begin({ ID = '', name = '' }: Readonly<Record<string, string>>): void {
    const number = this.tables.length + 1
    this.now = { number, id: ID, name, fields: [], comments: [], history: [] }
    this.tables.push(this.now)
  }

  private field(attributes: Readonly<Record<string, string>>): void {
    const fields = this.now?.fields
    if (!fields) return
    if (fields.length >= MOST_FIELDS) throw damaged(this.source, `more than ${MOST_FIELDS} FIELDs`)
    fields.push(votableField(attributes, fields.length, this.source))
  }

  private values(attributes: Readonly<Record<string, string>>): void {
    const field = this.now?.fields.at(-1)
    if (field && this.path.at(-2) === 'FIELD' && attributes.null !== undefined) {
      field.null = attributes.null.trim()
    }
  }

  private system({ ID = '', system = '', equinox }: Readonly<Record<string, string>>): void {
    if (system === '' || this.systems.length >= MOST_COMMENTS) return
    this.systems.push({ id: ID, frame: { system, ...(equinox && { equinox }) } })
  }

  /** The one COOSYS that no column refers to, if there is one, is that of the table. */
  private systemOfTable(fields: readonly VotableField[]): StatedFrame | undefined {
    const refs = new Set(fields.map(({ ref }) => ref))
    const free = this.systems.filter(({ id }) => id === '' || !refs.has(id))
    return free.length === 1 ? free[0].frame : undefined
  }

  /** The table is kept if it is the one that is asked for, or fits better than one before. */
  private data(format: string): void {
    const { now } = this
    this.format = format
    if (!now || now.builders || !this.fitsBetter(now)) return
    if (format === 'FITS') throw this.unread('FITS within a VOTable')
    if (this.best) this.best.builders = undefined
    this.best = now
    this.isKept = true
    this.badCells.clear()
    now.builders = now.fields.map(builderOf)
  }

  private fitsBetter({ number, id, name, fields }: Found): boolean {
    const { asked } = this
    if (asked !== undefined) return asked === number || asked === id || asked === name
    const names = fields.map((field) => field.name)
    const found = this.wanted.findIndex((fits) => fits(names))
    const rank = found < 0 ? this.wanted.length : found
    if (rank >= this.bestRank) return false
    this.bestRank = rank
    return true
  }

  private stream({ href, encoding = 'base64' }: Readonly<Record<string, string>>): void {
    if (!this.isKept) return
    if (href) throw this.unread(`data in another file (${href})`)
    if (encoding !== 'base64') throw this.unread(`a stream in the encoding ${encoding}`)
  }

  private unread(what: string): InputError {
    const remedy = 'write it with TABLEDATA or BINARY2, e.g. with TOPCAT'
    return new InputError({ what: `${what} is not read`, where: this.source, remedy })
  }

  private cell(): void {
    if (!this.isKept) return
    const { fields, builders } = this.best!
    const field = fields[this.cellsOfRow]
    if (field && !addText(field, builders![this.cellsOfRow], this.text)) this.bad(field)
    this.cellsOfRow++
    this.text = ''
  }

  private bad(field: VotableField): void {
    const bad = this.badCells.get(field) ?? { rows: [], text: this.text.slice(0, 30) }
    bad.rows.push(this.best!.builders![this.cellsOfRow].nRows - 1)
    this.badCells.set(field, bad)
  }

  private row(): void {
    if (!this.isKept) return
    const { fields, builders } = this.best!
    if (this.cellsOfRow !== fields.length) {
      throw new InputError({
        what: 'a row of another length than the fields',
        where: `${this.source}, row ${(builders![0]?.nRows ?? 0) || 1}`,
        expected: `${fields.length} cells`,
        got: `${this.cellsOfRow}`,
      })
    }
    this.cellsOfRow = 0
  }

  private rows(): void {
    if (!this.isKept) return
    const { fields, builders } = this.best!
    const bytes = fromBase64(this.text, this.source)
    this.text = ''
    addRows(bytes, fields, builders!, this.format === 'BINARY2', this.source)
  }

  private description(): void {
    const text = this.text.trim()
    const parent = this.path.at(-1)
    const field = this.now?.fields.at(-1)
    if (parent === 'FIELD' && field) field.description = text.replaceAll(/\s+/g, ' ')
    else if (parent === 'TABLE') this.say(this.now!.comments, ...text.split(/\s*\n\s*/))
    else if (parent === 'RESOURCE' || parent === 'VOTABLE') this.say(this.said, text)
    this.text = ''
  }

  private endInfo(): void {
    const { name = '', value = '' } = this.info
    const text = this.text.trim()
    this.text = ''
    if (name === 'QUERY_STATUS') this.status(value, text)
    else if (name === 'history' && this.now) this.say(this.now.history, value)
    else this.say(this.now?.comments ?? this.said, `${name} = ${value}`)
  }

  private status(value: string, text: string): void {
    if (/^ERROR$/i.test(value)) {
      throw new InputError({
        what: 'not a table, but the error of a service',
        where: this.source,
        got: text.slice(0, 300) || 'QUERY_STATUS = ERROR',
        remedy: 'correct the query, and ask again',
      })
    }
    if (/^OVERFLOW$/i.test(value)) {
      this.notes.doubt('the service cut the table off (QUERY_STATUS = OVERFLOW): rows are missing')
    }
  }

  private endParam(): void {
    const { name = '', value = '', unit } = this.info
    const list = this.now?.comments ?? this.said
    this.say(list, `${name} = ${value}${unit ? ` ${unit}` : ''}`)
  }

  private say(list: string[], ...lines: readonly string[]): void {
    if (list.length < MOST_COMMENTS) list.push(...lines.filter((line) => line !== ''))
  }

  table(): Table {
    const { best, source, notes } = this
    if (!best) throw this.noTable()
    const others = this.tables.filter((table) => table !== best)
    if (others.length > 0) {
      const list = others.slice(0, 20).map(nameOf).join('; ')
      notes.say(`the table is ${nameOf(best)}; others: ${list}${others.length > 20 ? '; ...' : ''}`)
    }
    const nRows = best.builders![0]?.nRows ?? 0
    for (const [{ name, datatype }, { rows, text }] of this.badCells) {
      const said = rowsSaid(rows, nRows)
      notes.doubt(`column ${name}: ${said} hold no ${datatype}: ${JSON.stringify(text)}`)
    }
    const columns = best.fields.map((field, i) => {
      const { name, shape, unit, ucd, description, ref } = field
      const frame = ref ? this.systems.find(({ id }) => id === ref)?.frame : undefined
      if (/Complex$/.test(field.datatype)) {
        notes.say(`column ${name}: complex numbers are pairs, real part first`)
      }
      const labels = {
        name,
        ...(unit && { unit }),
        ...(ucd && { ucd }),
        ...(description && { description }),
        ...(frame && { frame }),
      }
      return best.builders![i].column(labels, shape, source, notes)
    })
    const comments = [...this.said, ...best.comments]
    const frame = this.systemOfTable(best.fields)
    return new Table(columns, {
      source,
      ...(comments.length > 0 && { comments }),
      ...(frame && { frame }),
      ...(best.history.length > 0 && { history: best.history }),
      ...(notes.length > 0 && { notes }),
    })
  }

  private noTable(): InputError {
    if (!this.isVotable) {
      const got = 'another XML document'
      return new InputError({ what: 'not a VOTable', where: this.source, got })
    }
    const { asked, tables } = this
    return new InputError({
      what: asked === undefined ? 'a VOTable without rows' : `no table ${asked} with data`,
      where: this.source,
      expected: 'a TABLE with data',
      got: tables.slice(0, 20).map(nameOf).join('; ') || 'no TABLE',
    })
  }
}

function nameOf({ number, id, name }: Found): string {
  return [number, name || id].filter(Boolean).join(' ')
}
