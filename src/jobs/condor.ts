/**
 * HTCondor: a cluster of processes, and a merge after it, tied by DAGMan.
 *
 *   arguments = "..."     condor_submit manual, "new syntax": words between spaces; a word with
 *                         blanks stands in single quotes, and a quote in it is doubled
 *   $(Process)            number of the process in the cluster, from 0
 *   queue task in (...)   one process for each of a list
 *   should_transfer_files = NO   the job lies on a disk that all machines see
 *   max_retries           how often a process that ended with an error begins again
 *   condor_q -autoformat  condor_q manual: a line for each job that is in the queue
 */
import { type Engine, RETRIES, type Resources, type Tasks } from './engine.js'

export const condor: Engine = {
  name: 'condor',
  title: 'HTCondor',
  lacks: ['partition', 'gres', 'time', 'image', 'claim'],
  files(tasks, resources) {
    const isWhole = tasks.tasks.length === tasks.nTasks
    const number = isWhole ? '$(Process)' : '$(task)'
    const queue = isWhole ? `queue ${tasks.nTasks}` : `queue task in (${tasks.tasks.join(', ')})`
    const array = [...tasks.work, '--piece', number]
    const files = new Map([
      ['array.sub', submitFile(tasks, array, `array-${number}`, queue, resources)],
    ])
    if (tasks.merge) {
      files.set('merge.sub', submitFile(tasks, tasks.merge, 'merge', 'queue', resources))
    }
    return files.set('job.dag', dagOf(tasks))
  },
  submits: [{ file: 'job.dag', command: ['condor_submit_dag', '-f'] }],
  idOf: (answer) => /cluster (\d+)/.exec(answer)?.[1] ?? '',
  asks: (id) => ['condor_q', id, '-autoformat', 'ClusterId'],
  isThere: ({ code, stdout }) => (code === 0 ? stdout.trim() !== '' : undefined),
  cancels: (id) => ['condor_rm', id],
}

function submitFile(
  { folder }: Tasks,
  [executable, ...words]: readonly string[],
  output: string,
  queue: string,
  { cpus, mem, extra }: Resources,
): string {
  const lines = [
    `executable = ${executable}`,
    `arguments = "${words.map(argument).join(' ')}"`,
    `output = ${folder}/engine/${output}.out`,
    `error = ${folder}/engine/${output}.out`,
    `log = ${folder}/engine/condor.log`,
    'should_transfer_files = NO',
    `request_cpus = ${cpus}`,
    ...(mem ? [`request_memory = ${mem}`] : []),
    `max_retries = ${RETRIES}`,
    ...extra,
    queue,
  ]
  return `${lines.join('\n')}\n`
}

function argument(word: string): string {
  const doubled = word.replaceAll('"', '""').replaceAll("'", "''")
  return /[\s']/.test(word) ? `'${doubled}'` : doubled
}

function dagOf({ folder, merge }: Tasks): string {
  const array = `JOB array ${folder}/engine/array.sub\n`
  if (!merge) return array
  return `${array}JOB merge ${folder}/engine/merge.sub\nPARENT array CHILD merge\n`
}
