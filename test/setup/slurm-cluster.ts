/**
 * A Slurm of one node, from Debian's packages, in a folder of its own: munge for the signatures,
 * the controller and the node's daemon. It needs root, as Slurm's daemons do.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-ports.js'

export interface SlurmCluster {
  /** For commands of Slurm: `SLURM_CONF`. */
  readonly env: NodeJS.ProcessEnv
  /** A command of Slurm; gives its standard output. */
  slurm(program: string, ...words: string[]): string
  /** Ends the controller and starts it anew, with the state that it kept. */
  restartController(): Promise<void>
  stop(): Promise<void>
}

export async function startSlurm(): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-slurm-'))
  for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name))
  execFileSync('chmod', ['755', folder])
  const socket = join(folder, 'munge', 'socket')
  const key = join(folder, 'munge', 'key')
  writeFileSync(key, Buffer.from(Array.from({ length: 128 }, (_, i) => i)), { mode: 0o400 })
  execFileSync('chown', ['-R', 'munge', join(folder, 'munge')])
  execFileSync('chmod', ['711', join(folder, 'munge')])
  const [controllerPort, nodePort] = await freePorts(2)
  const conf = join(folder, 'slurm.conf')
  writeFileSync(conf, configuration(folder, socket, controllerPort, nodePort))
  const env = { ...process.env, SLURM_CONF: conf }
  const children: Record<string, ChildProcess> = {}
  const begin = (name: string, program: string, words: string[]) => {
    children[name] = spawn(program, words, { env, stdio: 'ignore' })
  }
  const munged = ['--foreground', '--force', `--socket=${socket}`, `--key-file=${key}`]
  const files = ['log', 'pid', 'seed'].map((kind) => {
    return `--${kind}-file=${join(folder, 'munge', kind)}`
  })
  begin('munged', 'runuser', ['-u', 'munge', '--', 'munged', ...munged, ...files])
  begin('controller', 'slurmctld', ['-D', '-c'])
  begin('node', 'slurmd', ['-D'])
  const slurm = (program: string, ...words: string[]) =>
    execFileSync(program, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const isUp = () => {
    try {
      return /idle|mix|alloc/.test(slurm('sinfo', '--noheader', '--format=%T'))
    } catch {
      return false
    }
  }
  await until(isUp, 'Slurm begins')
  return {
    ...{ env, slurm },
    async restartController() {
      await ended(children.controller)
      begin('controller', 'slurmctld', ['-D'])
      await until(isUp, 'the controller begins again')
    },
    async stop() {
      for (const name of ['node', 'controller', 'munged']) await ended(children[name])
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise((exits) => child.once('exit', exits))
  child.kill('SIGTERM')
  await end
}

/** slurm.conf(5). The node may have fewer cores than it says: they are for the scheduler alone. */
function configuration(folder: string, socket: string, controller: number, node: number): string {
  const name = hostname()
  return [
    `ClusterName=test`,
    `SlurmctldHost=${name}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    `SlurmdPort=${node}`,
    'SlurmUser=root',
    'AuthType=auth/munge',
    `AuthInfo=socket=${socket}`,
    'CryptoType=crypto/munge',
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'JobAcctGatherType=jobacct_gather/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'ReturnToService=2',
    'SchedulerParameters=sched_interval=2,batch_sched_delay=0',
    'MinJobAge=300',
    'KillWait=2',
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd.pid`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/slurmd.log`,
    'SlurmdParameters=config_overrides',
    `NodeName=${name} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN`,
    `PartitionName=main Nodes=${name} Default=YES MaxTime=INFINITE State=UP`,
    '',
  ].join('\n')
}

/** Waits until something is so; fails after five minutes. */
export async function until(is: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 300_000
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`waited five minutes in vain: ${what}`)
    await new Promise((resume) => setTimeout(resume, 200))
  }
}
