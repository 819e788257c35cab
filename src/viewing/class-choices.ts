/** The classes as a person chooses them: words, keys and markers. */
import {
  areTheFour,
  type ClassList,
  classStyle,
  type OwnClass,
  PHANGS_SUBCODES,
} from '../catalog/index.js'
import type { ClassChoice } from './field-view.js'

/** Letters that mean something else on the page: help, machine, unsure, undo. */
const TAKEN = 'hmuz'
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'].filter((letter) => !TAKEN.includes(letter))
/** One key for each class that a list may have. */
const KEYS = [...'1234567890', ...LETTERS, ...LETTERS.map((letter) => letter.toUpperCase())]

/**
 * The key of each finer code of PHANGS, after the key of class 4. They are the first letters of the
 * words as far as these differ: `t` is saturaTed, `k` spiKe, `v` seVeral stars, `l` fLuff, `y` verY
 * red.
 */
const CODE_KEYS: Readonly<Record<number, string>> = {
  ...{ 4: 's', 5: 'p', 6: 't', 7: 'r', 8: 'k', 9: 'g', 10: 'f', 11: 'v', 12: 'e', 13: '3' },
  ...{ 14: 'b', 15: 'n', 16: 'l', 17: 'o', 19: 'y' },
}

/**
 * The choices of a list of classes. The value of a choice is its place in the list, from 1 on; for
 * the four classes of this field that is their number.
 *
 * @example classChoices(FOUR_CLASSES)[0].label // '1: symmetric compact cluster'
 */
export function classChoices(list: ClassList): ClassChoice[] {
  const keys = keysOf(list)
  const isFour = areTheFour(list)
  return list.map((one, k) => {
    const { color, path } = classStyle(k + 1)
    const codes = isFour && k + 1 === 4 ? phangsCodes() : []
    return {
      ...{ value: k + 1, label: titleOf(one), key: keys[k], isCluster: one.isCluster },
      ...{ color, path, codes },
    }
  })
}

function titleOf({ label, name }: OwnClass): string {
  return `${label}` === name ? name : `${label}: ${name}`
}

/** Labels that are one digit each are their own keys; other classes count from 1. */
function keysOf(list: ClassList): readonly string[] {
  const labels = list.map(({ label }) => `${label}`)
  return labels.every((label) => /^\d$/.test(label)) ? labels : KEYS
}

function phangsCodes(): ClassChoice['codes'] {
  return Object.entries(PHANGS_SUBCODES).map(([code, label]) => ({
    ...{ key: CODE_KEYS[Number(code)], value: Number(code), label },
  }))
}
