/** The errors of packed files. */
import { InputError } from '../errors.js'

/** @param packing e.g. `bzip2` */
export function truncated(packing: string, where: string): InputError {
  return new InputError({ what: `truncated ${packing} file`, where, remedy: 'download it again' })
}

export function damaged(packing: string, where: string, got: string, cause?: unknown): InputError {
  const what = `damaged ${packing} file`
  return new InputError({ what, where, got, remedy: 'download it again' }, { cause })
}
