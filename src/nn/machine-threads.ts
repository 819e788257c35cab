/**
 * How many threads the machine gives to this process: the least of
 *
 *   - the cores that it may run on (its affinity; Slurm's task/affinity and cgroup's cpuset set it)
 *   - SLURM_CPUS_PER_TASK, sbatch(1), "OUTPUT ENVIRONMENT VARIABLES"
 *   - the processor time that its control group may use, in cores. Of version 2: `cpu.max`, a quota
 *     and a period in microseconds (kernel.org, "Control Group v2", CPU Interface Files). Of
 *     version 1: `cpu.cfs_quota_us` and `cpu.cfs_period_us` (kernel.org, "CFS Bandwidth Control").
 *     The groups above it have limits too: the least counts.
 *
 * Without a number, ONNX Runtime takes all cores and binds its threads to them, which is bad on a
 * shared machine.
 */

/** Where limits are looked for. */
export interface Machine {
  /** Cores that the process may run on. */
  readonly nCores: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Text of a file; undefined where it cannot be read. */
  read(path: string): string | undefined
}

/** Threads for this process in Node, at least 1; elsewhere 0: the runtime decides. */
export function availableThreads(): number {
  const node = globalThis.process?.getBuiltinModule
  if (!node) return 0
  return threadsOn({
    nCores: node('node:os').availableParallelism(),
    environment: globalThis.process.env,
    read(path) {
      try {
        return node('node:fs').readFileSync(path, 'utf8')
      } catch {
        return undefined
      }
    },
  })
}

/** @example threadsOn({ nCores: 8, environment: { SLURM_CPUS_PER_TASK: '2' }, read }) // 2 */
export function threadsOn(machine: Machine): number {
  const asked = Number(machine.environment.SLURM_CPUS_PER_TASK)
  const given = asked > 0 ? asked : Number.POSITIVE_INFINITY
  return Math.max(1, Math.min(machine.nCores, given, ...groupCores(machine)))
}

/** Cores that each of the control groups of this process may use, where it has a limit. */
function groupCores({ read }: Machine): number[] {
  const groups = read('/proc/self/cgroup') ?? ''
  const cores = groups.split('\n').flatMap((line) => {
    // hierarchy:controllers:path; version 2 has the hierarchy 0 and no controllers (cgroups(7)).
    const [hierarchy, controllers, ...rest] = line.split(':')
    const path = rest.join(':')
    if (hierarchy === '0' && controllers === '') {
      return groupsAbove(path).map((group) => ratioOf(read(`/sys/fs/cgroup${group}/cpu.max`)))
    }
    if (!controllers?.split(',').includes('cpu')) return []
    return groupsAbove(path).map((group) => {
      const [quota, period] = ['quota', 'period'].map((kind) => {
        return read(`/sys/fs/cgroup/cpu${group}/cpu.cfs_${kind}_us`)
      })
      return ratioOf(`${quota} ${period}`)
    })
  })
  return cores.filter((n) => n > 0)
}

/** @example groupsAbove('/a/b') // ['/a/b', '/a', ''] */
function groupsAbove(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '')
  return Array.from({ length: names.length + 1 }, (_, i) =>
    names
      .slice(0, names.length - i)
      .map((name) => `/${name}`)
      .join(''),
  )
}

/** Whole cores of a quota and a period; NaN without a limit (`max`, or -1 in version 1). */
function ratioOf(text: string | undefined): number {
  const [quota, period] = (text ?? '').trim().split(/\s+/).map(Number)
  return quota > 0 && period > 0 ? Math.ceil(quota / period) : Number.NaN
}
