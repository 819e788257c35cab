/**
 * Reads the text of a unit (BUNIT) in the spellings that archives and programs use: FITS 4.0
 * (section 4.3), astropy, IRAF, and words in capitals. `/` applies to the next factor only, as in
 * the standard.
 */

/** Exponents of what a brightness is made of. Hz is s-1; a pixel is a number. */
export type Dimension = 'electron' | 'count' | 's' | 'erg' | 'cm' | 'sr'
export type Dimensions = Readonly<Partial<Record<Dimension, number>>>

/** A unit is `factor` times the product of its dimensions. */
export interface Unit {
  readonly factor: number
  readonly of: Dimensions
}

/** Radians. */
const ARCSEC = Math.PI / 648000
const JANSKY: Unit = { factor: 1e-23, of: { erg: 1, cm: -2 } }
const ANGSTROM: Unit = { factor: 1e-8, of: { cm: 1 } }
const named = (dimension: Dimension, factor = 1): Unit => ({ factor, of: { [dimension]: 1 } })

/** Names as they are written in any case, in the singular. */
const NAMES: Readonly<Record<string, Unit>> = {
  ...{ e: named('electron'), 'e-': named('electron'), 'e^-': named('electron') },
  ...{ electron: named('electron'), count: named('count'), ct: named('count') },
  ...{ cnt: named('count'), dn: named('count'), adu: named('count') },
  cps: { factor: 1, of: { count: 1, s: -1 } },
  ...{ s: named('s'), sec: named('s'), second: named('s'), min: named('s', 60) },
  ...{ minute: named('s', 60), h: named('s', 3600), hr: named('s', 3600) },
  ...{ hour: named('s', 3600), hz: { factor: 1, of: { s: -1 } } },
  ...{ erg: named('erg'), w: { factor: 1e7, of: { erg: 1, s: -1 } } },
  ...{ jy: JANSKY, jansky: JANSKY, cm: named('cm'), m: named('cm', 100) },
  ...{ micron: named('cm', 1e-4), a: ANGSTROM, aa: ANGSTROM, ang: ANGSTROM, angstrom: ANGSTROM },
  ...{ sr: named('sr'), steradian: named('sr'), arcsec: named('sr', ARCSEC ** 2) },
  ...{ pix: { factor: 1, of: {} }, px: { factor: 1, of: {} }, pixel: { factor: 1, of: {} } },
}

/** Angles; a solid angle is an angle squared, so each counts as half of one. */
const HALF_SOLID = new Set(['arcsec'])

const PREFIXED = /^(n|u|µ|m|k|M|G)(Jy|Hz|m|W)$/
const PREFIXES: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, µ: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9 },
}

/**
 * A unit; undefined where the text is none that is known here, or says two things, as `MJY` does
 * (mega or milli).
 *
 * @example parsedUnit('electrons / sec') // { factor: 1, of: { electron: 1, s: -1 } }
 */
export function parsedUnit(text: string): Unit | undefined {
  const reader = new UnitReader(text.trim().replace(/\s+per\s+/gi, '/'))
  const unit = reader.product()
  return unit && reader.isAtEnd ? withoutZeros(unit) : undefined
}

/** Whether a unit has these dimensions and no others. */
export function isOf({ of }: Unit, dimensions: Dimensions): boolean {
  const names = Object.keys({ ...of, ...dimensions }) as Dimension[]
  return names.every((name) => (of[name] ?? 0) === (dimensions[name] ?? 0))
}

class UnitReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.take(/\s*$/y) !== undefined && this.at === this.text.length && this.at > 0
  }

  /** Factors up to the end or a closing bracket. */
  product(): Unit | undefined {
    let all = this.factor()
    while (all) {
      const sign = this.take(/\s*(\/|[*.]|\s)\s*(?=[^\s)])/y)
      if (sign === undefined) return all
      const next = this.factor()
      all = next && times(all, sign[1] === '/' ? power(next, -1) : next)
    }
    return undefined
  }

  private factor(): Unit | undefined {
    if (this.take(/\s*\(\s*/y)) {
      const inside = this.product()
      return this.take(/\s*\)/y) && inside ? power(inside, this.exponent()) : undefined
    }
    const number = this.take(/\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y)
    if (number) return power({ factor: Number(number[0]), of: {} }, this.exponent())
    const name = this.take(/e\^?-(?!\d)|[A-Za-zÅµ]+/iy)?.[0]
    const unit = name && unitNamed(name)
    return unit
      ? power(unit, this.exponent() / (HALF_SOLID.has(singular(name)) ? 2 : 1))
      : undefined
  }

  /** 1 without an exponent. */
  private exponent(): number {
    const found = this.take(/(?:\^|\*\*)\s*\(\s*([+-]?\d+)\s*\)|(?:\^|\*\*)?([+-]?\d+)(?![\d.])/y)
    return found ? Number(found[1] ?? found[2]) : 1
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return undefined
    this.at = pattern.lastIndex
    return found
  }
}

function unitNamed(name: string): Unit | undefined {
  const prefixed = PREFIXED.exec(name)
  if (prefixed)
    return times({ factor: PREFIXES[prefixed[1]], of: {} }, NAMES[prefixed[2].toLowerCase()])
  if (/^nano-?magg(y|ies)$|^nmgy$/i.test(name)) return times({ factor: 3.631e-6, of: {} }, JANSKY)
  if (name === 'Å') return ANGSTROM
  return Object.hasOwn(NAMES, singular(name)) ? NAMES[singular(name)] : undefined
}

function singular(name: string): string {
  const lower = name.toLowerCase()
  return Object.hasOwn(NAMES, lower) ? lower : lower.replace(/s$/, '')
}

function times(a: Unit, b: Unit): Unit {
  const of: Partial<Record<Dimension, number>> = { ...a.of }
  for (const [name, n] of Object.entries(b.of) as [Dimension, number][])
    of[name] = (of[name] ?? 0) + n
  return { factor: a.factor * b.factor, of }
}

function power({ factor, of }: Unit, n: number): Unit {
  const raised = Object.entries(of).map(([name, exponent]) => [name, exponent * n])
  return { factor: factor ** n, of: Object.fromEntries(raised) }
}

function withoutZeros({ factor, of }: Unit): Unit {
  return { factor, of: Object.fromEntries(Object.entries(of).filter(([, n]) => n !== 0)) }
}
