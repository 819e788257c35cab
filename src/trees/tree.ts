/** One regression tree on coded features, grown from the root to a depth. */
import { MISSING } from './feature-bins.js'
import { bestSplit, type Derivatives, type Split, type SplitRules } from './split.js'

export type Tree = Leaf | Branch

interface Leaf {
  readonly value: number
}

interface Branch extends Pick<Split, 'feature' | 'code' | 'missingLeft'> {
  readonly left: Tree
  readonly right: Tree
}

export interface TreeRules extends SplitRules {
  readonly depth: number
}

/**
 * Grows a tree; a leaf's value is -G / (H + l), one Newton step of the loss.
 *
 * @param codes one array a feature
 * @param rows those to fit
 */
export function growTree(
  codes: readonly Uint8Array[],
  rows: Uint32Array,
  derivatives: Derivatives,
  rules: TreeRules,
): Tree {
  const split = rules.depth > 0 ? bestSplit(codes, rows, derivatives, rules) : undefined
  if (!split) return leafOf(rows, derivatives, rules)
  const { feature, code, missingLeft } = split
  const [left, right] = parted(codes[feature], rows, split)
  const below = { ...rules, depth: rules.depth - 1 }
  return {
    ...{ feature, code, missingLeft },
    left: growTree(codes, left, derivatives, below),
    right: growTree(codes, right, derivatives, below),
  }
}

/** The value of the leaf that a row falls into. */
export function treeValue(tree: Tree, codes: readonly Uint8Array[], row: number): number {
  let node = tree
  while ('feature' in node) {
    const left = isLeft(codes[node.feature][row], node.code, node.missingLeft)
    node = left ? node.left : node.right
  }
  return node.value
}

function parted(
  code: Uint8Array,
  rows: Uint32Array,
  { code: cut, missingLeft }: Split,
): [Uint32Array, Uint32Array] {
  const [left, right] = [new Uint32Array(rows.length), new Uint32Array(rows.length)]
  let [nLeft, nRight] = [0, 0]
  for (let i = 0; i < rows.length; i++) {
    if (isLeft(code[rows[i]], cut, missingLeft)) left[nLeft++] = rows[i]
    else right[nRight++] = rows[i]
  }
  return [left.subarray(0, nLeft), right.subarray(0, nRight)]
}

function isLeft(code: number, cut: number, missingLeft: boolean): boolean {
  return code === MISSING ? missingLeft : code <= cut
}

function leafOf(rows: Uint32Array, { first, second }: Derivatives, rules: TreeRules): Leaf {
  let [sumFirst, sumSecond] = [0, 0]
  for (const row of rows) {
    sumFirst += first[row]
    sumSecond += second[row]
  }
  return { value: -sumFirst / (sumSecond + rules.shrinkage) }
}
