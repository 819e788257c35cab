// Writes the parts of docs/reference that the program itself says: the verbs and their options, the
// flags, the default recipe. `npm run docs` writes them between the marks of the pages.
//
// usage: npm run build && node scripts/reference.mjs [--check]
//   --check   change nothing; name the pages that differ, and exit with 1 if there are any
import { readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { FLAGS } from '../dist/catalog/index.js'
import { EXIT_CODES } from '../dist/cli/exit-codes.js'
import { VERBS } from '../dist/cli/verbs.js'
import { DEFAULT_RECIPE } from '../dist/train/index.js'

const WIDTH = 100

const PARTS = {
  commands: { page: 'docs/reference/commands.md', text: await commandsText() },
  'exit codes': { page: 'docs/reference/commands.md', text: exitCodesText() },
  flags: { page: 'docs/reference/flags.md', text: flagsText() },
  'default recipe': { page: 'docs/reference/recipes.md', text: recipeText() },
}

async function commandsText() {
  const texts = []
  for (const { load } of Object.values(VERBS)) {
    const verb = await load()
    const parts = verb.commands.length > 0 ? verb.commands : [verb]
    texts.push(...parts.map((part) => commandText(part, part === verb ? [] : [verb.name()])))
  }
  return texts.join('\n\n')
}

function commandText(command, before) {
  const name = ['starsift', ...before, command.name()].join(' ')
  const items = [
    ...command.registeredArguments.map(argumentItem),
    ...command.options.map(optionItem),
  ]
  return [
    `## ${name}`,
    wrapped(sentence(command.description()), ''),
    `    ${name} ${command.usage()}`,
    items.join('\n'),
    `\`\`\`text\n${afterHelp(command)}\n\`\`\``,
  ].join('\n\n')
}

function argumentItem(argument) {
  const name = argument.variadic ? `${argument.name()}...` : argument.name()
  const facts = [
    argument.description,
    argument.argChoices && `one of ${argument.argChoices.join(', ')}`,
    !argument.required && 'may be left out',
  ]
  return item(argument.required ? `<${name}>` : `[${name}]`, facts)
}

function optionItem({ flags, description, mandatory, argChoices, defaultValue, envVar }) {
  const facts = [
    description,
    argChoices && `one of ${argChoices.join(', ')}`,
    mandatory && 'required',
    defaultValue !== undefined && `default: \`${defaultValue}\``,
    envVar && `environment variable: \`${envVar}\``,
  ]
  return item(flags, facts)
}

function item(name, facts) {
  const known = facts.filter((fact) => fact)
  return wrapped(`- \`${name}\`: ${known.join('; ')}`, '  ')
}

/** What the help says after its list of options, such as examples. */
function afterHelp(command) {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) })
  command.outputHelp()
  return help.slice(command.helpInformation().length).replace(/^\n+/, '').trimEnd()
}

function exitCodesText() {
  return EXIT_CODES.map(({ code, meaning }) => `- \`${code}\`: ${meaning}`).join('\n')
}

function flagsText() {
  const lines = FLAGS.map(({ bit, name, meaning, unclassified }) =>
    wrapped(
      `- \`${2 ** bit}\` **${name}** (${unclassified ? 'no class' : 'has a class'}): ${meaning}.`,
      '  ',
    ),
  )
  return lines.join('\n')
}

function recipeText() {
  const lines = Object.entries(DEFAULT_RECIPE).map(([key, value]) => {
    const said = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
    return `${key}: ${said}`
  })
  return `\`\`\`yaml\n${lines.join('\n')}\n\`\`\``
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1).replace(/[.]?$/, /[.?]$/.test(text) ? '' : '.')}`
}

/** Lines of at most WIDTH columns; those after the first begin with `hang`. */
function wrapped(text, hang) {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1
    const joined = lines[last] === '' ? word : `${lines[last]} ${word}`
    if (joined.length <= WIDTH || lines[last].trim() === '') lines[last] = joined
    else lines.push(`${hang}${word}`)
  }
  return lines.join('\n')
}

function filled(page, part, text) {
  const [begin, end] = [`<!-- made by npm run docs: ${part} -->`, `<!-- end of ${part} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) {
    throw new Error(`found no place for ${part}; put ${begin} and ${end} into its page`)
  }
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`
}

const isCheck = process.argv.includes('--check')
for (const [part, { page, text }] of Object.entries(PARTS)) {
  const now = readFileSync(page, 'utf8')
  const then = filled(now, part, text)
  if (now === then) continue
  if (isCheck) {
    process.stderr.write(
      `${page} differs from what the program says about ${part}; run \`npm run docs\`\n`,
    )
    process.exitCode = 1
  } else writeFileSync(page, then)
}
