/**
 * Installs the reference programs that the tests compare with: as root, where apt-get is. Elsewhere
 * a test
 * that misses one skips and prints why (peers.ts).
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { peerPackages } from './peers.js'

export default function installPeers(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const missing = peerPackages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  console.log(`installing from Debian for the tests: ${missing.join(' ')}`)
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing)
}

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync('dpkg', ['--status', name], { encoding: 'utf8' })
  return stdout.includes('Status: install ok installed')
}

function apt(...args: string[]): void {
  const { status, stderr } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${stderr}`)
}
