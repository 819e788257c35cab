import { storedAnswers } from '../setup/golden.js'

/** Made by test/packings/pack.sh from TEXT and from nothing. */
export const TEXT = `${Array.from({ length: 60 }, (_, i) => {
  const x = `${(i * 37) % 1000}.${String((i * i) % 100).padStart(2, '0')}`
  return `${i},${x},${'a'.repeat(i % 9)}\n`
}).join('')}${'z'.repeat(600)}\n`

/** By packing: TEXT and nothing, packed, as base64. */
export const PACKED = storedAnswers<Record<string, readonly string[]>>('packings')
