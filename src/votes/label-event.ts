/**
 * What a person did, one event a line. The log of labels is a list of these lines and nothing is
 * ever changed in it: to undo is an event too. One person has one log.
 */
import { z } from 'zod'

const NOTE_LENGTH = 2000

/** The source that an event is about, by its name and its place: neither alone is trusted. */
const object = z.object({
  /** As the catalogue has it; empty where a row has none. */
  id: z.string().max(200),
  /** 0-based pixels of the mosaics; null where the row has no position. */
  x: z.number().nullable(),
  y: z.number().nullable(),
  /** ICRS, degrees; null without a WCS. */
  ra: z.number().nullable(),
  dec: z.number().nullable(),
})

export type LabelledObject = z.infer<typeof object>

/** Two spellings of one name, such as an accent as a letter of its own, are one person. */
export const personName = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(80)
  .regex(/^\P{C}+$/u, { message: 'a name without control characters' })

const common = {
  /** Made by the page, so that an event that is sent twice is written once. */
  key: z.string().regex(/^[\w-]{8,64}$/),
  /** When, as ISO 8601 in UTC. */
  time: z.iso.datetime(),
  person: personName,
  object,
  /** SHA-256 of the catalogue. */
  catalogue: z.string().max(64),
}

const answer = {
  /** The place of the class in the list of classes, from 1 on; null is "unsure". */
  class: z.int().min(1).max(40).nullable(),
  /** The labels of that list, e.g. `star/galaxy`; absent for the four classes of this field. */
  classes: z.string().max(3000).optional(),
  /** A finer code, e.g. of PHANGS. */
  code: z.int().optional(),
  note: z.string().max(NOTE_LENGTH).optional(),
}

const label = z.object({
  ...common,
  kind: z.literal('label'),
  ...answer,
  /** From the moment at which the source was painted, ms. */
  milliseconds: z.number().nonnegative(),
  stretch: z.string().max(80),
  /** Whether the machine's opinion was shown before the person answered. */
  sawMachine: z.boolean(),
  /** In which order it was asked; `chosen`: the person went to it. */
  order: z.enum(['active', 'random', 'catalog', 'chosen']),
  /** Round of the active order, from 0. */
  round: z.int().nonnegative().optional(),
  /** SHA-256 of the model. */
  model: z.string().max(64).optional(),
  /** Set apart as a fair test set. */
  isTest: z.boolean().optional(),
  /** Of a second, blind pass over what this person labelled before. */
  isSecond: z.boolean().optional(),
})

/** A label that was given elsewhere: nobody knows how long it took, or what was shown. */
const imported = z.object({
  ...common,
  kind: z.literal('import'),
  ...answer,
  /** Name of the file and of its column. */
  from: z.string().max(400),
})

const undo = z.object({
  ...common,
  kind: z.literal('undo'),
  /** The key of the event that is taken back. */
  of: z.string().max(64),
})

const settle = z.object({
  ...common,
  kind: z.literal('settle'),
  /** The class that the people agreed on together; null takes an earlier settlement back. */
  class: answer.class,
  classes: answer.classes,
  note: answer.note,
})

export const labelEvent = z.discriminatedUnion('kind', [label, imported, undo, settle])

export type LabelEvent = z.infer<typeof labelEvent>
