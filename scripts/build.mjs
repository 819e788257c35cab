// Builds what is published:
//   dist/*.js      ES modules from src/: one for each door and one for the command line, and chunks
//                  that they share
//   dist/*.d.ts    their types, with nothing in them but what a door shows
//   dist/LICENCES.txt
//                  those of the libraries that are in it
//   dist/page/     the browser page, from page/
//   runtime/onnxruntime-node
//                  the native ONNX Runtime for the packed tarball
//                  (docs/decisions/0012-packed-runtime.md)
//
// usage: npm run build
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
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
process.chdir(root)

/** What package.json exports, by the path in src/ and in dist/. */
const DOORS = ['index', 'fits/index', 'wcs/index', 'nn/index']
/** What scripts/, bench/ and test/ import of dist/ besides. Other packages cannot reach it. */
const INNER = [
  ...readdirSync('src')
    .map((room) => `${room}/index`)
    .filter((door) => existsSync(`src/${door}.ts`) && !DOORS.includes(door)),
  ...['random', 'cli/verbs', 'cli/exit-codes'],
]
/**
 * Libraries whose code becomes a part of dist/. They have hundreds of small files (zod one for the
 * messages in each language), whose loading took 0.1 s at every start. Their types stay theirs.
 */
const BUNDLED = ['zod', 'yaml', '@bufbuild/protobuf']
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const PACKAGES = Object.keys({ ...dependencies, ...peerDependencies })

rmSync('dist', { recursive: true, force: true })
await bundle([...DOORS, 'cli/main', 'inner'], [innerModule()], BUNDLED)
await writeInnerDoors()
writeLicences()
await bundle(DOORS, [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.build.json' })])
await build({ configFile: 'page/vite.config.ts', logLevel: 'warn' })
copyRuntime('node_modules/onnxruntime-node', 'runtime/onnxruntime-node')

/**
 * One module for all of INNER. As entries of their own they would be bundled as they stand, and the
 * command line would load whole folders for one function.
 */
function innerModule() {
  const id = resolve('src/inner.ts')
  const exported = INNER.map((path, i) => `export * as part${i} from './${path}.js'\n`)
  return {
    name: 'inner',
    resolveId: (asked) => (resolve(asked) === id ? id : undefined),
    load: (asked) => (asked === id ? exported.join('') : undefined),
  }
}

/** Each of INNER as a file that takes its names from that module. */
async function writeInnerDoors() {
  const inner = await import(pathToFileURL('dist/inner.js').href)
  for (const [i, path] of INNER.entries()) {
    const names = Object.keys(inner[`part${i}`]).join(', ')
    const upwards = path.includes('/') ? '..' : '.'
    mkdirSync(dirname(`dist/${path}`), { recursive: true })
    writeFileSync(
      `dist/${path}.js`,
      `import { part${i} } from '${upwards}/inner.js'\n\nexport const { ${names} } = part${i}\n`,
    )
  }
}

/** Whoever copies these libraries must give their licences along. */
function writeLicences() {
  const texts = BUNDLED.map((library) => {
    const { name, version, license } = JSON.parse(
      readFileSync(`node_modules/${library}/package.json`, 'utf8'),
    )
    const packed = `node_modules/${library}/LICENSE`
    // protobuf has its licences in the files alone, as comments or as an address.
    const own = `scripts/licences/${library.replace('@', '').replace('/', '-')}.txt`
    const text = readFileSync(existsSync(packed) ? packed : own, 'utf8')
    return `${name} ${version}, ${license}, is a part of these files.\n\n${text.trim()}\n`
  })
  writeFileSync('dist/LICENCES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`))
}

/** @param bundled packages whose code is taken in */
async function bundle(paths, plugins, bundled = []) {
  const external = PACKAGES.filter((name) => !bundled.includes(name))
  const made = await rolldown({
    input: Object.fromEntries(paths.map((path) => [path, `src/${path}.ts`])),
    plugins,
    external: [/^node:/, /^#/, ...external.map((name) => new RegExp(`^${name}(/|$)`))],
    platform: 'neutral',
    // The bundler warns of imports in a circle and of imports that do not exist: our mistakes.
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
    // Functions keep the names of the sources, so that a stack trace can be read.
    minify: false,
    minifyInternalExports: false,
  })
  await made.close()
}

/** The program and the libraries of the package, as hard links where the disk has them. */
function copyRuntime(from, to) {
  rmSync(to, { recursive: true, force: true })
  const { name, version, license, main } = JSON.parse(readFileSync(`${from}/package.json`, 'utf8'))
  for (const path of runtimeFiles(from, version)) {
    mkdirSync(join(to, dirname(path)), { recursive: true })
    copyOrLink(join(from, path), join(to, path))
  }
  // The install script is left out. `type` is given, because the package around it has another.
  const description = { name, version, license, main, type: 'commonjs', private: true }
  writeFileSync(`${to}/package.json`, `${JSON.stringify(description, null, 2)}\n`)
}

function runtimeFiles(from, version) {
  const paths = readdirSync(from, { recursive: true }).map((path) => path.replaceAll('\\', '/'))
  const libraries = paths.filter((path) => /^bin\/.*\.(node|dll|dylib|so[.\d]*)$/.test(path))
  const unneeded = [
    // It has the same bytes as libonnxruntime.1.dylib, and the program loads that one.
    `libonnxruntime.${version}.dylib`,
    // Only sessions on the device `dml` load it, which starsift does not offer.
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
