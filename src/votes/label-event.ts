/**
 * What a person did, one event a line. The log of labels is a list of these lines and nothing is
 * ever changed in it: to undo is an event too. One person has one log.
 */
import { z } from 'zod'

const NOTE_LENGTH = 2000

/** The source that an event is about: its name and its place, so that neither alone is trusted. */
const object = z.object({
  id: z.string().max(200),
  /** 0-based pixels of the mosaics. */
  x: z.number(),
  y: z.number(),
  /** ICRS, degrees; null without a WCS. */
  ra: z.number().nullable(),
  dec: z.number().nullable(),
})

const common = {
  /** Made by the page, so that an event that is sent twice is written once. */
  key: z.string().regex(/^[\w-]{8,64}$/),
  /** When, as ISO 8601 in UTC. */
  time: z.iso.datetime(),
  person: z.string().min(1).max(80),
  object,
  /** SHA-256 of the catalogue. */
  catalogue: z.string(),
}

const label = z.object({
  ...common,
  kind: z.literal('label'),
  /** The class; null is "unsure". */
  class: z.number().int().nullable(),
  /** A finer code, e.g. of PHANGS. */
  code: z.number().int().optional(),
  note: z.string().max(NOTE_LENGTH).optional(),
  /** From the moment at which the source was painted, ms. */
  milliseconds: z.number().nonnegative(),
  stretch: z.string().max(80),
  /** Whether the machine's opinion was shown before the person answered. */
  sawMachine: z.boolean(),
  order: z.enum(['active', 'random', 'catalog']),
  /** Round of the active order, from 0. */
  round: z.number().int().nonnegative().optional(),
  /** SHA-256 of the model. */
  model: z.string().optional(),
  /** Set apart as a fair test set. */
  isTest: z.boolean().optional(),
  /** Of a second, blind pass over what this person labelled before. */
  isSecond: z.boolean().optional(),
})

const undo = z.object({
  ...common,
  kind: z.literal('undo'),
  /** The key of the event that is taken back. */
  of: z.string(),
})

const settle = z.object({
  ...common,
  kind: z.literal('settle'),
  /** The class that the people agreed on together; null takes an earlier settlement back. */
  class: z.number().int().nullable(),
  note: z.string().max(NOTE_LENGTH).optional(),
})

export const labelEvent = z.discriminatedUnion('kind', [label, undo, settle])

export type LabelEvent = z.infer<typeof labelEvent>
