import { defineConfig } from 'vitest/config'

const SECOND = 1000

/**
 * Two suites. `fast` needs nothing but Node; a test of it takes seconds. `reference` needs other programs
 * (PyTorch, astropy, SExtractor, Chromium) or minutes; its limits hold where three others use the machine.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'fast',
          // Loading the sources anew for each file would take a third of the time.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.reference.test.ts'],
          testTimeout: 60 * SECOND,
          hookTimeout: 60 * SECOND,
        },
      },
      {
        test: {
          name: 'reference',
          include: ['test/**/*.reference.test.ts'],
          globalSetup: ['test/setup/debian.ts'],
          testTimeout: 600 * SECOND,
          hookTimeout: 900 * SECOND,
        },
      },
    ],
  },
})
