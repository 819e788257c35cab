/**
 * The part of the address after `#` keeps the view and the row, so that a reload, the button "back"
 * and a link that is sent to a colleague lead to the same source. Rows are counted from 1 there, as
 * the page shows them.
 */
import { signal } from '@preact/signals'
import type { ViewName } from './view.js'

const VIEWS: readonly ViewName[] = ['label', 'field', 'table', 'agreement']

export interface Address {
  readonly view: ViewName
  /** 0-based; null where the address names no row. */
  readonly row: number | null
}

/** @example addressOf('#/table/12') // { view: 'table', row: 11 } */
export function addressOf(hash: string): Address {
  const [, name, number] = /^#\/(\w+)(?:\/(\d{1,9}))?$/.exec(hash) ?? []
  const view = VIEWS.find((one) => one === name) ?? 'label'
  const row = Number(number)
  return { view, row: row >= 1 ? row - 1 : null }
}

/** @example hashOf({ view: 'table', row: 11 }) // '#/table/12' */
export function hashOf({ view, row }: Address): string {
  return row === null ? `#/${view}` : `#/${view}/${row + 1}`
}

/** Where the page is. */
export const address = signal<Address>({ view: 'label', row: null })

/** Lets {@link address} follow the browser's address. */
export function followAddress(): void {
  const follow = () => {
    address.value = addressOf(location.hash)
  }
  follow()
  addEventListener('hashchange', follow)
}

/** Whether the browser's address was changed, and {@link address} does not know it yet. */
export function isMoving(): boolean {
  const { view, row } = addressOf(location.hash)
  const known = address.peek()
  return view !== known.view || row !== known.row
}

/** Goes to a view and row. A new view is a new step of the history; a new row of a view is not. */
export function goToAddress(to: Address): void {
  const isNewView = to.view !== address.peek().view
  history[isNewView ? 'pushState' : 'replaceState'](null, '', hashOf(to))
  address.value = to
}
