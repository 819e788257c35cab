import type { ByteSource } from '../bytes/index.js'

/** A file that stays open until it is closed. */
export interface FileSource extends ByteSource {
  close(): Promise<void>
}

export async function openFile(_path: string): Promise<FileSource> {
  throw new Error('internal: not written yet')
}
