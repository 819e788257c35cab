// Would the tests notice a mistake? Changes one small thing in the sources at a time (a mutant),
// and sees whether `npm test` fails. The working tree is copied to a temporary folder, and only the
// copy is changed. Mutants that tsc rejects are left out. The copy is tested as a fresh clone is:
// without real data, and without the suite `reference`.
//
// usage: npm run build && node scripts/mutants.mjs [OPTIONS] --base REF
//        npm run build && node scripts/mutants.mjs [OPTIONS] FILES...
//   --base REF      change the sources that git diff finds since REF
//   FILES...        change these sources
//   --count N       how many mutants (30)
//   --seed N        which mutants (1); the same seed and sources give the same mutants
//   --minutes N     time for the tests of one mutant (20); a mutant that takes longer is caught
//   --related       run only the tests that import the changed file: faster, and fewer
//   --list          only name the mutants
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { Random } from '../dist/index.js'
import { mutationsOf } from './mutations.mjs'

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string' },
    count: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    related: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})
const files = positionals.length > 0 ? positionals : changedSince(asked.base)
const copy = copyOfTheTree()
try {
  const project = openProject(copy)
  const mutants = drawnMutants(project)
  for (const mutant of mutants) console.log(`  ${said(mutant)}`)
  if (!asked.list) testAll(project, mutants)
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function changedSince(base) {
  if (!base) throw new Error('usage: node scripts/mutants.mjs (--base REF | FILES...)')
  const args = ['diff', '--name-only', '--diff-filter=AMR', base, '--', 'src']
  return lines(execFileSync('git', args, { encoding: 'utf8' }))
}

function lines(text) {
  return text.split('\n').filter(Boolean)
}

function copyOfTheTree() {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-mutants-'))
  const args = ['ls-files', '--cached', '--others', '--exclude-standard']
  for (const path of lines(execFileSync('git', args, { encoding: 'utf8' }))) {
    if (path === 'node_modules') continue
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    cpSync(path, join(folder, path))
  }
  // Some tests ask git for the files of the project.
  for (const words of [
    ['init', '-q'],
    ['add', '-A'],
  ])
    execFileSync('git', words, { cwd: folder })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

/** A language service for the copy. It checks a changed file without reading the others again. */
function openProject(folder) {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile)
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const versions = new Map()
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (path) => String(versions.get(path) ?? 0),
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  })
  const write = (path, text) => {
    writeFileSync(path, text)
    versions.set(path, (versions.get(path) ?? 0) + 1)
  }
  return { folder, service, write }
}

/** Draws mutants one after the other from all files. For one that tsc rejects, another is drawn. */
function drawnMutants({ folder, service, write }) {
  const program = service.getProgram()
  const candidates = files.flatMap((file) => {
    const path = join(folder, file)
    const source = program.getSourceFile(path)
    if (!source) throw new Error(`${file} is not a source of this project`)
    return mutationsOf(source, program.getTypeChecker()).map((one) => ({
      ...{ ...one, file, path, original: source.text },
      line: source.getLineAndCharacterOfPosition(one.start).line + 1,
    }))
  })
  const random = new Random(Number(asked.seed))
  const mutants = []
  let nRejected = 0
  while (mutants.length < Number(asked.count) && candidates.length > 0) {
    const [one] = candidates.splice(random.integer(candidates.length), 1)
    write(one.path, mutated(one))
    const isRejected = service.getSemanticDiagnostics(one.path).length > 0
    write(one.path, one.original)
    if (isRejected) nRejected += 1
    else mutants.push(one)
  }
  const all = mutants.length + nRejected + candidates.length
  console.log(
    `seed ${asked.seed}: ${mutants.length} of ${all} mutants of ${files.length} files; ` +
      `tsc rejected ${nRejected} others`,
  )
  return mutants
}

function mutated({ original, start, end, text }) {
  return original.slice(0, start) + text + original.slice(end)
}

/** The lines before and after the change. */
function said(mutant) {
  const { original, start, end, text, file, line } = mutant
  const from = original.lastIndexOf('\n', start - 1) + 1
  const to = original.indexOf('\n', end)
  const before = original.slice(from, to)
  const after = original.slice(from, start) + text + original.slice(end, to)
  const short = (code) => code.trim().replace(/\s+/g, ' ')
  return `${file}:${line}  ${short(before)}  ->  ${short(after)}`
}

function testAll(project, mutants) {
  build()
  const before = asked.related ? undefined : failing(vitest('run'))
  if (before) throw new Error(`the tests fail before anything is changed: ${before}`)
  let nCaught = 0
  for (const mutant of mutants) {
    const how = howCaught(project, mutant)
    console.log(`${how ? 'caught  ' : 'SURVIVED'} ${said(mutant)}${how ? `  (${how})` : ''}`)
    if (how) nCaught += 1
  }
  console.log(`${nCaught} of ${mutants.length} caught`)
}

/**
 * The first test that fails, among the tests that import the file or else among all; undefined if
 * none fails.
 */
function howCaught({ write }, mutant) {
  write(mutant.path, mutated(mutant))
  try {
    if (!build()) return 'the build'
    const how = failing(vitest('related', '--run', mutant.path))
    return how ?? (asked.related ? undefined : failing(vitest('run')))
  } finally {
    write(mutant.path, mutant.original)
  }
}

/** The tests of the command line run on dist/. Says whether the build worked. */
function build() {
  return run(process.execPath, 'scripts/build.mjs').status === 0
}

function vitest(...args) {
  return run('node_modules/.bin/vitest', ...args, '--project', 'fast', '--bail', '1')
}

function run(program, ...args) {
  return spawnSync(program, args, {
    cwd: copy,
    encoding: 'utf8',
    timeout: Number(asked.minutes) * 60_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, NO_COLOR: '1', STARSIFT_SHARED: join(copy, 'no-real-data') },
  })
}

function failing({ status, error, stdout, stderr }) {
  if (error?.code === 'ETIMEDOUT') return 'ran out of time'
  if (status === 0) return undefined
  const [, test] = /^ *FAIL +(.*)$/m.exec(`${stdout}\n${stderr}`) ?? []
  return test ?? 'a test file that does not load'
}
