/** Work in the background: the page works meanwhile, and shows how far it is. */
import { InputError } from '../errors.js'
import { systemError } from '../files/index.js'
import type { TaskState } from '../viewing/index.js'

export class Tasks {
  readonly #states = new Map<TaskState['name'], TaskState>()
  readonly #onBug: (error: unknown) => void
  #isOver = false

  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug
  }

  get states(): readonly TaskState[] {
    return [...this.#states.values()]
  }

  /** From now on failures are expected: the files are being closed. */
  end(): void {
    this.#isOver = true
  }

  /**
   * Begins a task; its failure is kept for the page, and never thrown.
   *
   * @param work gets what it tells its share to, 0 to 1
   */
  async run(
    name: TaskState['name'],
    said: string,
    work: (onShare: (share: number) => void) => Promise<void>,
  ): Promise<void> {
    const say = (change: Partial<TaskState>) => {
      const before = this.#states.get(name) ?? { name, said, share: 0, isDone: false }
      this.#states.set(name, { ...before, ...change })
    }
    say({})
    try {
      await work((share) => say({ share }))
      say({ share: 1, isDone: true })
    } catch (error) {
      say({ isDone: true, problem: this.#problemOf(error) })
    }
  }

  #problemOf(error: unknown): InputError['problem'] {
    const said = error instanceof Error ? systemError(error) : error
    if (said instanceof InputError) return said.problem
    if (!this.#isOver) this.#onBug(error)
    return { what: 'this is a bug in starsift; please report it', got: String(error) }
  }
}
