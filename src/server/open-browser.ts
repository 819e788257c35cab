/** Opens an address in the browser of a desktop. */
import { spawn } from 'node:child_process'

/**
 * Without a desktop, as over ssh, nothing happens: the address is printed anyway.
 *
 * @returns whether a program was started
 */
export function openBrowser(address: string, env = process.env, platform = process.platform) {
  const command = commandFor(address, env, platform)
  if (!command) return false
  const child = spawn(command[0], command.slice(1), { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return true
}

/** @returns undefined where there is no desktop */
export function commandFor(
  address: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): string[] | undefined {
  const isRemote = env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined
  if (platform === 'darwin') return isRemote ? undefined : ['open', address]
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  const hasScreen = env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined
  return hasScreen && !isRemote ? ['xdg-open', address] : undefined
}
