/** A machine that gives no memory for the kernels. */
import { expect, test, vi } from 'vitest'

test('is asked once, and not for each stamp', async () => {
  // A module of its own: that of other tests has its memory already.
  const fresh = '../../src/kernels/memory.js?refused'
  const { canRunKernels }: typeof import('../../src/kernels/memory.js') = await import(fresh)
  const memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function refuse() {
    throw new RangeError('could not allocate memory')
  })
  expect([canRunKernels(), canRunKernels()]).toEqual([false, false])
  expect(memory).toHaveBeenCalledTimes(1)
  memory.mockRestore()
  expect(canRunKernels()).toBe(false)
})
