/** The sections of an evaluation's page: measures, comparisons, agreement of people. */
import type {
  Duel,
  DuelResult,
  Evaluation,
  HumanAgreement,
  Measure,
  SetCoverage,
  Subject,
} from '../evaluate/index.js'
import { classWords } from './class-words.js'
import { section } from './document.js'
import type { EvaluationFigure } from './evaluation-figures.js'
import { count, counted, type Html, html, type Insert } from './html.js'
import type { DrawnFigure } from './result-folder.js'

type PageFigure = DrawnFigure<EvaluationFigure>

/** The lines under the title. */
export function evaluationSummary({ subjects }: Evaluation): Html {
  return html`${subjects.map(({ name, comparison, measures }) => {
    const nFields = comparison.fields.length
    const words = classWords(comparison.list)
    const [clusters, others] = [words.clusters('and'), words.others('and')]
    const sides = `cluster (${clusters}) or not a cluster (${others})`
    const [four, two] = [measures.fourClasses, measures.twoClasses].map((m) =>
      shareCell(m.accuracy),
    )
    return html`<p class="summary"><b>${name}</b> gives ${four} of
${counted(comparison.n, 'object')}${nFields > 1 && ` in ${nFields} fields`} the class that people
gave them.${words.isTwo && html` In two classes, ${sides}, ${two} are right.`}</p>`
  })}`
}

export function overallSection({ subjects, seed, nResamples }: Evaluation): Html {
  const { all, isTwo } = classWords(subjects[0].comparison.list)
  const rows: [string | false, (subject: Subject) => Insert][] = [
    ['objects', ({ comparison }) => count(comparison.n)],
    [`accuracy, ${all}`, ({ measures }) => shareCell(measures.fourClasses.accuracy)],
    [isTwo && 'accuracy, two classes', ({ measures }) => shareCell(measures.twoClasses.accuracy)],
    [
      `balanced accuracy, ${all}`,
      ({ measures }) => shareCell(measures.fourClasses.balancedAccuracy),
    ],
    [
      isTwo && 'balanced accuracy, two classes',
      ({ measures }) => shareCell(measures.twoClasses.balancedAccuracy),
    ],
    [`Cohen's kappa, ${all}`, ({ measures }) => numberCell(measures.fourClasses.kappa)],
    [
      isTwo && "Cohen's kappa, two classes",
      ({ measures }) => numberCell(measures.twoClasses.kappa),
    ],
    [`Brier score, ${all} (0–2)`, ({ calibration }) => calibration?.brier.toFixed(3) ?? '–'],
    [
      isTwo && 'Brier score, clusters (0–1)',
      ({ calibration }) => calibration?.brierCluster.toFixed(3) ?? '–',
    ],
    [
      'ECE of the predicted class',
      ({ calibration }) => calibration?.predicted.ece.toFixed(3) ?? '–',
    ],
    [
      subjects.some(({ onVotes }) => onVotes) && `Brier score on votes, ${all} (0–2)`,
      ({ onVotes }) => onVotes?.brier.toFixed(3) ?? '–',
    ],
    [
      subjects.some(({ onVotes }) => onVotes) && 'ECE on votes',
      ({ onVotes }) => onVotes?.ece.toFixed(3) ?? '–',
    ],
  ]
  return section(
    'Overall',
    numberTable(
      html`Brackets: 95 % intervals from a bootstrap over objects (${count(nResamples)} draws within
fields, seed
${seed}), or Wilson's interval for shares of 0 and 100 %. They do not contain the differences
between fields.`,
      ['', ...subjects.map(({ name }) => name)],
      rows.flatMap(([label, cell]) => (label ? [[label, ...subjects.map(cell)]] : [])),
    ),
  )
}

export function subjectSection(subject: Subject, figures: readonly PageFigure[]): Html {
  const { name, measures, notes, comparison } = subject
  const words = classWords(comparison.list)
  const clusters = words.isTwo ? [measures.cluster] : []
  const rows = [...measures.classes, ...clusters].map(({ recall, precision, f1 }, k) => [
    words.names[k] ?? `clusters (${words.clusters('or')})`,
    ...[count(recall.n), shareCell(recall), count(precision.n), shareCell(precision)],
    numberCell(f1),
  ])
  const header = ['', 'by people', 'recall', `by ${name}`, 'precision', 'F1']
  const caption = `Measures of each class, with the number of objects by people and by ${name}.`
  return section(
    name,
    html`<div class="figures">${figures
      .filter(({ subject }) => subject === name)
      .map(figureHtml)}</div>
<div class="tables"><div>${numberTable(caption, header, rows)}</div>
<div>${fieldTable(subject)}${setTable(subject)}</div></div>
${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`,
  )
}

export function duelSection({ duels, subjects }: Evaluation): Html {
  if (duels.length === 0) return html``
  const { all, isTwo } = classWords(subjects[0].comparison.list)
  const row = (duel: Duel, classes: string, result: DuelResult) => [
    `${duel.first} against ${duel.second}, ${classes}`,
    count(duel.n),
    ...result.accuracies.map((value) => shareCell({ value })),
    ...[count(result.onlyFirst), count(result.onlySecond)],
    ...[testCell(result.pExact), result.chi2.toFixed(2), testCell(result.pChi2)],
  ]
  const header = ['', 'objects', 'first right', 'second right', 'only first', 'only second']
  return section(
    'Compared with each other',
    numberTable(
      `McNemar's test on the objects that both sets of predictions have classified. p is the
probability of a difference at least this large if both were equally good.`,
      [...header, 'p (exact)', 'χ²', 'p (χ²)'],
      duels.flatMap((duel) => [
        row(duel, all, duel.fourClasses),
        ...(isTwo ? [row(duel, 'two classes', duel.twoClasses)] : []),
      ]),
    ),
  )
}

export function peopleSection({ people, subjects }: Evaluation): Html {
  if (people.length === 0) return html``
  const { isTwo, series } = classWords(subjects[0].comparison.list)
  const isDerived = people.some(({ basis }) => basis !== 'votes')
  const rows = people.map(({ field, n, fourClasses, twoClasses, classes }) => [
    ...[
      field,
      count(n),
      shareCell(fourClasses.pairwise),
      shareCell({ value: fourClasses.atLeast }),
    ],
    numberCell(fourClasses.kappa),
    ...(isTwo ? twoCells(twoClasses) : []),
    ...classes.map(({ value }) => shareCell({ value })),
  ])
  const two = isTwo ? ['agree, two', 'at least', 'κ, two'] : []
  const header = ['', 'objects', 'agree', 'at least', 'κ', ...two]
  return section(
    'Agreement of people',
    html`<div class="people">${numberTable(
      html`How often two people give an object the same class; Fleiss's κ; and for each class, the
probability that a second person gives it if a first person does.${
        isDerived &&
        html` The catalogues do not contain the votes. They were derived from their mode and mean:
we take the smallest number of votes, three or more, that can have this mode and mean and no second
mode, and of the possible votes those that agree most. So the numbers are slightly optimistic. “At
least” is the lowest agreement that the mode and the mean allow for this number of votes.`
      }`,
      [...header, ...series],
      rows,
    )}</div>`,
  )
}

function twoCells({ pairwise, atLeast, kappa }: HumanAgreement['twoClasses']): Html[] {
  return [shareCell(pairwise), shareCell({ value: atLeast }), numberCell(kappa)]
}

/** A table of numbers, whose first column names the rows, under a line that says what it shows. */
export function numberTable(
  caption: Insert,
  header: readonly Insert[],
  rows: readonly (readonly Insert[])[],
): Html {
  return html`<p class="note">${caption}</p><div class="wide"><table class="numbers">
<thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map(
    (cell) => html`<td>${cell}</td>`,
  )}</tr>
`,
)}</tbody></table></div>`
}

function fieldTable({ byField, comparison }: Subject): Html {
  const { all, isTwo } = classWords(comparison.list)
  const cells = byField.map(({ join, measures }) => [
    join.field,
    count(join.nCompared),
    measures ? shareCell(measures.fourClasses.accuracy) : '–',
    ...(isTwo ? [measures ? shareCell(measures.twoClasses.accuracy) : '–'] : []),
    measures ? shareCell({ value: measures.fourClasses.balancedAccuracy.value }) : '–',
  ])
  const header = ['', 'objects', all, ...(isTwo ? ['two classes'] : []), 'balanced']
  const caption = `Accuracy in each field; balanced is for ${all}. Fields have different
shares of the classes, so compare their recalls, not their accuracies.`
  return numberTable(caption, header, cells)
}

/** How often the sets of classes hold what people say. */
function setTable({ sets, comparison }: Subject): Html | false {
  if (!sets) return false
  const { names } = classWords(comparison.list)
  const cells = ({ n, covered, interval, size }: SetCoverage) => [
    ...[count(Math.round(n)), shareCell({ value: covered, interval })],
    Number.isNaN(size) ? '–' : size.toFixed(2),
  ]
  const rows = (answers: string, measured: readonly SetCoverage[]) =>
    measured.map((one) => [
      `${one.class === 0 ? 'all' : names[one.class - 1]}, ${answers}`,
      ...cells(one),
    ])
  return numberTable(
    html`How often the set of classes (ml_set) holds the class by people, or a vote; how many
classes it has.`,
    ['', 'answers', 'held', 'classes in the set'],
    [...rows('classes', sets.classes), ...rows('votes', sets.votes ?? [])],
  )
}

function figureHtml({ caption, svg, files, isWide }: PageFigure): Html {
  const src = `data:image/svg+xml,${encodeURIComponent(svg)}`
  const across = isWide && html` class="across"`
  return html`<figure${across}><img class="paper" alt="${caption}" src="${src}">
<figcaption>${caption} <span>${files.map(
    (file) => html`<a href="${file}">${file.split('.').at(-1)!.toUpperCase()}</a> `,
  )}</span></figcaption></figure>`
}

/** A share with its interval. @example '64.8 % (61.9–67.7)' */
function shareCell({ value, interval }: Omit<Measure, 'n'>): Html {
  if (Number.isNaN(value)) return html`–`
  const ends = interval && `${hundred(interval.low)}–${hundred(interval.high)}`
  return html`${hundred(value)} %${ends && html` <small>(${ends})</small>`}`
}

/**
 * A number such as kappa with its interval.
 *
 * @example '0.521 (0.483–0.560)', '−0.01 (−0.03 to 0.01)'
 */
function numberCell({ value, interval }: Omit<Measure, 'n'>): Html {
  if (Number.isNaN(value)) return html`–`
  const text = (x: number) => x.toFixed(3).replace('-', '−')
  const dash = interval && interval.low < 0 ? ' to ' : '–'
  const ends = interval && `${text(interval.low)}${dash}${text(interval.high)}`
  return html`${text(value)}${ends && html` <small>(${ends})</small>`}`
}

/** The p of a test. @example '3.2e-5' */
function testCell(p: number): string {
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(1)
}

function hundred(share: number): string {
  return (100 * share).toFixed(1)
}
