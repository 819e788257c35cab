/**
 * By which network classes are, as the history of a table says, and whether two tables mean the
 * same one. A file name does not tell: every training run calls its network model.onnx. The
 * SHA-256 of the graph does.
 */
import { earlierHistory, type Table } from '../tables/index.js'

export interface ClassifiedBy {
  /** File name of the model; undefined: not said, as are the others. */
  readonly network: string | undefined
  /** SHA-256 of the graph of each network; none: not said. */
  readonly graphs: readonly string[]
  /** In how many orientations each stamp was looked at. */
  readonly orientations: string | undefined
  readonly precision: string | undefined
}

/**
 * What gave a column of classes, as `classify` writes it into the history: a line that names the
 * columns, one that names the model, and the SHA-256 of each graph. FITS cuts lines into pieces.
 *
 * @returns undefined where the table does not say it
 * @example classifierOf(table, 'ml_class')?.network // 'starsift.onnx'
 */
export function classifierOf(table: Table, column: string): ClassifiedBy | undefined {
  const lines = earlierHistory(table)
  const begin = `${column.replace(/_class$/, '')}_* by `
  // A later run adds its lines behind those of an earlier one.
  const at = lines.findLastIndex((line) => line.startsWith(begin))
  if (at < 0) return undefined
  const rest = lines.slice(at + 1)
  const next = rest.findIndex((line) => line.includes('_* by '))
  const own = next < 0 ? rest : rest.slice(0, next)
  return {
    network: /^model (.+?), architecture /.exec(own.slice(0, 2).join(''))?.[1],
    graphs: own.filter((line) => /^[0-9a-f]{64}$/.test(line)),
    orientations: /orientations: (\d+)/.exec(lines[at])?.[1],
    precision: /precision: (\w+)/.exec(lines[at])?.[1] ?? 'float32',
  }
}

/**
 * What classified the injections, as the history of `completeness.ecsv` says.
 *
 * @param fileOf the file name of a network as the user named it
 * @returns undefined where the table does not say it
 */
export function classifierOfRun(
  shares: Table,
  fileOf: (named: string) => string,
): ClassifiedBy | undefined {
  const said = (name: string) =>
    earlierHistory(shares)
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
  const [network] = said('Model')
  if (network === undefined) return undefined
  const [[orientations], [precision]] = [said('Orientations'), said('Precision')]
  return { network: fileOf(network), graphs: said('Graph SHA-256'), orientations, precision }
}

/**
 * @param label of the column of classes
 * @param here what gave its classes
 * @param run what classified the injections
 * @returns a doubt for each difference, and for what could not be compared
 */
export function classifierDoubts(
  label: string,
  here: ClassifiedBy | undefined,
  run: ClassifiedBy,
): string[] {
  if (here) return [...networkDoubts(label, here, run), ...useDoubts(label, here, run)]
  return [
    `completeness: the catalogue does not say which network gave the classes of ${label}; the ` +
      `shares are those of ${nameOf(run)}`,
  ]
}

function networkDoubts(label: string, here: ClassifiedBy, run: ClassifiedBy): string[] {
  const isSame = sorted(here.graphs) === sorted(run.graphs)
  if (here.graphs.length > 0 && run.graphs.length > 0) {
    if (isSame) return []
    return [
      `completeness: the classes of ${label} are by ${nameOf(here)} (${graphText(here)}), the ` +
        `shares are those of another network, ${nameOf(run)} (${graphText(run)}): they are not ` +
        'right here',
    ]
  }
  const silent = here.graphs.length > 0 ? 'that run does' : 'the catalogue does'
  const only = `only names were compared, for ${silent} not say the SHA-256 of the graph`
  if (here.network !== undefined && here.network === run.network) {
    return [
      `completeness: the classes of ${label} and the shares are by networks of the name ` +
        `${nameOf(run)}, which may be different ones; ${only}`,
    ]
  }
  return [
    `completeness: the classes of ${label} are by ${nameOf(here)}, the shares are those of ` +
      `${nameOf(run)}: unless it is the same network under another name, they are not right ` +
      `here; ${only}`,
  ]
}

/** How the networks looked at the stamps. What one side does not say is not compared. */
function useDoubts(label: string, here: ClassifiedBy, run: ClassifiedBy): string[] {
  const differs = (name: 'orientations' | 'precision') =>
    here[name] !== undefined && run[name] !== undefined && here[name] !== run[name]
  const names = (['orientations', 'precision'] as const).filter(differs)
  if (names.length === 0) return []
  const text = (by: ClassifiedBy) => names.map((name) => `${name} ${by[name]}`).join(', ')
  return [
    `completeness: the classes of ${label} were made with ${text(here)}, the shares with ` +
      `${text(run)}: objects between two classes may differ`,
  ]
}

function nameOf({ network = 'a network without a name' }: ClassifiedBy): string {
  return network
}

function graphText({ graphs }: ClassifiedBy): string {
  return `graph ${graphs.map((graph) => `${graph.slice(0, 8)}...`).join(', ')}`
}

function sorted(graphs: readonly string[]): string {
  return [...graphs].sort().join()
}
