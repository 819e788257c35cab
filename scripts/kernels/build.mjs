// Makes src/kernels/code.ts from the AssemblyScript in this folder. The compiler is fetched by npm
// and is no dependency; what it makes is committed.
//
// usage: node scripts/kernels/build.mjs
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const COMPILER = 'assemblyscript@0.28.20'
const OPTIONS = '-O3 --runtime stub --enable simd --noAssert --importMemory --initialMemory 1'

const folder = import.meta.dirname
const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'))
const hash = createHash('sha256')
for (const name of sources.sort()) hash.update(readFileSync(join(folder, name)))

const out = mkdtempSync(join(tmpdir(), 'kernels-'))
try {
  const code = join(out, 'kernels.wasm')
  const asc = ['exec', '--yes', `--package=${COMPILER}`, '--', 'asc', join(folder, 'index.ts')]
  execFileSync('npm', [...asc, ...OPTIONS.split(' '), '--outFile', code], { stdio: 'inherit' })
  writeFileSync(join(folder, '../../src/kernels/code.ts'), moduleOf(readFileSync(code)))
} finally {
  rmSync(out, { recursive: true })
}

function moduleOf(bytes) {
  const lines = bytes.toString('base64').match(/.{1,92}/g)
  return [
    '/**',
    ' * WebAssembly, in base64, that scripts/kernels/build.mjs made.',
    ' *',
    ` * Of sources with the SHA-256 ${hash.digest('hex').slice(0, 32)}...`,
    ' */',
    'export const CODE =',
    ...lines.map((line, i) => `  '${line}'${i < lines.length - 1 ? ' +' : ''}`),
    '',
  ].join('\n')
}
