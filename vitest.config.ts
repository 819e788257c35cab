import { defineConfig } from 'vitest/config'

const SECOND = 1000

/**
 * Two suites. `fast` needs nothing but Node; a test of it takes seconds. `reference` needs other
 * programs (PyTorch, astropy, SExtractor, Chromium) or minutes. The limits are for what hangs: they
 * hold on a busy machine.
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
          // A test that asks Python fails here, and not only where none is installed.
          env: { STARSIFT_PYTHON: 'none-for-the-fast-suite' },
          testTimeout: 300 * SECOND,
          hookTimeout: 300 * SECOND,
        },
      },
      {
        test: {
          name: 'reference',
          include: ['test/**/*.reference.test.ts'],
          globalSetup: ['test/setup/debian.ts'],
          testTimeout: 900 * SECOND,
          hookTimeout: 1800 * SECOND,
        },
      },
    ],
  },
})
