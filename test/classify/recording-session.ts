/** A session that remembers every stamp it was given and every logit it answered. */
import type { Session } from '../../src/nn/index.js'

export interface Recording {
  session: Session
  /** In the order of the runs, one a stamp. */
  stamps: Float32Array[]
  logits: Float32Array[]
}

export function recording(session: Session): Recording {
  const stamps: Float32Array[] = []
  const logits: Float32Array[] = []
  return {
    stamps,
    logits,
    session: {
      ...session,
      async run(inputs) {
        const answers = await session.run(inputs)
        stamps.push(...rowsOf(inputs['stamps']))
        logits.push(...rowsOf(answers['logits']))
        return answers
      },
    },
  }
}

function rowsOf({ shape, data }: { shape: readonly number[]; data: Float32Array }): Float32Array[] {
  const length = data.length / shape[0]
  return Array.from({ length: shape[0] }, (_, i) => data.slice(i * length, (i + 1) * length))
}
