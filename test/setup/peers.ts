/** The programs and data that tests compare with, and what happens where one is absent. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, test } from 'vitest'

/** Debian's package of each module that our scripts import. */
export const pythonModules = {
  torch: 'python3-torch',
  torchvision: 'python3-torchvision',
  astropy: 'python3-astropy',
  numpy: 'python3-numpy',
  photutils: 'python3-photutils',
  sep: 'python3-sep',
  scipy: 'python3-scipy',
  sklearn: 'python3-sklearn',
  regions: 'python3-regions',
  pandas: 'python3-pandas',
  PIL: 'python3-pil',
} as const

const programs = {
  'source-extractor': 'source-extractor',
  chromium: 'chromium',
  fpack: 'libcfitsio-bin',
  stilts: 'stilts',
  slurmctld: 'slurm-wlm',
  munged: 'munge',
  'redis-server': 'redis-server',
  faketime: 'faketime',
  xy2sky: 'wcstools',
} as const

/**
 * What onnxruntime-node's WebGPU device loads; nom.tam.fits, and what runs it from its source; the
 * hub of SAMP of TOPCAT and Aladin.
 */
const libraries = ['libvulkan1', 'libfits-java', 'openjdk-17-jdk-headless', 'libjsamp-java']
/** What opens our files, and a screen for it. */
const viewers = ['saods9', 'xvfb']

export const peerPackages = [
  ...Object.values(pythonModules),
  ...Object.values(programs),
  ...libraries,
  ...viewers,
]

/** Debian's Python, where the reference packages live, unless STARSIFT_PYTHON names another. */
export const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'

/**
 * Whether Python can import a module. Where it cannot: an error in CI, a printed reason elsewhere.
 */
export function hasPython(module: keyof typeof pythonModules): boolean {
  const { status } = spawnSync(python, ['-c', `import ${module}`])
  return status === 0 || absent(`Python's ${module} (Debian: ${pythonModules[module]})`)
}

/**
 * Tests that ask Python's modules. Where one is missing they are not even prepared: an error in CI,
 * skipped and told
 * elsewhere.
 *
 * @example withPython('torch', 'against PyTorch', () => { test(...) })
 */
export function withPython(
  module: keyof typeof pythonModules,
  title: string,
  tests: () => void,
): void {
  if (hasPython(module)) describe(title, tests)
  else test.skip(`${title} (needs ${pythonModules[module]})`, () => {})
}

export function hasProgram(name: keyof typeof programs): boolean {
  const { error } = spawnSync(name, ['--version'])
  return error === undefined || absent(`${name} (Debian: ${programs[name]})`)
}

/**
 * Makes this process's Vulkan that of Chromium, which needs no GPU. Call it before the first
 * session.
 *
 * @returns whether it is there
 */
export function useSoftwareVulkan(): boolean {
  const driver = '/usr/lib/chromium/vk_swiftshader_icd.json'
  if (!existsSync(driver)) return absent('software Vulkan (Debian: chromium)')
  process.env.VK_DRIVER_FILES = driver
  process.env.VK_ICD_FILENAMES = driver
  return true
}

/** Runs a script of test/reference/ and gives its standard output. */
export function runPython(script: string, ...args: string[]): string {
  return execFileSync(python, [resolve('test/reference', script), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  })
}

/** What a script of test/reference/ answers to cases, which it reads from a file. */
export function answersOf<T>(script: string, cases: unknown): T {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-asked-'))
  const path = join(folder, 'cases.json')
  writeFileSync(path, JSON.stringify(cases))
  const answers = JSON.parse(runPython(script, path))
  rmSync(folder, { recursive: true })
  return answers
}

/** What made an answer: a script of test/reference/, and the version of what it asks. */
export function madeBy(script: string, module: keyof typeof pythonModules): string {
  const ask = `import ${module}; print(${module}.__version__)`
  const version = execFileSync(python, ['-c', ask], { encoding: 'utf8' }).trim()
  return `test/reference/${script}, ${module} ${version}`
}

/** Folder of the real data that is not part of the project. */
const shared = resolve(process.env.STARSIFT_SHARED ?? '../shared')

export function sharedPath(...parts: string[]): string {
  return resolve(shared, 'data', ...parts)
}

export function hasShared(folder: string): boolean {
  const there = existsSync(sharedPath(folder))
  if (!there) console.log(`skipped: no real data in ${sharedPath(folder)} (set STARSIFT_SHARED)`)
  return there
}

/** For a peer that is missing: an error in CI, a printed reason elsewhere. */
export function absent(what: string): false {
  if (process.env.CI) throw new Error(`CI needs ${what}`)
  console.log(`skipped: no ${what}`)
  return false
}
