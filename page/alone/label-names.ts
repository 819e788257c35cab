/** The name under which a person labels in this browser. */
import { personName } from '../../src/votes/index.js'

const KEPT_AS = 'starsift person'

/** The name of the last visit; empty where there is none. */
export function keptPerson(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? ''
  } catch {
    return ''
  }
}

/** @returns the name as labels have it; undefined where it is none */
export function personFrom(text: string): string | undefined {
  const { data } = personName.safeParse(text)
  if (data === undefined) return undefined
  try {
    localStorage.setItem(KEPT_AS, data)
  } catch {
    // A browser that keeps nothing asks again.
  }
  return data
}
