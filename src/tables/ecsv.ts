import type { Table } from './table.js'

export function parseEcsv(_text: string, _source?: string): Table {
  throw new Error('internal: not written yet')
}

export function ecsvText(_table: Table): string {
  throw new Error('internal: not written yet')
}
