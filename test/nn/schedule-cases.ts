/** Schedules of ours, and what PyTorch calls them. */
import type { Schedule } from '../../src/nn/index.js'

export const cases: { schedule: Schedule; nSteps: number; scheduler: string; options: object }[] = [
  {
    schedule: { kind: 'step', everySteps: 7 },
    nSteps: 40,
    scheduler: 'StepLR',
    options: { step_size: 7 },
  },
  {
    schedule: { kind: 'step', everySteps: 1, factor: 0.97 },
    nSteps: 40,
    scheduler: 'StepLR',
    options: { step_size: 1, gamma: 0.97 },
  },
  ...[1, 2, 50].map((nSteps) => ({
    schedule: { kind: 'cosine' } as const,
    nSteps,
    scheduler: 'CosineAnnealingLR',
    options: { T_max: nSteps },
  })),
  {
    schedule: { kind: 'cosine', end: 0.01 },
    nSteps: 33,
    scheduler: 'CosineAnnealingLR',
    options: { T_max: 33, eta_min: 0.01 },
  },
  ...[5, 10, 123].map((nSteps) => ({
    schedule: { kind: 'one-cycle' } as const,
    nSteps,
    scheduler: 'OneCycleLR',
    options: { max_lr: 1, total_steps: nSteps, cycle_momentum: false },
  })),
  {
    schedule: { kind: 'one-cycle', warmUp: 0.1, start: 0.1, end: 0.001 },
    nSteps: 60,
    scheduler: 'OneCycleLR',
    options: {
      max_lr: 1,
      total_steps: 60,
      pct_start: 0.1,
      div_factor: 10,
      final_div_factor: 100,
      cycle_momentum: false,
    },
  },
]
