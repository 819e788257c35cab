/** A small field and a model for it, for commands that classify. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll } from 'vitest'
import { writeField } from '../classify/small-field.js'
import { smallModel } from '../classify/small-model.js'
import { temporaryFolder } from '../fits/files.js'

export interface SmallCase {
  readonly root: string
  readonly model: string
  /** Paths of the mosaics, from before the first test on. */
  readonly mosaics: string[]
}

/** Called once in a test file: writes the files before its tests. */
export function smallCase(): SmallCase {
  const root = temporaryFolder()
  const made: SmallCase = { root, model: join(root, 'small.onnx'), mosaics: [] }
  beforeAll(async () => {
    made.mosaics.push(...writeField(root, 1))
    const { bytes, session } = await smallModel()
    await session.release()
    writeFileSync(made.model, bytes)
  })
  return made
}
