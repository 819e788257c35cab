// Builds what is published, in three steps:
//   dist/*.js              ES modules from src/: one for each door, one for the command line, and chunks that they share
//   dist/*.d.ts            their types, with nothing in them but what a door shows
//   runtime/onnxruntime-node   the native ONNX Runtime for the packed tarball (docs/decisions/0012-packed-runtime.md)
// usage: node scripts/build.mjs
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

const root = resolve(import.meta.dirname, '..')
process.chdir(root)

/** What package.json exports. */
const DOORS = doorsOf(['fits', 'wcs', 'nn'])
/** Every folder of src/ has its door in dist/ too, for scripts/, bench/ and test/; other packages cannot reach it. */
const ROOMS = doorsOf(readdirSync('src').filter((room) => existsSync(`src/${room}/index.ts`)))
/** The program, and what else scripts/ and test/ read of dist/. */
const OTHERS = {
  random: 'src/random.ts',
  'cli/main': 'src/cli/main.ts',
  'cli/verbs': 'src/cli/verbs.ts',
  'cli/exit-codes': 'src/cli/exit-codes.ts',
}
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const EXTERNAL = [
  /^node:/,
  /^#/,
  ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
]

rmSync('dist', { recursive: true, force: true })
await bundle({ ...ROOMS, ...OTHERS })
await bundle(DOORS, [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.build.json' })])
copyRuntime('node_modules/onnxruntime-node', 'runtime/onnxruntime-node')

function doorsOf(rooms) {
  const doors = rooms.map((room) => [`${room}/index`, `src/${room}/index.ts`])
  return { index: 'src/index.ts', ...Object.fromEntries(doors) }
}

async function bundle(input, plugins = []) {
  const made = await rolldown({
    input,
    plugins,
    external: EXTERNAL,
    platform: 'neutral',
    // A circle of files, an import that nothing answers: a warning is a mistake of ours.
    onLog(level, log, inform) {
      if (level === 'warn') throw new Error(log.message)
      inform(level, log)
    },
    checks: { bundlerTimings: false },
  })
  await made.write({
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    // Names of functions as they are in the sources, for whoever reads a stack.
    minify: false,
    minifyInternalExports: false,
  })
  await made.close()
}

/** The package's program and libraries, by hard links where the disk has them, so that a build costs nothing. */
function copyRuntime(from, to) {
  rmSync(to, { recursive: true, force: true })
  const { name, version, license, main } = JSON.parse(readFileSync(`${from}/package.json`, 'utf8'))
  for (const path of runtimeFiles(from, version)) {
    mkdirSync(join(to, dirname(path)), { recursive: true })
    copyOrLink(join(from, path), join(to, path))
  }
  // Without its install script, and with `type`, which the package around it has otherwise.
  const description = { name, version, license, main, type: 'commonjs', private: true }
  writeFileSync(`${to}/package.json`, `${JSON.stringify(description, null, 2)}\n`)
}

function runtimeFiles(from, version) {
  const paths = readdirSync(from, { recursive: true }).map((path) => path.replaceAll('\\', '/'))
  const libraries = paths.filter((path) => /^bin\/.*\.(node|dll|dylib|so[.\d]*)$/.test(path))
  const unneeded = [
    // The same bytes as libonnxruntime.1.dylib, which is the one that the program asks for.
    `libonnxruntime.${version}.dylib`,
    // Loaded when a session asks for the device `dml`, which starsift does not offer.
    'DirectML.dll',
  ]
  const needed = libraries.filter((path) => !unneeded.includes(path.split('/').at(-1)))
  return [...paths.filter((path) => /^dist\/.*\.js$/.test(path)), ...needed]
}

function copyOrLink(from, to) {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
