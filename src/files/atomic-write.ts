export interface AtomicFile {
  /** Bytes written so far. */
  readonly position: number
  write(bytes: Uint8Array): Promise<void>
}

export async function writeAtomically(
  _path: string,
  _fill: (file: AtomicFile) => Promise<void>,
): Promise<void> {
  throw new Error('internal: not written yet')
}

export async function writeTextAtomically(_path: string, _text: string): Promise<void> {
  throw new Error('internal: not written yet')
}

export async function checkWritable(_path: string): Promise<void> {
  throw new Error('internal: not written yet')
}
