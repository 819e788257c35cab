/**
 * What stands behind the page: the server of `starsift label`, or nothing but the files that a
 * person drops into it.
 */
import type { ShownExplanation } from '../src/explanation/index.js'
import type { FieldView, TaskState } from '../src/viewing/index.js'
import type { Desk } from './desk.js'
import { askedJson, isServed } from './requests.js'
import { ServedDesk } from './served-desk.js'
import { ServedField } from './served-field.js'

export interface Home {
  readonly field: FieldView
  readonly desk: Desk
  /**
   * Gives the catalogue an address on this machine, from which another program loads it as a
   * VOTable. Absent without a server.
   */
  tableAddress?(): Promise<string>
  /** What is at work behind the page; absent without a server. */
  progress?(): Promise<readonly TaskState[]>
  /** Why the model says what it says of a row; for fields whose description names a model. */
  explain?(row: number): Promise<ShownExplanation>
  /** No server stands behind it: the files were dropped into the page; one can go back there. */
  readonly isAlone?: boolean
}

/** The server that sent the page; null where it only sends files. */
export async function homeOfServer(): Promise<Home | null> {
  if (!isServed()) return null
  const tableAddress = async () => {
    const { path } = await askedJson<{ path: string }>('api/table')
    return new URL(path, location.href).href
  }
  const field = new ServedField()
  const progress = () => field.progress()
  const explain = (row: number) => askedJson<ShownExplanation>(`api/explain/${row}`)
  return { field, desk: await ServedDesk.open(), tableAddress, progress, explain }
}
