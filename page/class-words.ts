/** What a class is called on its button. */
import type { ClassChoice } from '../src/viewing/index.js'

/**
 * The label without the key, which stands before it.
 *
 * @example wordsOf({ key: '1', label: '1: symmetric' }) // 'symmetric'
 */
export function wordsOf({ label, key }: Pick<ClassChoice, 'label' | 'key'>): string {
  return label.startsWith(`${key}: `) ? label.slice(key.length + 2) : label
}
