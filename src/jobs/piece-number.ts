/**
 * The number that an engine gives to the tasks of an array, in the environment:
 *
 *   Slurm        SLURM_ARRAY_TASK_ID    sbatch(1), "INPUT ENVIRONMENT VARIABLES" and --array
 *   PBS Pro      PBS_ARRAY_INDEX        PBS Professional User's Guide, "Job Arrays"
 *   Torque       PBS_ARRAYID            Torque's qsub(1), -t
 *   Kubernetes   JOB_COMPLETION_INDEX   kubernetes.io, "Indexed Job"
 *
 * HTCondor has no variable: its submit file writes `$(Process)` into the command line.
 */
import { CommandError } from '../errors.js'

const VARIABLES = ['SLURM_ARRAY_TASK_ID', 'PBS_ARRAY_INDEX', 'PBS_ARRAYID', 'JOB_COMPLETION_INDEX']

/**
 * @returns undefined where no engine gives a number
 * @throws CommandError if two engines give different numbers, or one gives none
 * @example taskNumber({ SLURM_ARRAY_TASK_ID: '7' }) // 7
 */
export function taskNumber(environment: NodeJS.ProcessEnv): number | undefined {
  const given = VARIABLES.filter((name) => environment[name] !== undefined)
  if (given.length === 0) return undefined
  const texts = new Set(given.map((name) => environment[name]!))
  const [text] = texts
  if (texts.size === 1 && /^\d+$/.test(text)) return Number(text)
  throw new CommandError({
    what: 'which piece?',
    expected: 'one whole number',
    got: given.map((name) => `${name}=${environment[name]}`).join(', '),
    remedy: 'give --piece N',
  })
}
