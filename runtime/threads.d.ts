import type { InferenceSession } from 'onnxruntime-common'

interface Tensors {
  readonly [name: string]: { readonly shape: readonly number[]; readonly data: Float32Array }
}

export const inThreads:
  | ((
      model: Uint8Array,
      options: InferenceSession.SessionOptions,
      nCopies: number,
    ) => Promise<{
      run(inputs: Tensors): Promise<Tensors>
      release(): Promise<void>
    }>)
  | undefined
