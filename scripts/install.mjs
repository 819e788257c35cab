// Installs the dependencies (`npm ci`) when node_modules is absent or older than package-lock.json.
// So `npm start` and `npm test` are enough in a fresh clone, and lose no time afterwards.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.error('installing dependencies (npm ci)...')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  process.exit(status ?? 1)
}
