import { defaultClientConditions, defineConfig } from 'vite'
import { shippedFiles } from './shipped-files.js'

/** Static files that ask nothing of another host. Paths are relative: any folder can serve them. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: {
    alias: { '#onnxruntime': `${import.meta.dirname}/alone/onnxruntime.ts` },
    // The script of the runtime is a file of its own: its threads load it again.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  plugins: [shippedFiles()],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es', plugins: () => [shippedFiles()] },
})
