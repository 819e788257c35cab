/** The programs and data that tests compare with, and what happens where one is absent. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const pythonModules = {
  torch: 'python3-torch',
  torchvision: 'python3-torchvision',
  astropy: 'python3-astropy',
  photutils: 'python3-photutils',
  scipy: 'python3-scipy',
  sklearn: 'python3-sklearn',
} as const

const programs = {
  'source-extractor': 'source-extractor',
  chromium: 'chromium',
} as const

/** What onnxruntime-node's WebGPU device loads. */
const libraries = ['libvulkan1']

export const peerPackages = [
  ...Object.values(pythonModules),
  ...Object.values(programs),
  ...libraries,
]

/** Debian's Python, where the reference packages live, unless STARSIFT_PYTHON names another. */
export const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'

/**
 * Whether Python can import a module. Where it cannot: an error in CI, a printed reason elsewhere.
 *
 * @example describe.skipIf(!hasPython('torch'))('against PyTorch', ...)
 */
export function hasPython(module: keyof typeof pythonModules): boolean {
  const { status } = spawnSync(python, ['-c', `import ${module}`])
  return status === 0 || absent(`Python's ${module} (Debian: ${pythonModules[module]})`)
}

export function hasProgram(name: keyof typeof programs): boolean {
  const { error } = spawnSync(name, ['--version'])
  return error === undefined || absent(`${name} (Debian: ${programs[name]})`)
}

/**
 * Makes this process's Vulkan that of Chromium, which needs no GPU. Call it before the first session.
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
