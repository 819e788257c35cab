import type { Stage } from '../../src/models/index.js'

export function tinyStages(nn: typeof import('../../src/nn/index.js')): readonly Stage[]
