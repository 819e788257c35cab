/** Where this user keeps what can be downloaded again. */
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * STARSIFT_CACHE where it is set, else `starsift` in the platform's place: XDG_CACHE_HOME or ~/.cache (XDG Base Directory
 * Specification 0.8), ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows. The folder may not be there yet.
 *
 * @example join(userCacheFolder(), 'weights', 'resnet18-f37072fd.pth')
 */
export function userCacheFolder(
  env: Environment = process.env,
  platform: string = process.platform,
): string {
  return env.STARSIFT_CACHE || join(platformCache(env, platform), 'starsift')
}

function platformCache(env: Environment, platform: string): string {
  const home = homedir()
  // A relative path is to be ignored, says the specification.
  if (env.XDG_CACHE_HOME?.startsWith('/')) return env.XDG_CACHE_HOME
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local')
  return join(home, '.cache')
}
