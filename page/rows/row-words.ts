/** A row in words. */
import { flagNames } from '../../src/catalog/index.js'
import { NONE } from './people.js'
import type { Kind, RowChoice } from './row-choice.js'

/** The kind of a class; an unknown class counts as none. */
export function kindOf(choice: Pick<RowChoice, 'kinds'>, value: number): Kind {
  const none = choice.kinds.find((kind) => kind.value === NONE)!
  return choice.kinds.find((kind) => kind.value === value) ?? none
}

/** @example flagsSaid(24) // 'edge, nan pixels' */
export function flagsSaid(flags: number): string {
  return flagNames(flags)
    .map((name) => name.replaceAll('_', ' '))
    .join(', ')
}
