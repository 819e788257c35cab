/**
 * Regions of DS9 as a table of candidates (SAOImageDS9 Reference Manual, "Regions"): a row for each
 * shape that has a centre. Its text is the id, and its tags `name=value` are columns. Pixels stay
 * FITS pixels, and all systems of the sky become ICRS.
 */
import { InputError } from '../errors.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import { frameSaid } from '../wcs/index.js'
import {
  polygonCentre,
  type RegionPlace,
  type RegionSystem,
  regionPlace,
  regionSystem,
} from './region-place.js'
import {
  type RegionProperties,
  type RegionStatement,
  regionProperties,
  regionStatements,
} from './region-text.js'
import { type Column, Table } from './table.js'
import { typedColumn } from './typed.js'

const CENTRED = new Set([
  ...['circle', 'ellipse', 'box', 'rotbox', 'point', 'annulus', 'pie'],
  ...['panda', 'cpanda', 'epanda', 'bpanda', 'epandas', 'bpandas'],
])
/** Shapes without a place that could be a candidate's. */
const UNCENTRED = new Set([
  ...['line', 'vector', 'text', 'ruler', 'compass', 'projection', 'segment', 'field'],
])
const POINTS = /^(circle|box|diamond|cross|x|arrow|boxcircle)\s+point\b/i
/** More columns from tags than this nobody writes. */
const MOST_COLUMNS = 100

interface Region {
  readonly place: RegionPlace
  readonly shape: string
  readonly properties: RegionProperties
}

/**
 * The table of a region file: `id`, the positions (`x` and `y` in FITS pixels, `x_physical` and
 * `y_physical`, or `ra` and `dec`), `shape`, `color`, `tag`, and a column for each tag with `=`.
 *
 * @throws InputError naming the line with a shape or a system that is not known, or if regions are
 *   in pixels and on the sky in one file
 * @example parseRegions('fk5\ncircle(10:00:24.1,+2:12:01,3") # text={a}', 'a.reg', notes)
 */
export function parseRegions(text: string, source: string, notes: Notes): Table {
  const reading = new RegionReading(source)
  const { statements, nCommentedOut } = regionStatements(text, source)
  for (const statement of statements) reading.add(statement)
  reading.tell(notes, nCommentedOut)
  return reading.table(notes)
}

function isFound({ x, y }: RegionPlace): boolean {
  return Number.isFinite(x + y)
}

class RegionReading {
  private readonly regions: Region[] = []
  /** DS9 takes physical pixels where no system is named. */
  private system: RegionSystem = 'physical'
  private common: RegionProperties = regionProperties('')
  private readonly leftOut = new Map<string, number>()
  private readonly turned = new Map<string, number>()

  constructor(private readonly source: string) {}

  add(statement: RegionStatement): void {
    const { text } = statement
    const word = /^[a-z]\w*/i.exec(text)?.[0].toLowerCase() ?? ''
    const isAlone = word.length === text.length
    const system = isAlone ? regionSystem(word) : undefined
    if (system === 'unread') throw this.unread(statement, `the system ${word}`)
    if (system) this.system = system
    else if (word === 'global') this.common = regionProperties(`${text} ${statement.properties}`)
    else this.shape(statement)
  }

  private shape(statement: RegionStatement): void {
    const { text } = statement
    const [, sign, rest] = /^([+-]?)\s*(.*)$/s.exec(text)!
    const point = POINTS.exec(rest)
    const name = point ? 'point' : (/^[a-z]+/i.exec(rest)?.[0].toLowerCase() ?? '')
    const words = rest
      .slice(point ? point[0].length : name.length)
      .split(/[\s,()]+/)
      .filter((word) => word !== '')
    if (name === 'composite') return
    const properties = regionProperties(statement.properties)
    const isIncluded = properties.values.get('include') ?? (sign === '-' ? '0' : '1')
    if (UNCENTRED.has(name)) this.leave(name)
    else if (!CENTRED.has(name) && name !== 'polygon') {
      throw this.unread(statement, JSON.stringify(text.slice(0, 60)))
    } else if (isIncluded === '0') this.leave('excluded by "-"')
    else if (properties.words.has('background')) this.leave('background')
    else this.regions.push({ place: this.place(name, words), shape: name, properties })
  }

  private leave(what: string): void {
    this.leftOut.set(what, (this.leftOut.get(what) ?? 0) + 1)
  }

  private place(name: string, words: readonly string[]): RegionPlace {
    const { system } = this
    const at = (k: number) => regionPlace([words[k], words[k + 1]], system)
    const corners = name === 'polygon' && words.length >= 6 && words.length % 2 === 0
    const place = corners
      ? polygonCentre(Array.from({ length: words.length / 2 }, (_, k) => at(2 * k)))
      : at(name === 'polygon' ? words.length : 0)
    if (place.on === 'sky' && typeof system === 'object' && system.system !== 'ICRS') {
      const said = frameSaid(system)
      this.turned.set(said, (this.turned.get(said) ?? 0) + 1)
    }
    return place
  }

  private unread({ line }: RegionStatement, got: string): InputError {
    return new InputError({
      what: 'a region that is not read',
      where: `${this.source}, line ${line}`,
      expected:
        `one of ${[...CENTRED, 'polygon', ...UNCENTRED].join(', ')}, in image, physical, fk4, ` +
        'fk5, icrs or galactic',
      got,
      remedy: 'save the regions from DS9, in the format ds9 and the system icrs or image',
    })
  }

  /** Notes on what was left out and what was turned. */
  tell(notes: Notes, nCommentedOut: number): void {
    if (this.leftOut.size > 0) {
      const list = [...this.leftOut].map(([what, n]) => `${n} ${what}`).join(', ')
      notes.doubt(`regions that are no candidates are left out: ${list}`)
    }
    if (nCommentedOut > 0) {
      notes.doubt(`${nCommentedOut} of the comments look like regions; they are left out`)
    }
    for (const [said, n] of this.turned) {
      notes.say(`regions in ${said}: ${n}, turned to ICRS`)
    }
    const polygons = this.regions.filter(
      ({ shape, place }) => shape === 'polygon' && isFound(place),
    )
    if (polygons.length > 0) {
      notes.say(`polygons: ${polygons.length}, of which the centre of the area is the position`)
    }
  }

  table(notes: Notes): Table {
    const { regions, source } = this
    const { length } = regions
    const lost = rowsWhere(length, (row) => !isFound(regions[row].place))
    if (lost.length > 0) notes.doubt(`the coordinates of ${rowsSaid(lost, length)} cannot be read`)
    const found = new Set(
      regions.filter(({ place }) => isFound(place)).map(({ place }) => place.on),
    )
    if (found.size > 1) {
      throw new InputError({
        what: 'regions in several systems of coordinates',
        where: source,
        expected: 'image, physical or sky throughout',
        got: [...found].join(', '),
        remedy: 'save the regions from DS9 in one system',
      })
    }
    const on = [...found][0] ?? 'image'
    const columns = [...this.ids(), ...this.positions(on), ...this.others()]
    return new Table(length > 0 ? columns : [], { source, ...(notes.length > 0 && { notes }) })
  }

  private ids(): Column[] {
    const ids = this.regions.map(({ properties }) => properties.values.get('text') ?? '')
    return ids.some((id) => id !== '') ? [typedColumn('id', ids)] : []
  }

  private positions(on: RegionPlace['on']): Column[] {
    const [x, y] = (['x', 'y'] as const).map((axis) =>
      Float64Array.from(this.regions, ({ place }) => (place.on === on ? place[axis] : Number.NaN)),
    )
    if (on === 'sky') {
      return [
        { name: 'ra', values: x, unit: 'deg', ucd: 'pos.eq.ra', description: 'ICRS' },
        { name: 'dec', values: y, unit: 'deg', ucd: 'pos.eq.dec', description: 'ICRS' },
      ]
    }
    const suffix = on === 'physical' ? '_physical' : ''
    const description = `${on === 'physical' ? 'physical pixels of DS9, ' : ''}first pixel is 1`
    return [
      { name: `x${suffix}`, values: x, unit: 'pix', description },
      { name: `y${suffix}`, values: y, unit: 'pix', description },
    ]
  }

  /** Shapes, colours and tags. Names that are taken are left in `tag`. */
  private others(): Column[] {
    const { regions, common } = this
    const shared = common.values.get('color') ?? ''
    const colors = regions.map(({ properties }) => properties.values.get('color') ?? shared)
    const taken = ['id', 'x', 'y', 'ra', 'dec', 'x_physical', 'y_physical', 'shape', 'color', 'tag']
    const named = new Map<string, string[]>()
    const plain = regions.map(({ properties: { tags } }, row) =>
      tags.filter((tag) => {
        const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(tag) ?? []
        if (name === undefined || taken.includes(name.toLowerCase())) return true
        if (!named.has(name) && named.size === MOST_COLUMNS) return true
        const cells = named.get(name) ?? new Array<string>(regions.length).fill('')
        named.set(name, cells)
        cells[row] = value
        return false
      }),
    )
    const tags = plain.map((list) => list.join('; '))
    return [
      { name: 'shape', values: regions.map(({ shape }) => shape) },
      ...(colors.some((color) => color !== '') ? [{ name: 'color', values: colors }] : []),
      ...(tags.some((tag) => tag !== '') ? [typedColumn('tag', tags)] : []),
      ...[...named].map(([name, cells]) => typedColumn(name, cells)),
    ]
  }
}
