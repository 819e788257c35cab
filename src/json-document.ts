/** JSON text that somebody else wrote, e.g. in a model file: it may be anything. */

/** Nothing that starsift reads is nested half as deep; far deeper, the stack overflows. */
const MOST_LEVELS = 64

/**
 * What a JSON text holds.
 *
 * @returns undefined if it is no JSON, or nested more than 64 levels deep
 * @example jsonDocument('{"a": [1]}') // { a: [1] }
 */
export function jsonDocument(text: string): unknown {
  if (levelsOf(text) > MOST_LEVELS) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How deep brackets are nested, outside of texts. */
function levelsOf(text: string): number {
  let level = 0
  let deepest = 0
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (piece === '[' || piece === '{') deepest = Math.max(deepest, ++level)
    else if (piece === ']' || piece === '}') level--
  }
  return deepest
}
