/**
 * The first network of a model, whose threads start while the catalogue is read: a thread takes 0.1
 * s of the processor until it has its copy of the network. The mosaics are open by then, since they
 * say which planes it is opened for.
 */
import { stat } from 'node:fs/promises'
import { type NetworkUse, openedFor, WORTH_COPIES } from '../classify/index.js'
import type { FitsMosaicSet } from '../cutouts/index.js'
import type { Model } from '../models/index.js'
import type { Session } from '../nn/index.js'

export interface EarlyNetwork {
  /** Hands it over; undefined where it was not opened, or was taken before. */
  taken(): Promise<Session> | undefined
  /** Releases it, unless it was taken. */
  release(): Promise<void>
}

/** A smaller catalogue is not expected to have rows enough: it has 128 bytes for each of them. */
const WORTH_BYTES = 128 * WORTH_COPIES

/**
 * @param model its error is for whoever waits for the model
 * @param catalog its path; undefined where there is none yet
 */
export async function earlyNetwork(
  model: Promise<Model>,
  field: FitsMosaicSet,
  catalog: string | undefined,
  { device = 'cpu', nThreads }: Pick<NetworkUse, 'device' | 'nThreads'>,
): Promise<EarlyNetwork> {
  const size = catalog === undefined ? 0 : await sizeOf(catalog)
  const open = (opened: Model) => openedFor(WORTH_COPIES, field, opened, { device, nThreads })
  let session = size < WORTH_BYTES ? undefined : model.then(open)
  session?.catch(() => {})
  return {
    taken() {
      const taken = session
      session = undefined
      return taken
    },
    async release() {
      await session?.then((opened) => opened.release()).catch(() => {})
    },
  }
}

/** 0 where there is no such file, or it is a member of an archive. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
