/** What starsift runs on: versions, memory, and which devices can run a network. */
import { availableParallelism, totalmem } from 'node:os'
import { DEVICES, type Device, deviceStatus, runtimeOrigin } from '../nn/index.js'
import { SOFTWARE } from '../software.js'

export interface DoctorOptions {
  devices?: readonly Device[]
}

export interface Diagnosis {
  readonly software: string
  readonly node: string
  readonly platform: string
  readonly cores: number
  readonly memoryGiB: number
  /** Where ONNX Runtime comes from, or why it cannot be loaded. */
  readonly runtime: string
  readonly devices: readonly DeviceDiagnosis[]
}

export interface DeviceDiagnosis {
  readonly device: Device
  /** Why the device does not work, in plain words; absent if it works. */
  readonly reason?: string
  /** What ONNX Runtime says about it. */
  readonly said?: string
}

/** Causes as ONNX Runtime words them, and in plain words. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/adapter/i, 'no graphics driver was found (on Linux it must support Vulkan)'],
  [
    /shared library|providers_shared/i,
    "ONNX Runtime's CUDA library, or a library that it needs, is not installed",
  ],
  [/no CUDA-capable device|CUDA driver/i, 'no NVIDIA GPU with a CUDA driver was found'],
]

/**
 * Runs a model of one multiplication on each device.
 *
 * @param options the devices to check; default: all
 *
 * @example
 * const { devices } = await doctor({ devices: ['cpu'] })
 * devices[0] // { device: 'cpu' }: it works
 */
export async function doctor({ devices = DEVICES }: DoctorOptions = {}): Promise<Diagnosis> {
  const found: DeviceDiagnosis[] = []
  for (const device of devices) found.push(diagnosisOf(device, await deviceStatus(device)))
  return {
    software: SOFTWARE,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    runtime: await runtimeOrigin().catch((error: Error) => error.message),
    devices: found,
  }
}

function diagnosisOf(device: Device, said: string | undefined): DeviceDiagnosis {
  if (said === undefined) return { device }
  const known = CAUSES.find(([pattern]) => pattern.test(said))
  return { device, said, reason: known ? known[1] : said }
}
