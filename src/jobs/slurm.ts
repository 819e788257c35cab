/**
 * Slurm: a job array, and a merge that waits for it.
 *
 *   --array      sbatch(1): "Submit a job array"; a list of numbers and ranges
 *   --requeue    sbatch(1): the task begins again after its node failed or it was preempted. A
 *                piece that was done is left alone, and training goes on from its checkpoint
 *   --open-mode  sbatch(1): a task that begins again adds to its output
 *   --dependency=afterok   sbatch(1): "after the specified jobs have successfully executed"
 *   --kill-on-invalid-dep  sbatch(1): where a piece failed, the merge does not wait for ever
 *   squeue --jobs   squeue(1): the tasks that wait or run; of a job of long ago it says that the id
 *                   is invalid
 */
import { type Engine, rangesOf, shellWord, type Tasks } from './engine.js'

export const slurm: Engine = {
  name: 'slurm',
  title: 'Slurm',
  lacks: ['image', 'claim'],
  files(tasks, { partition, time, mem, cpus, gres, extra }) {
    const asked = [
      ...[partition && `--partition=${partition}`, time && `--time=${time}`],
      ...[mem && `--mem=${mem}`, gres && `--gres=${gres}`, ...extra],
    ].filter((word) => word !== undefined && word !== '') as string[]
    const array = [
      ...[`--job-name=${tasks.name}`, `--array=${rangesOf(tasks.tasks)}`, '--requeue'],
      ...[`--cpus-per-task=${cpus}`, ...asked],
      ...[`--output=${outputOf(tasks, '%A_%a')}`, '--open-mode=append'],
    ]
    const files = new Map([['array.sh', script(array, tasks.work)]])
    if (!tasks.merge) return files
    const merge = [`--job-name=${tasks.name}-merge`, ...asked, `--output=${outputOf(tasks, '%j')}`]
    return files.set('merge.sh', script(merge, tasks.merge))
  },
  submits: [
    { file: 'array.sh', command: ['sbatch', '--parsable'] },
    {
      file: 'merge.sh',
      command: [
        'sbatch',
        '--parsable',
        '--dependency=afterok:{after}',
        '--kill-on-invalid-dep=yes',
      ],
    },
  ],
  // --parsable: "the jobid; and the cluster name if present, separated by a semicolon".
  idOf: (answer) => answer.trim().split(';')[0],
  asks: (id) => ['squeue', '--noheader', '--format=%i', `--jobs=${id}`],
  isThere({ code, stdout, stderr }) {
    if (code === 0) return stdout.trim() !== ''
    return /invalid job id/i.test(stderr) ? false : undefined
  },
  cancels: (id) => ['scancel', id],
}

function script(words: readonly string[], command: readonly string[]): string {
  const lines = words.map((word) => `#SBATCH ${shellWord(word)}\n`).join('')
  return `#!/bin/sh\n${lines}exec ${command.map(shellWord).join(' ')}\n`
}

function outputOf({ folder }: Tasks, pattern: string): string {
  return `${folder}/engine/slurm-${pattern}.out`
}
