import { execFile } from 'node:child_process'
import { Command, Option } from 'commander'
import { CommandError } from '../errors.js'
import { DEVICES, type Device } from '../nn/index.js'
import { type DeviceDiagnosis, type Diagnosis, describeFile, doctor } from '../verbs/index.js'
import { fileText } from './file-text.js'
import { jsonOption } from './options.js'
import { print, printJson } from './print.js'

interface ParsedOptions {
  device?: Device
  verbose?: boolean
  json?: boolean
}

export function doctorVerb(): Command {
  return new Command('doctor')
    .description('print versions, memory, and which devices can run a network; or what a file is')
    .argument('[file]', 'say what this file is, and whether its CHECKSUM and DATASUM hold')
    .addOption(new Option('--device <name>', 'check only this device').choices(DEVICES))
    .option('--verbose', 'print also what ONNX Runtime and the drivers say')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift doctor')
    .action(run)
}

async function run(file: string | undefined, options: ParsedOptions): Promise<void> {
  if (file === undefined) return runHere(options)
  if (options.device || options.verbose) {
    throw new CommandError({
      what: 'a file, and an option that is about devices',
      expected: 'starsift doctor FILE, or starsift doctor --device NAME',
    })
  }
  const found = await describeFile(file)
  if (options.json) printJson(found)
  else print(fileText(found))
}

async function runHere({ device, verbose = false, json }: ParsedOptions): Promise<void> {
  const asked = device ? [device] : DEVICES
  const found = verbose ? await doctor({ devices: asked }) : await quietly(asked)
  if (json) printJson(jsonOf(found))
  else print(textOf(found, verbose))
}

/**
 * ONNX Runtime and the drivers write to stderr past Node, and a driver can end the process. So each
 * device is checked in a process of its own.
 */
async function quietly(asked: readonly Device[]): Promise<Diagnosis> {
  const [here, devices] = await Promise.all([
    doctor({ devices: [] }),
    Promise.all(asked.map(checkedAlone)),
  ])
  return { ...here, devices }
}

function checkedAlone(device: Device): Promise<DeviceDiagnosis> {
  const args = [process.argv[1], 'doctor', '--device', device, '--verbose', '--json']
  return new Promise((done) => {
    execFile(process.execPath, args, (error, stdout) => {
      if (!error) return done({ device, ...reasonIn(JSON.parse(stdout)[device]) })
      done({ device, reason: `the check ended with ${error.signal ?? `exit code ${error.code}`}` })
    })
  })
}

const WORKS = 'works'
const FAILS = 'does not work: '

function wordsOf({ reason }: DeviceDiagnosis): string {
  return reason === undefined ? WORKS : FAILS + reason
}

/** The inverse of {@link wordsOf}. */
function reasonIn(words: string): { reason?: string } {
  return words === WORKS ? {} : { reason: words.slice(FAILS.length) }
}

/** What programs read; each device has a key of its own. */
function jsonOf({ devices, memoryGiB, ...rest }: Diagnosis): Record<string, string | number> {
  const words = devices.map((found) => [found.device, wordsOf(found)] as const)
  return { ...rest, memory: `${memoryGiB} GiB`, ...Object.fromEntries(words) }
}

/** What people read. */
function textOf(found: Diagnosis, verbose: boolean): string {
  const lines = Object.entries(jsonOf(found)).map(([key, value]) => `${key.padEnd(10)}${value}\n`)
  const said = found.devices.filter((one) => one.said !== undefined)
  const more = said.map((one) => `\nONNX Runtime says of ${one.device}:\n${one.said}\n`)
  const isHinted = !verbose && found.devices.some(({ reason }) => reason !== undefined)
  const hint = isHinted ? '\nstarsift doctor --verbose prints what ONNX Runtime says.\n' : ''
  return lines.join('') + (verbose ? more.join('') : hint)
}
