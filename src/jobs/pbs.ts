/**
 * PBS Professional: a job array, and a merge that waits for it.
 *
 *   -J first-last   qsub(1B): a job array; at least two numbers, and no list. So tasks that are
 *                   done may be among them; they end at once
 *   -r y            qsub(1B): the job may be run again after its node failed
 *   -W depend=afterok   qsub(1B): after the array has ended without an error
 *   qstat ID        qstat(1B): a job that waits or runs; of one that has ended it says that it has
 *                   finished, or that its id is unknown
 *
 * Memory and cores are one chunk: `-l select=1:ncpus=2:mem=4gb`.
 */
import { type Engine, type Resources, shellWord, type Tasks } from './engine.js'

export const pbs: Engine = {
  name: 'pbs',
  title: 'PBS',
  lacks: ['gres', 'image', 'claim'],
  files(tasks, resources) {
    const [first, last] = [tasks.tasks[0], tasks.tasks[tasks.tasks.length - 1]]
    const isArray = last > first
    const numbers = isArray ? [`-J ${first}-${last}`] : []
    const words = isArray ? tasks.work : [...tasks.work, '--piece', String(first)]
    const files = new Map([['array.sh', script(tasks, '', [...numbers, '-r y'], words, resources)]])
    if (!tasks.merge) return files
    return files.set('merge.sh', script(tasks, '-merge', [], tasks.merge, resources))
  },
  submits: [
    { file: 'array.sh', command: ['qsub'] },
    { file: 'merge.sh', command: ['qsub', '-W', 'depend=afterok:{after}'] },
  ],
  idOf: (answer) => answer.trim(),
  asks: (id) => ['qstat', id],
  isThere({ code, stderr }) {
    if (code === 0) return true
    return /unknown job|has finished/i.test(stderr) ? false : undefined
  },
  cancels: (id) => ['qdel', id],
}

/** qsub(1B): a name has at most 230 letters; older versions take 15. */
const MOST_LETTERS = 15

function script(
  { name, folder }: Tasks,
  ending: string,
  own: readonly string[],
  command: readonly string[],
  { partition, time, mem, cpus, extra }: Resources,
): string {
  const chunk = [`select=1:ncpus=${cpus}`, mem && `mem=${mem}`].filter(Boolean).join(':')
  const lines = [
    `-N ${name.slice(0, MOST_LETTERS - ending.length)}${ending}`,
    ...own,
    `-l ${chunk}`,
    ...(time ? [`-l walltime=${time}`] : []),
    ...(partition ? [`-q ${partition}`] : []),
    '-j oe',
    `-o ${shellWord(`${folder}/engine/`)}`,
    ...extra,
  ]
  const words = command.map(shellWord).join(' ')
  return `#!/bin/sh\n${lines.map((line) => `#PBS ${line}\n`).join('')}exec ${words}\n`
}
