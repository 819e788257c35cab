/** The shipped model lies elsewhere on each machine, so a job knows it by its sum. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { InputError } from '../errors.js'
import { modelFile, type ShippedName } from '../verbs/index.js'

/** SHA-256 of a shipped model. */
export async function shippedSum(name: ShippedName): Promise<string> {
  const bytes = await readFile(modelFile(name))
  return createHash('sha256').update(bytes).digest('hex')
}

/** @throws InputError if another model is shipped here than where the job was planned */
export async function checkShipped(name: ShippedName, planned: string | null): Promise<void> {
  const got = await shippedSum(name)
  if (got === planned) return
  throw new InputError({
    what: 'another model is shipped here than where the job was planned',
    where: modelFile(name),
    ...{ expected: `SHA-256 ${planned}`, got },
    remedy: 'install the same starsift on all machines, or plan the job again',
  })
}
