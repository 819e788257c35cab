/**
 * The first network of a model, whose threads start while mosaics and catalogue are opened: a
 * thread takes 0.1 s of the processor until it has its copy of the network.
 */
import { stat } from 'node:fs/promises'
import { type NetworkUse, openFor, WORTH_COPIES } from '../classify/index.js'
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
  catalog: string | undefined,
  { device = 'cpu', nThreads }: Pick<NetworkUse, 'device' | 'nThreads'>,
): Promise<EarlyNetwork> {
  model.catch(() => {})
  const size = catalog === undefined ? 0 : await sizeOf(catalog)
  const open = ({ networks: [network] }: Model) =>
    openFor(WORTH_COPIES, network, { device, nThreads })
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
