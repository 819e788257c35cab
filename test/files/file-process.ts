/** A process of its own that runs the sources that write files: to be killed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'

/**
 * @param code its text, in which writeAtomically and writeTogether are known
 * @param folder where the sources go, in `js`
 * @param argument process.argv[2]
 * @param limit of the size of a file, in units of 1024 bytes
 */
export function fileProcess(
  code: string,
  { folder, argument, limit = 'unlimited' }: { folder: string; argument: string; limit?: string },
): ChildProcessWithoutNullStreams {
  const js = join(folder, 'js')
  translate('src/files/together.ts', js)
  writeFileSync(join(js, 'package.json'), '{"type":"module"}')
  const main = join(js, 'main.js')
  const imports = `import { writeAtomically } from './src/files/output.js'
    import { writeTogether } from './src/files/together.js'\n`
  writeFileSync(main, imports + code)
  const command = `ulimit -f ${limit}; exec "$0" "$@"`
  return spawn('bash', ['-c', command, process.execPath, main, argument])
}

/** A source, and all that it imports, as JavaScript. */
function translate(source: string, into: string, done = new Set<string>()): void {
  if (done.has(source)) return
  done.add(source)
  const text = readFileSync(source, 'utf8')
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 }
  const out = join(into, source.replace(/\.ts$/, '.js'))
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, transpileModule(text, { compilerOptions }).outputText)
  for (const [, name] of text.matchAll(/from '(\.[^']+)\.js'/g)) {
    translate(join(dirname(source), `${name}.ts`), into, done)
  }
}
