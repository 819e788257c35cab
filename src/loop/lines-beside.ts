/**
 * Lines of a text file that are written while others come, so that nobody waits for the disk at
 * each. Those that come while a write goes on are written together.
 */
import type { FileHandle } from 'node:fs/promises'

/** What is needed of a file. */
type Written = Pick<FileHandle, 'write'>

export class LinesBeside {
  /** Where the file ends when all lines are written. */
  end: number
  private waiting = ''
  private work: Promise<void> | undefined
  private error: unknown

  constructor(
    private readonly file: Written,
    private at: number,
  ) {
    this.end = at
  }

  add(line: string): void {
    if (this.error) throw this.error
    this.waiting += `${line}\n`
    this.end += Buffer.byteLength(line) + 1
    this.work ??= this.write().catch((error: unknown) => {
      this.error = error
    })
  }

  /** Waits for all lines, and throws if one could not be written. */
  async written(): Promise<void> {
    await this.work
    if (this.error) throw this.error
  }

  private async write(): Promise<void> {
    while (this.waiting !== '') {
      const bytes = Buffer.from(this.waiting)
      this.waiting = ''
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.at)
        done += bytesWritten
        this.at += bytesWritten
      }
    }
    this.work = undefined
  }
}
