export { env, InferenceSession, Tensor } from 'onnxruntime-common'
export const origin: string
