/**
 * The table of all rows in the reader's browser: it filters, sorts, and draws the rows that are on
 * the screen. The page contains the source text of these functions, so they use only each other
 * and the browser. What they need of `viewing/` is handed to them.
 */
import type { passingRows, RowFilter, sortedRows } from '../viewing/index.js'

interface Rows {
  names: string[]
  classes: number[]
  /** Probability of the class in thousandths, -1 where there is none. */
  permille: number[]
  flags: number[]
  /** Classes of people; 0 where they gave none. */
  people: number[] | null
  flagNames: [bit: number, name: string][]
  stamps: { sheets: string[]; sizePx: number; across: number; nRows: number }
}

/** What the table needs of the field: the looks of the classes, and the place of a row. */
export interface TableField {
  rows: Rows
  classes: { value: number; label: string; color: string; outline: string }[]
  placeOf: (row: number) => number[] | undefined
  goTo: (x: number, y: number) => void
  passingRows: typeof passingRows
  sortedRows: typeof sortedRows
}

class ReportTable {
  readonly form = document.querySelector<HTMLFormElement>('.tools')!
  readonly box = document.querySelector<HTMLElement>('.rows')!
  readonly body = this.box.querySelector('tbody')!
  readonly field: TableField
  readonly sheets = new Map<number, HTMLImageElement>()
  /** Height of a row, screen pixels; the style sheet has the same. */
  readonly rowPx = 44
  /** Rows that are drawn above and below the screen. */
  readonly more = 5
  readonly mostPrinted = 200
  order: Uint32Array = new Uint32Array()
  sortKey = ''
  isDescending = false
  frame = 0

  constructor(field: TableField) {
    this.field = field
  }

  value(name: string): string {
    return this.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? 'all'
  }

  get filter(): RowFilter {
    const { classes } = this.field
    const wanted = this.value('class')
    const others = [0, ...classes.map(({ value }) => value)].filter((one) => `${one}` !== wanted)
    const flags = this.value('flags')
    return {
      text: this.value('text'),
      hidden: wanted === 'all' ? [] : others,
      probability: [Number(this.value('from')) || 0, Number(this.value('to') || 1)],
      flags: flags === 'all' || flags === 'none' ? flags : Number(flags),
    }
  }

  /** Filters and sorts anew. */
  update(): void {
    const { names, classes, permille, flags, people } = this.field.rows
    const probabilities = permille.map((value) => (value < 0 ? Number.NaN : value / 1000))
    const facts = { ids: names, classes, probabilities, flags }
    const asked = this.value('people')
    let rows = this.field.passingRows(facts, this.filter)
    if (people && asked !== 'all') {
      rows = rows.filter(
        (row) =>
          people[row] > 0 &&
          classes[row] > 0 &&
          (people[row] === classes[row]) === (asked === 'same'),
      )
    }
    const noZero = (values: number[]) => values.map((value) => (value > 0 ? value : Number.NaN))
    const columns: Record<string, number[] | string[]> = {
      name: names,
      class: noZero(classes),
      p: probabilities,
      people: noZero(people ?? []),
      flags: noZero(flags),
    }
    const column = columns[this.sortKey]
    this.order = column ? this.field.sortedRows(rows, column, this.isDescending) : rows
    const all = names.length.toLocaleString('en-US')
    this.form.querySelector('output')!.textContent =
      `${this.order.length.toLocaleString('en-US')} of ${all} rows`
    this.box.scrollTop = 0
    this.draw()
  }

  sortBy(key: string): void {
    const isSame = this.sortKey === key
    if (isSame && this.isDescending) this.sortKey = ''
    else this.sortKey = key
    this.isDescending = isSame && !this.isDescending
    for (const button of this.box.querySelectorAll<HTMLElement>('[data-sort]')) {
      const isOn = button.dataset.sort === this.sortKey
      const words = this.isDescending ? 'descending' : 'ascending'
      if (isOn) button.parentElement!.setAttribute('aria-sort', words)
      else button.parentElement!.removeAttribute('aria-sort')
    }
    this.update()
  }

  draw(): void {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => {
      const first = Math.floor(this.box.scrollTop / this.rowPx)
      const n = Math.ceil(this.box.clientHeight / this.rowPx)
      this.drawRows(
        Math.max(0, first - this.more),
        Math.min(this.order.length, first + n + this.more),
      )
    })
  }

  /** These rows, and empty ones as high as the rest. */
  drawRows(from: number, to: number): void {
    const gap = (n: number) => {
      const row = document.createElement('tr')
      row.style.height = `${n * this.rowPx}px`
      return row
    }
    const rows = [...this.order.subarray(from, to)].map((row, k) => this.row(row, from + k))
    this.body.replaceChildren(gap(from), ...rows, gap(this.order.length - to))
  }

  row(row: number, place: number): HTMLElement {
    const { rows, classes } = this.field
    const line = document.createElement('tr')
    line.className = 'row'
    line.setAttribute('aria-rowindex', `${place + 2}`)
    const labelOf = (value: number) => classes.find((one) => one.value === value)?.label ?? '–'
    const p = rows.permille[row]
    const flags = rows.flagNames.filter(([bit]) => rows.flags[row] & (2 ** bit))
    line.append(this.stampCell(row))
    for (const text of [
      rows.names[row],
      labelOf(rows.classes[row]),
      p < 0 ? '–' : (p / 1000).toFixed(3),
      ...(rows.people ? [rows.people[row] > 0 ? labelOf(rows.people[row]) : '–'] : []),
      flags.map(([, name]) => name).join(', '),
    ]) {
      const cell = document.createElement('td')
      cell.textContent = text
      cell.title = text
      line.append(cell)
    }
    line.children[2].prepend(this.symbol(rows.classes[row]))
    if (rows.people?.[row]) line.children[4].prepend(this.symbol(rows.people[row]))
    return line
  }

  /** The marker of a class on its dark chip. */
  symbol(value: number): Element {
    const style = this.field.classes.find((one) => one.value === value)
    const svg = document.querySelector('.legend .symbol')!.cloneNode(true) as Element
    svg.removeAttribute('role')
    svg.removeAttribute('aria-label')
    svg.setAttribute('aria-hidden', 'true')
    svg.firstElementChild!.setAttribute('d', style?.outline ?? '')
    svg.firstElementChild!.setAttribute('stroke', style?.color ?? 'none')
    return svg
  }

  stampCell(row: number): HTMLElement {
    const cell = document.createElement('td')
    const at = this.field.placeOf(row)
    const { sizePx, nRows } = this.field.rows.stamps
    if (row >= nRows && !at) return cell
    const link = Object.assign(document.createElement('a'), { href: '#field' })
    link.setAttribute('aria-label', `${this.field.rows.names[row]}: find it in the field`)
    if (at) link.addEventListener('click', () => this.field.goTo(at[0], at[1]))
    cell.append(link)
    if (row >= nRows) {
      link.textContent = '→'
      return cell
    }
    const canvas = document.createElement('canvas')
    canvas.width = sizePx
    canvas.height = sizePx
    link.append(canvas)
    this.paint(canvas, row)
    return cell
  }

  /** A sheet is unpacked when the first of its stamps is shown. */
  paint(canvas: HTMLCanvasElement, row: number): void {
    const { sheets, sizePx, across } = this.field.rows.stamps
    const number = Math.floor(row / across ** 2)
    const place = row % across ** 2
    const known = this.sheets.get(number)
    const sheet = known ?? Object.assign(new Image(), { src: sheets[number] })
    this.sheets.set(number, sheet)
    const left = (place % across) * sizePx
    const top = Math.floor(place / across) * sizePx
    const put = () => canvas.getContext('2d')!.drawImage(sheet, -left, -top)
    if (sheet.complete) put()
    else sheet.addEventListener('load', put)
  }
}

/** Connects the table with its filters, its titles, the wheel and the printer. */
function startTable(field: TableField): void {
  const table = new ReportTable(field)
  table.form.addEventListener('input', () => table.update())
  table.form.addEventListener('submit', (event) => event.preventDefault())
  table.box.addEventListener('scroll', () => table.draw(), { passive: true })
  for (const button of table.box.querySelectorAll<HTMLElement>('[data-sort]')) {
    button.addEventListener('click', () => table.sortBy(button.dataset.sort!))
  }
  new ResizeObserver(() => table.draw()).observe(table.box)
  addEventListener('beforeprint', () => {
    cancelAnimationFrame(table.frame)
    const n = Math.min(table.mostPrinted, table.order.length)
    table.drawRows(0, n)
    table.body.lastElementChild?.remove()
  })
  addEventListener('afterprint', () => table.draw())
  table.update()
}

/** What the page must contain so that `startTable` runs, by name. */
export const TABLE_PARTS = { ReportTable, startTable }
