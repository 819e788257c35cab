/** Whether this browser can run a network on the graphics processor. */

interface GpuAdapter {
  readonly info?: { readonly isFallbackAdapter?: boolean }
}

interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>
}

/**
 * Whether WebGPU is there, on a real processor, and WebAssembly can wait for it (JSPI). An adapter
 * in software is slower than WebAssembly itself.
 */
export async function hasGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: Gpu }
  if (!gpu || !('Suspending' in WebAssembly)) return false
  const adapter = await gpu.requestAdapter().catch(() => null)
  return adapter !== null && adapter.info?.isFallbackAdapter !== true
}
