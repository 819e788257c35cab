/** Events of labels, made up. */
import type { LabelEvent } from '../../src/votes/index.js'

type Kind<K extends LabelEvent['kind']> = Extract<LabelEvent, { kind: K }>

const T0 = Date.UTC(2026, 10, 29, 12)

/** An object of a made-up field: id n lies at 10 n, 20 n. */
export function objectNamed(n: number): LabelEvent['object'] {
  return { id: `${n}`, x: 10 * n, y: 20 * n, ra: null, dec: null }
}

function common(key: string, person: string, n: number) {
  const time = new Date(T0 + 1000 * Number(key.replace(/\D/g, ''))).toISOString()
  return { key, time, person, object: objectNamed(n), catalogue: 'c'.repeat(64) }
}

/** @param key its digits are the time, too */
export function label(
  key: string,
  person: string,
  n: number,
  klass: number | null,
  more: Partial<Kind<'label'>> = {},
): Kind<'label'> {
  return {
    ...common(key, person, n),
    ...{ kind: 'label', class: klass, milliseconds: 1200, stretch: 'asinh' },
    ...{ sawMachine: false, order: 'random', ...more },
  }
}

export function undo(key: string, person: string, n: number, of: string): Kind<'undo'> {
  return { ...common(key, person, n), kind: 'undo', of }
}

export function settle(
  key: string,
  person: string,
  n: number,
  klass: number | null,
): Kind<'settle'> {
  return { ...common(key, person, n), kind: 'settle', class: klass }
}

export function imported(
  key: string,
  person: string,
  n: number,
  klass: number | null,
): Kind<'import'> {
  return { ...common(key, person, n), kind: 'import', class: klass, from: 'old.csv, column a' }
}
