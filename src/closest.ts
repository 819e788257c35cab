/**
 * The name that is most similar to `wanted`: it needs the fewest edits (Levenshtein 1966), at most
 * two or a third of its length. Undefined if none is similar. Case does not matter.
 *
 * @example closest('ressnet18', ['resnet18', 'vgg19']) // 'resnet18'
 */
export function closest(wanted: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const name of names) {
    const edits = editDistance(wanted.toLowerCase(), name.toLowerCase())
    if (edits < fewest) {
      fewest = edits
      best = name
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, row[j] + 1, next[j - 1] + 1))
    }
    row = next
  }
  return row[b.length]
}
