/** The entries of a column, page after page, with the rows in which they stand. */
import type { ByteSource } from '../bytes/index.js'
import { Damage } from './damage.js'
import type { Footer } from './footer.js'
import { type Page, pagesOf } from './pages.js'
import type { Leaf } from './schema.js'
import { type Stored, storage, type TextOf } from './stored.js'

/** The values of a column. */
export interface Entries {
  readonly values: Stored
  /** 1 for each of `values` that is none; absent if there are no such. */
  readonly gone?: Uint8Array
  /** For lists: row r has the values from `offsets[r]` to before `offsets[r + 1]`. */
  readonly offsets?: Int32Array
  /** For lists: 1 for each row without a list; absent if there are no such. */
  readonly goneRows?: Uint8Array
}

/**
 * Reads a column.
 *
 * @param textOf what becomes of values that are stored as bytes
 * @throws Damage if it is not what the footer says
 */
export async function readEntries(
  source: ByteSource,
  footer: Footer,
  index: number,
  textOf: TextOf,
): Promise<Entries> {
  const { groups, budget } = footer
  const leaf = footer.leaves[index]
  const collector = leaf.isList ? new Lists(leaf, footer, index) : new Flat(leaf, footer)
  for (const { chunks } of groups) {
    const chunk = chunks[index]
    const bytes = await source.slice(chunk.start, chunk.start + chunk.bytes)
    if (bytes.length < chunk.bytes) throw new Damage('the file is cut')
    for await (const page of pagesOf(bytes, chunk, { leaf, textOf, budget })) collector.add(page)
  }
  return collector.entries()
}

/** One value a row. */
class Flat {
  private readonly values: Stored
  private gone?: Uint8Array
  private n = 0

  constructor(
    private readonly leaf: Leaf,
    private readonly footer: Footer,
  ) {
    this.values = storage(leaf, footer.nRows)
  }

  add({ nEntries, values, definitions }: Page): void {
    const { n } = this
    this.n += nEntries
    if (!definitions || values.length === nEntries) {
      copy(values, this.values, n)
      return
    }
    this.gone ??= new Uint8Array(this.footer.nRows)
    for (let i = 0, k = 0; i < nEntries; i++) {
      if (definitions[i] === this.leaf.maxDefinition) this.values[n + i] = values[k++] as never
      else this.gone[n + i] = 1
    }
  }

  entries(): Entries {
    return { values: this.values, gone: this.gone }
  }
}

class Lists {
  private readonly values: Stored
  private readonly offsets: Int32Array
  private gone?: Uint8Array
  private goneRows?: Uint8Array
  /** Values and rows that began so far. */
  private n = 0
  private row = 0

  constructor(
    private readonly leaf: Leaf,
    private readonly footer: Footer,
    index: number,
  ) {
    const nEntries = footer.groups.reduce((sum, { chunks }) => sum + chunks[index].nEntries, 0)
    if (nEntries >= 2 ** 31) throw new Damage(`${nEntries} values in lists`)
    this.values = storage(leaf, nEntries)
    this.offsets = new Int32Array(footer.nRows + 1)
  }

  add({ nEntries, values, definitions, repetitions }: Page): void {
    const { maxDefinition, entryDefinition } = this.leaf
    for (let i = 0, k = 0; i < nEntries; i++) {
      const definition = definitions ? definitions[i] : maxDefinition
      if (repetitions?.[i]) {
        // Only an entry goes on with a list, and only where there is one.
        if (this.row === 0 || definition < entryDefinition || this.isEmpty) {
          throw new Damage('lists that do not begin')
        }
      } else this.begin(definition)
      if (definition === maxDefinition) this.values[this.n++] = values[k++] as never
      else if (definition >= entryDefinition) {
        this.gone ??= new Uint8Array(this.values.length)
        this.gone[this.n++] = 1
      }
    }
  }

  private isEmpty = true

  private begin(definition: number): void {
    const { nRows } = this.footer
    if (this.row === nRows) throw new Damage(`more lists than the ${nRows} rows`)
    this.offsets[this.row] = this.n
    this.isEmpty = definition < this.leaf.entryDefinition
    // Below the level of an empty list there is none.
    if (definition < this.leaf.entryDefinition - 1) {
      this.goneRows ??= new Uint8Array(nRows)
      this.goneRows[this.row] = 1
    }
    this.row++
  }

  entries(): Entries {
    const { nRows } = this.footer
    if (this.row !== nRows) throw new Damage(`${this.row} lists in ${nRows} rows`)
    this.offsets[nRows] = this.n
    const isWhole = this.n === this.values.length
    return {
      values: isWhole ? this.values : (this.values.slice(0, this.n) as Stored),
      gone: isWhole ? this.gone : this.gone?.slice(0, this.n),
      offsets: this.offsets,
      goneRows: this.goneRows,
    }
  }
}

function copy(from: Stored, to: Stored, at: number): void {
  if (Array.isArray(from) || Array.isArray(to)) {
    for (let i = 0; i < from.length; i++) to[at + i] = from[i] as never
  } else (to as Float64Array).set(from as Float64Array, at)
}
