/** What an engine runs: an array of tasks, and afterwards the merge. */
import { CommandError } from '../errors.js'

/** What is asked of an engine for each task. Every word is the engine's own. */
export interface Resources {
  /** Name of the partition (Slurm) or of the queue (PBS). */
  readonly partition?: string
  /** Longest time of a task, e.g. `02:00:00`. */
  readonly time?: string
  /** Memory of a task, e.g. `4G`. */
  readonly mem?: string
  /** Cores of a task; default 1. */
  readonly cpus: number
  /** Generic resources of Slurm, e.g. `gpu:1`. */
  readonly gres?: string
  /** Further lines for the engine, as it takes them, e.g. `--account=astro`. */
  readonly extra: readonly string[]
  /** Of Kubernetes: the image of the program, and the claim of the volume that holds the job. */
  readonly image?: string
  readonly claim?: string
}

/** The tasks of a job that are to be run. */
export interface Tasks {
  /** Full path of the job. */
  readonly folder: string
  /** Name for the engine's lists. */
  readonly name: string
  /** Tells jobs of one name apart, where the engine takes a name once: eight hex digits. */
  readonly id: string
  /** Numbers of the tasks, ascending. */
  readonly tasks: readonly number[]
  readonly nTasks: number
  /** The command of a task, e.g. `['node', 'main.js', 'work', '/data/job']`. */
  readonly work: readonly string[]
  /** The command of the merge; undefined where nobody asked for it. */
  readonly merge?: readonly string[]
}

/** How often a task that ended with an error begins again. */
export const RETRIES = 2

/** What a command of the engine answered. */
export interface Answer {
  /** The exit code; the name of the error where the command could not be run. */
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

export interface Engine {
  readonly name: 'slurm' | 'pbs' | 'condor' | 'kubernetes'
  /** As its makers write it. */
  readonly title: string
  /** What it has no word for. */
  readonly lacks: readonly (keyof Resources)[]
  /** Files by name: the scripts. */
  files(tasks: Tasks, resources: Resources): ReadonlyMap<string, string>
  /** The command that submits a file; `{after}` stands for the id of the array. */
  readonly submits: readonly { readonly file: string; readonly command: readonly string[] }[]
  /** The id in what the engine answers. */
  idOf(answer: string): string
  /** The command that asks for what was submitted. */
  asks(id: string): readonly string[]
  /** Whether it waits or runs, by the answer; undefined where the answer does not tell. */
  isThere(answer: Answer): boolean | undefined
  /** The command that ends what was submitted. */
  cancels(id: string): readonly string[]
}

/** A word for a POSIX shell. */
export function shellWord(word: string): string {
  return /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** Numbers as ranges, as Slurm takes them. @example rangesOf([0, 1, 2, 7]) // '0-2,7' */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const n of numbers) {
    const last = ranges.at(-1)
    if (last && n === last[1] + 1) last[1] = n
    else ranges.push([n, n])
  }
  return ranges.map(([first, end]) => (first === end ? `${first}` : `${first}-${end}`)).join(',')
}

/** @throws CommandError if a word is asked for that the engine does not know */
export function refuseLacking({ name, lacks }: Engine, resources: Resources): void {
  const isAsked = (value: Resources[keyof Resources]) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined
  const found = lacks.find((word) => isAsked(resources[word]))
  if (found === undefined) return
  throw new CommandError({
    what: `--${found} with --${name}`,
    expected: `an option that ${name} has`,
    ...(!lacks.includes('extra') && { remedy: `give --extra with ${name}'s own words` }),
  })
}
