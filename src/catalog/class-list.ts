/**
 * A list of classes: the four of this field, or those that a user names. Everything that counts,
 * compares or draws classes is handed such a list. Inside, a class is its place in the list, from 1
 * on; 0 is no class.
 */
import { z } from 'zod'
import { isMissingWord } from '../missing-words.js'
import { CLASSES, isCluster } from './classes.js'

/** A number or a word for a class. The number 1 and the word "1" are the same label. */
export type ClassLabel = number | string

/** One class of a list. */
export interface OwnClass {
  /** What stands in the column of classes that `classify` writes. */
  readonly label: ClassLabel
  readonly name: string
  /** Whether it counts as a cluster where there are two classes. */
  readonly isCluster: boolean
  /** The labels in the data that mean this class. */
  readonly from: readonly ClassLabel[]
}

export type ClassList = readonly OwnClass[]

/** Numbers of classes that a list may have. */
export const FEWEST_CLASSES = 2
export const MOST_CLASSES = 40

/** The four classes of this field as such a list. */
export const FOUR_CLASSES: ClassList = CLASSES.map(({ code, name }) => ({
  ...{ label: code, name, isCluster: isCluster(code) },
  from: [code],
}))

/** The words stand in tables, in figures and in headers of FITS files. */
const label = z.union([
  z.int(),
  z
    .string()
    .regex(/^[^\s\p{C}]([^\p{C}]{0,58}[^\s\p{C}])?$/u, {
      message: 'a word of at most 60 characters, without blanks at its ends or control characters',
    })
    .refine((word) => !isMissingWord(word) && !/^[+-]?nan$/i.test(word), {
      message: 'a word that does not mean an empty cell, as "none" and "nan" do',
    }),
])

const ownClass = z.strictObject({
  /** What `classify` writes for the class. */
  label,
  /** In words; absent: the label. */
  name: z.string().min(1).optional(),
  /** Whether it counts as a cluster. */
  cluster: z.boolean(),
  /** Labels in the data that mean this class; absent: `label`. */
  from: z.array(label).min(1).optional(),
})

/** What a recipe says under `classes`. A label in the data means one class, and names one class. */
export const classEntries = z
  .array(ownClass)
  .min(FEWEST_CLASSES)
  .max(MOST_CLASSES)
  .refine((list) => areDistinct(list.map((one) => one.label)), {
    message: 'labels that differ',
    params: { remedy: 'give each class a label of its own; the number 1 and the word "1" are one' },
  })
  .refine((list) => areDistinct(list.flatMap((one) => one.from ?? [one.label])), {
    message: 'labels of the data that mean one class each',
    params: { remedy: 'name each label of the data under one class only' },
  })

export type ClassEntries = z.infer<typeof classEntries>

function areDistinct(labels: readonly ClassLabel[]): boolean {
  return new Set(labels.map(String)).size === labels.length
}

/** @example classListOf([{ label: 'star', cluster: false }, ...])[0].name // 'star' */
export function classListOf(entries: ClassEntries): ClassList {
  return entries.map(({ label, name, cluster, from }) => ({
    ...{ label, name: name ?? `${label}`, isCluster: cluster, from: from ?? [label] },
  }))
}

/** The entries that give this list, without what need not be said. */
export function entriesOf(list: ClassList): ClassEntries {
  return list.map(({ label, name, isCluster: cluster, from }) => ({
    label,
    ...(name !== `${label}` && { name }),
    cluster,
    ...(`${from}` !== `${label}` && { from: [...from] }),
  }))
}

/** Whether these are the four classes of this field. */
export function areTheFour(list: ClassList): boolean {
  return list === FOUR_CLASSES
}

/** Whether two lists have the same labels in the same order, and the same clusters. */
export function isSameList(one: ClassList, other: ClassList): boolean {
  const texts = (list: ClassList) => list.map((of) => `${of.label} ${of.isCluster}`)
  return JSON.stringify(texts(one)) === JSON.stringify(texts(other))
}

/** Whether some of the classes count as clusters, and others do not. */
export function hasClusters(list: ClassList): boolean {
  return new Set(list.map(({ isCluster }) => isCluster)).size === 2
}

/** Whether "cluster or not" is another question than "which class". */
export function hasTwoSides(list: ClassList): boolean {
  return list.length > 2 && hasClusters(list)
}

const NUMBERS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** @example numberWord(4) // 'four'; numberWord(12) // '12' */
export function numberWord(n: number): string {
  return NUMBERS[n - 2] ?? `${n}`
}
