import { availableParallelism, totalmem } from 'node:os'
import { Command } from 'commander'
import { DEVICES, deviceStatus, runtimeOrigin } from '../nn/index.js'
import { SOFTWARE } from '../software.js'
import { jsonOption } from './options.js'

export function doctorVerb(): Command {
  return new Command('doctor')
    .description('print versions, memory and the devices that the network can run on')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift doctor')
    .action(run)
}

async function run({ json }: { json?: boolean }): Promise<void> {
  const devices: Record<string, string> = {}
  for (const device of DEVICES) devices[device] = (await deviceStatus(device)) ?? 'works'
  const found = {
    software: SOFTWARE,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    runtime: await runtimeOrigin().catch((error: Error) => error.message),
    ...devices,
  }
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`)
  else {
    for (const [key, value] of Object.entries(found)) {
      process.stdout.write(`${key.padEnd(10)}${value}\n`)
    }
  }
}
