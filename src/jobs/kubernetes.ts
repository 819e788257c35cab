/**
 * Kubernetes: an Indexed Job, whose pods find their number in JOB_COMPLETION_INDEX.
 *
 *   completionMode: Indexed   kubernetes.io, "Jobs", Completion mode: numbers from 0
 *   backoffLimitPerIndex      the same, Backoff limit per index: a piece that fails does not end
 *                             the others
 *   restartPolicy: Never      the index begins again in a new pod
 *
 *   kubectl replace --force   kubectl manual: removes the object of that name, and makes it anew. A
 *                             Job that has ended begins no pod again, however often it is applied
 *   conditions                the same, Job termination: Complete or Failed when it has ended
 *
 * All numbers are in it: those of pieces that are done end at once. A Job cannot wait for another,
 * so the merge is a Job of its own, which is applied when the first is complete.
 */
import { stringify } from 'yaml'
import { CommandError } from '../errors.js'
import { jsonDocument } from '../json-document.js'
import { type Engine, RETRIES, type Resources, type Tasks } from './engine.js'

/** Pods at a time; the cluster's own limits come before it. */
const PARALLEL = 100

export const kubernetes: Engine = {
  name: 'kubernetes',
  title: 'Kubernetes',
  lacks: ['partition', 'gres', 'time', 'extra'],
  files(tasks, resources) {
    const { nTasks, work, merge } = tasks
    const indexed = {
      ...{ completions: nTasks, parallelism: Math.min(nTasks, PARALLEL) },
      ...{ completionMode: 'Indexed', backoffLimitPerIndex: RETRIES },
    }
    const files = new Map([['array.yaml', jobText('', indexed, work, tasks, resources)]])
    if (!merge) return files
    return files.set('merge.yaml', jobText('-merge', {}, merge, tasks, resources))
  },
  submits: [{ file: 'array.yaml', command: ['kubectl', 'replace', '--force', '-f'] }],
  idOf: (answer) => /job\.batch[/ ]"?([\w.-]+)/.exec(answer)?.[1] ?? '',
  asks: (id) => ['kubectl', 'get', 'job', id, '--ignore-not-found', '--output=json'],
  isThere({ code, stdout }) {
    if (code !== 0) return undefined
    if (stdout.trim() === '') return false
    const { status } = jsonDocument(stdout) as { status?: { conditions?: Condition[] } }
    const isEnd = ({ type, status }: Condition) => status === 'True' && ENDS.has(type)
    return !status?.conditions?.some(isEnd)
  },
  cancels: (id) => ['kubectl', 'delete', 'job', id],
}

interface Condition {
  readonly type: string
  readonly status: string
}

const ENDS: ReadonlySet<string> = new Set(['Complete', 'Failed'])

function jobText(
  ending: string,
  spec: object,
  command: readonly string[],
  { name, id, folder }: Tasks,
  { image, claim, cpus, mem }: Resources,
): string {
  if (image === undefined || claim === undefined) {
    throw new CommandError({
      what: '--kubernetes',
      expected: '--image NAME of the container and --claim NAME of the volume with the job',
    })
  }
  const mountPath = folder.split('/').slice(0, -1).join('/') || '/'
  const requests = { cpu: cpus, ...(mem && { memory: mem }) }
  const container = {
    ...{ name: 'starsift', image, command },
    resources: { requests, limits: requests },
    volumeMounts: [{ name: 'job', mountPath }],
  }
  const volumes = [{ name: 'job', persistentVolumeClaim: { claimName: claim } }]
  const job = {
    ...{ apiVersion: 'batch/v1', kind: 'Job' },
    metadata: { name: `${podName(name)}-${id}${ending}` },
    spec: {
      ...spec,
      template: { spec: { restartPolicy: 'Never', containers: [container], volumes } },
    },
  }
  return stringify(job, { aliasDuplicateObjects: false })
}

/** Names are lower-case letters, digits and `-` (RFC 1123), at most 63 of them with the id. */
function podName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 45)
}
