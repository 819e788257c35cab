/** A process of its own that runs the sources that write files: to be killed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'

const SOURCES = ['output', 'system-errors', 'together', 'unfinished']

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
  for (const file of ['errors', ...SOURCES.map((name) => `files/${name}`)]) {
    const source = readFileSync(`src/${file}.ts`, 'utf8')
    const options = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 }
    const js = join(folder, 'js', `${file}.js`)
    mkdirSync(dirname(js), { recursive: true })
    writeFileSync(js, transpileModule(source, { compilerOptions: options }).outputText)
  }
  writeFileSync(join(folder, 'js', 'package.json'), '{"type":"module"}')
  const main = join(folder, 'js', 'main.js')
  const imports = `import { writeAtomically } from './files/output.js'
    import { writeTogether } from './files/together.js'\n`
  writeFileSync(main, imports + code)
  const command = `ulimit -f ${limit}; exec "$0" "$@"`
  return spawn('bash', ['-c', command, process.execPath, main, argument])
}
