/** The verbs in the order of the help. Loading all takes half a second: `main.ts` loads one. */
import type { Command } from 'commander'

export const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.js')).demoVerb(),
  classify: async () => (await import('./classify.js')).classifyVerb(),
  label: async () => (await import('./label.js')).labelVerb(),
  page: async () => (await import('./page.js')).pageVerb(),
  cutouts: async () => (await import('./cutouts.js')).cutoutsVerb(),
  train: async () => (await import('./train.js')).trainVerb(),
  experiment: async () => (await import('./experiment.js')).experimentVerb(),
  evaluate: async () => (await import('./evaluate.js')).evaluateVerb(),
  science: async () => (await import('./science.js')).scienceVerb(),
  simulate: async () => (await import('./simulate.js')).simulateVerb(),
  convert: async () => (await import('./convert.js')).convertVerb(),
  pull: async () => (await import('./pull.js')).pullVerb(),
  reproduce: async () => (await import('./reproduce.js')).reproduceVerb(),
  models: async () => (await import('./models.js')).modelsVerb(),
  doctor: async () => (await import('./doctor.js')).doctorVerb(),
}
