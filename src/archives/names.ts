/** Fields by the names that users type: `legus` and `ngc1566`, or both as `legus:ngc1566`. */
import { fieldName } from '../catalog/index.js'
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'
import { legus } from './legus.js'
import { phangs } from './phangs.js'
import type { PublishedField, Survey } from './published.js'

/** A field with its survey. */
export interface NamedField {
  readonly survey: Survey
  readonly field: PublishedField
}

/** All surveys that are known. */
export function surveys(): Survey[] {
  return [legus(), phangs()]
}

/** @throws CommandError naming the nearest survey if there is none of this name */
export function surveyNamed(name: string): Survey {
  const known = surveys()
  const found = known.find((survey) => survey.name === name.toLowerCase())
  if (found) return found
  const names = known.map((survey) => survey.name)
  throw new CommandError({
    what: `no survey ${name}`,
    expected: names.join(', '),
    remedy: meant(name, names),
  })
}

/**
 * A field of a survey. `NGC 1566`, `ngc_1566` and `ngc01566` are `ngc1566`.
 *
 * @throws CommandError naming the nearest field, or the fields of the galaxy, if there is none
 */
export function fieldNamed(survey: Survey, name: string): NamedField {
  const plain = (text: string) => fieldName(text).replace(/-/g, '')
  const field = survey.fields.find((one) => plain(one.name) === plain(name))
  if (field) return { survey, field }
  const names = survey.fields.map((one) => one.name)
  const parts = names.filter((one) => plain(one).startsWith(plain(name)) && plain(name) !== '')
  throw new CommandError({
    what: `no field ${name} of ${survey.name}`,
    remedy:
      parts.length > 0
        ? `it has ${parts.join(' and ')}`
        : (meant(fieldName(name), names) ?? `\`starsift pull --list ${survey.name}\` lists them`),
  })
}

function meant(name: string, names: readonly string[]): string | undefined {
  const nearest = closest(name, names)
  return nearest && `did you mean ${nearest}?`
}

/** A survey, a colon, a field. Paths of Windows have one letter before the colon. */
const NAME = /^([a-z]{2,}):([^/\\]+)$/i

/** Whether a user means a published field. A file of such a name is `./legus:ngc1566`. */
export function isFieldName(text: string): boolean {
  const survey = NAME.exec(text)?.[1].toLowerCase()
  return surveys().some(({ name }) => name === survey)
}

/**
 * The field that `legus:ngc1566` means.
 *
 * @throws CommandError if there is no such survey or field
 */
export function publishedField(text: string): NamedField {
  const [, survey = text, field = ''] = NAME.exec(text) ?? []
  return fieldNamed(surveyNamed(survey), field)
}
