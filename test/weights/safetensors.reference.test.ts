/** Our files, read by Python (test/reference/weights_safetensors.py). */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { safetensorsBytes } from '../../src/weights/safetensors.js'
import { runPython, withPython } from '../setup/peers.js'

withPython('torch', 'against Python', () => {
  test('reads what we write', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'starsift-')), 'net.safetensors')
    const weights = new Map([
      ['fc.weight', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6.5) }],
      ['é"\n', { shape: [], data: Float32Array.of(-1) }],
    ])
    writeFileSync(file, safetensorsBytes(weights, { format: 'pt' }))
    const { dataAt, metadata, tensors } = JSON.parse(runPython('weights_safetensors.py', file))
    expect(dataAt % 8).toBe(0)
    expect(metadata).toEqual({ format: 'pt' })
    expect(tensors).toEqual({
      'fc.weight': { shape: [2, 3], values: [1, 2, 3, 4, 5, 6.5] },
      'é"\n': { shape: [], values: [-1] },
    })
  })
})
