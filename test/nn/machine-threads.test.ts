import { expect, test } from 'vitest'
import { type Machine, threadsOn } from '../../src/nn/machine-threads.js'

function machine(files: Record<string, string> = {}, environment = {}, nCores = 8): Machine {
  return { nCores, environment, read: (path) => files[path] }
}

test('without limits: the cores that the process may run on', () => {
  expect(threadsOn(machine())).toBe(8)
  const free = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }
  expect(threadsOn(machine(free))).toBe(8)
})

test('Slurm says how many; more than there are it cannot give', () => {
  expect(threadsOn(machine({}, { SLURM_CPUS_PER_TASK: '3' }))).toBe(3)
  expect(threadsOn(machine({}, { SLURM_CPUS_PER_TASK: '64' }))).toBe(8)
  expect(threadsOn(machine({}, { SLURM_CPUS_PER_TASK: '' }))).toBe(8)
})

test('version 2: a container sees its own group as the root', () => {
  const files = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' }
  expect(threadsOn(machine(files))).toBe(2)
  expect(threadsOn(machine({ ...files, '/sys/fs/cgroup/cpu.max': '20000 100000\n' }))).toBe(1)
})

test('version 2: the least of the group and of those above it', () => {
  const files = {
    '/proc/self/cgroup': '0::/system.slice/slurmstepd.scope/job_7\n',
    '/sys/fs/cgroup/system.slice/cpu.max': '300000 100000\n',
    '/sys/fs/cgroup/system.slice/slurmstepd.scope/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/system.slice/slurmstepd.scope/job_7/cpu.max': '400000 100000\n',
  }
  expect(threadsOn(machine(files))).toBe(3)
})

test('version 1: a quota and a period in two files, -1 is no limit', () => {
  const group = '/sys/fs/cgroup/cpu/slurm/job_7'
  const files = {
    '/proc/self/cgroup': '4:memory:/slurm/job_7\n1:cpu,cpuacct:/slurm/job_7\n0::/\n',
    [`${group}/cpu.cfs_quota_us`]: '500000\n',
    [`${group}/cpu.cfs_period_us`]: '100000\n',
  }
  expect(threadsOn(machine(files))).toBe(5)
  expect(threadsOn(machine({ ...files, [`${group}/cpu.cfs_quota_us`]: '-1\n' }))).toBe(8)
  const above = {
    '/sys/fs/cgroup/cpu/slurm/cpu.cfs_quota_us': '200000\n',
    '/sys/fs/cgroup/cpu/slurm/cpu.cfs_period_us': '100000\n',
  }
  expect(threadsOn(machine({ ...files, ...above }))).toBe(2)
})

test('the least of all limits counts', () => {
  const files = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '300000 100000\n' }
  expect(threadsOn(machine(files, { SLURM_CPUS_PER_TASK: '2' }))).toBe(2)
  expect(threadsOn(machine(files, { SLURM_CPUS_PER_TASK: '4' }))).toBe(3)
  expect(threadsOn(machine(files, {}, 1))).toBe(1)
})
