/** Devices that are there, and devices that are not. */
import { expect, test } from 'vitest'
import { deviceStatus } from '../../src/nn/index.js'

test('the CPU can be used', async () => {
  expect(await deviceStatus('cpu')).toBeUndefined()
})

test('a device that is not there is told, and the CPU does not stand in for it', async () => {
  const status = await deviceStatus('tpu' as 'cuda')
  expect(status).toMatch(/cannot load the model on tpu: got .*tpu.*; use --device cpu$/)
})
