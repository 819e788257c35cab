/** `starsift pull` as functions: published fields by name, and what is known and here of them. */
import { stat } from 'node:fs/promises'
import {
  fieldNamed,
  type NamedField,
  type PulledField,
  type PullFieldOptions,
  pathOf,
  pullField,
  surveyNamed,
  surveys,
} from '../archives/index.js'
import { CommandError } from '../errors.js'
import { listenerOf, type NoteOptions } from '../notes.js'

export interface PullFieldsOptions
  extends NoteOptions,
    Omit<PullFieldOptions, 'onNote' | 'isThorough'> {
  /** `legus` or `phangs`. */
  readonly survey: string
  /** Fields, e.g. `ngc1566`; `all` are those of the survey. */
  readonly fields: readonly string[]
}

/**
 * Brings the mosaics and the catalogues of published fields into the cache, and compares the sums
 * of what is there.
 *
 * @throws CommandError if there is no such survey or field
 * @throws InputError if a file cannot be had, or is another one than at its first download
 * @example
 * const [{ catalog }] = await pullFields({ survey: 'legus', fields: ['ngc1566'] })
 * catalog.path // '/home/ada/.cache/starsift/archives/legus/ngc1566/hlsp_legus_...avgapcor.tab'
 */
export async function pullFields(options: PullFieldsOptions): Promise<PulledField[]> {
  const { survey: name, fields, strict: _, ...others } = options
  const survey = surveyNamed(name)
  if (fields.length === 0) {
    throw new CommandError({
      what: `which fields of ${survey.name}?`,
      expected: `names, e.g. \`starsift pull ${survey.name} ${survey.fields[0].name}\`, or \`all\``,
      remedy: `\`starsift pull --list ${survey.name}\` lists them`,
    })
  }
  const named = fields.flatMap((field): NamedField[] =>
    field.toLowerCase() === 'all'
      ? survey.fields.map((one) => ({ survey, field: one }))
      : [fieldNamed(survey, field)],
  )
  const pulled: PulledField[] = []
  const onNote = listenerOf(options)
  for (const one of named) {
    pulled.push(await pullField(one, { ...others, onNote, isThorough: true }))
  }
  return pulled
}

/** A field that `pull` knows. */
export interface ListedField {
  /** E.g. `legus:ngc1566`. */
  readonly name: string
  /** From blue to red. */
  readonly filters: readonly string[]
  /** Candidates with a class by people; absent where it was not counted. */
  readonly nLabelled?: number
  readonly nFiles: number
  /** Those of its files that are in the cache. */
  readonly nHere: number
  /** Bytes of these. */
  readonly bytesHere: number
}

/**
 * The fields that `pull` knows, and what of them is in the cache. It asks nobody.
 *
 * @param survey only this one; default: all
 * @throws CommandError if there is no such survey
 * @example (await listFields('legus')).find(({ name }) => name === 'legus:ngc1566')
 */
export async function listFields(survey?: string, to?: string): Promise<ListedField[]> {
  const asked = survey === undefined ? surveys() : [surveyNamed(survey)]
  const named = asked.flatMap((one) => one.fields.map((field) => ({ survey: one, field })))
  return Promise.all(named.map((one) => listed(one, to)))
}

async function listed(named: NamedField, to?: string): Promise<ListedField> {
  const { survey, field } = named
  const files = [field.catalog, ...field.images]
  const found = await Promise.all(
    files.map((file) => stat(pathOf(named, file, to)).catch(() => undefined)),
  )
  const here = found.filter((one) => one !== undefined)
  return {
    ...{ name: `${survey.name}:${field.name}`, filters: field.filters },
    ...(field.nLabelled !== undefined && { nLabelled: field.nLabelled }),
    ...{ nFiles: files.length, nHere: here.length },
    bytesHere: here.reduce((sum, { size }) => sum + size, 0),
  }
}
