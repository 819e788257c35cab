import type { Card, CardValue } from './card.js'

export class Header {
  readonly where: string
  private constructor(where: string) {
    this.where = where
  }
  static parse(_bytes: Uint8Array, where = 'header'): Header {
    return new Header(where)
  }
  static fromCards(_cards: Iterable<Card>, where = 'header'): Header {
    return new Header(where)
  }
  declare readonly cards: readonly Card[]
  declare has: (keyword: string) => boolean
  declare get: (keyword: string) => CardValue | undefined
  string(keyword: string): string
  string<T>(keyword: string, otherwise: T): string | T
  string(): string {
    throw new Error('internal: not written yet')
  }
  number(keyword: string): number
  number<T>(keyword: string, otherwise: T): number | T
  number(): number {
    throw new Error('internal: not written yet')
  }
  boolean(keyword: string): boolean
  boolean<T>(keyword: string, otherwise: T): boolean | T
  boolean(): boolean {
    throw new Error('internal: not written yet')
  }
  declare set: (keyword: string, value: CardValue | undefined, comment?: string) => this
  declare add: (card: Card) => this
  declare delete: (keyword: string) => boolean
  declare toBytes: () => Uint8Array
}
