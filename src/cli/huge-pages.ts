/**
 * Pages of 2 MiB in place of 4 KiB for the large arrays of training: the processor then finds its
 * data faster. A step of ResNet18 takes a fifth less time
 * (docs/studies/performance-history.md#huge-pages).
 *
 * Linux gives such pages to a program that asks for them, madvise(2), MADV_HUGEPAGE, where its
 * setting is `madvise`, as Debian's and Ubuntu's are. glibc asks for all large blocks if its
 * tunable glibc.malloc.hugetlb is 1 (glibc 2.35 and later; its manual, "Memory Allocation
 * Tunables"). It reads the tunable when a process starts.
 */
import { readFileSync } from 'node:fs'

const SETTING = '/sys/kernel/mm/transparent_hugepage/enabled'
const TUNABLE = 'glibc.malloc.hugetlb'
/** The verbs that train networks, or let others do it. */
const TRAINING: ReadonlySet<string> = new Set(['train', 'experiment', 'adapt', 'work'])

/**
 * The environment in which a process has such pages.
 *
 * @param environment of this process; what it says of them itself stays
 * @returns undefined where they are not given on request, or the environment says something of them
 */
export function hugePageEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
  setting = settingOfLinux(),
): NodeJS.ProcessEnv | undefined {
  const { GLIBC_TUNABLES: said } = environment
  if (said?.includes(TUNABLE) || !setting.includes('[madvise]')) return undefined
  return { ...environment, GLIBC_TUNABLES: `${said ? `${said}:` : ''}${TUNABLE}=1` }
}

function settingOfLinux(): string {
  try {
    return readFileSync(SETTING, 'latin1')
  } catch {
    return ''
  }
}

/**
 * Begins the program again in the same process, with such pages, where a verb that trains has none
 * and Node can do it (22.15 and later). Otherwise the user's environment decides.
 */
export function takeHugePages([node, script, verb = '', ...words] = process.argv): void {
  const { execve } = process as {
    execve?: (file: string, words: string[], environment: object) => never
  }
  if (!execve || !TRAINING.has(verb)) return
  const environment = hugePageEnvironment()
  if (environment) execve(node, [node, ...process.execArgv, script, verb, ...words], environment)
}
