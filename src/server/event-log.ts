/** The events of all people: in memory, and on the disk. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LabelLog, readLabels } from '../labels/index.js'
import type { OnNote } from '../notes.js'
import type { LabelEvent } from '../votes/index.js'

export interface EventLogOptions {
  /** The labels of the classes, where they are not the four of this field. */
  readonly classes?: string
  readonly onNote?: OnNote
  /** Called with each event that is new here, whoever wrote it. */
  onEvent(event: LabelEvent): void
}

/**
 * A folder of labels that this server writes, while others may write it too. What others wrote is
 * read again when the files have changed.
 */
export class EventLog {
  readonly folder: string
  readonly #log: LabelLog
  readonly #options: EventLogOptions
  #events: LabelEvent[] = []
  readonly #keys = new Set<string>()
  #signature = ''

  private constructor(log: LabelLog, options: EventLogOptions) {
    this.folder = log.folder
    this.#log = log
    this.#options = options
  }

  /** @throws InputError if the folder cannot be written to, or a file not be read */
  static async open(folder: string, options: EventLogOptions): Promise<EventLog> {
    const { classes, onNote } = options
    const log = new EventLog(await LabelLog.open(folder, { classes, onNote }), options)
    const { notes } = await readLabels(log.folder)
    notes.tell(onNote)
    await log.events()
    return log
  }

  /** All events, in the order in which they were saved. */
  async events(): Promise<readonly LabelEvent[]> {
    const signature = await signatureOf(this.folder)
    if (signature === this.#signature) return this.#events
    const { events } = await readLabels(this.folder)
    this.#signature = signature
    this.#events = [...events]
    for (const event of events) this.#tell(event)
    return this.#events
  }

  /** Resolves when the event is on the disk. An event that is there already is not added again. */
  async append(event: LabelEvent): Promise<void> {
    await this.#log.append([event])
    this.#tell(event)
  }

  #tell(event: LabelEvent): void {
    if (this.#keys.has(event.key)) return
    this.#keys.add(event.key)
    this.#options.onEvent(event)
  }
}

/** Changes when any file does. */
async function signatureOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  // A lock beside a log comes and goes.
  const logs = names.filter((name) => !name.startsWith('.')).sort()
  const files = await Promise.all(
    logs.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined)
      return found?.isFile() ? `${name} ${found.size} ${found.mtimeMs}` : ''
    }),
  )
  return files.join('\n')
}
