/** The kinds of questions: one of a list, a column, words. Each names an option. */

interface QuestionProps<T> {
  readonly label: string
  readonly option: string
  readonly value: T
  onSay(value: T): void
}

interface ChooseProps<T> extends QuestionProps<T> {
  readonly choices: readonly (readonly [value: T, word: string])[]
}

export function Choose<T extends string | number | undefined>(props: ChooseProps<T>) {
  const { value, choices, onSay, ...names } = props
  const textOf = (one: T) => `${one ?? ''}`
  const say = (text: string) => {
    const chosen = choices.find(([one]) => textOf(one) === text)
    if (chosen) onSay(chosen[0])
  }
  return (
    <label>
      <Question {...names} />
      <select value={textOf(value)} onChange={(event) => say(event.currentTarget.value)}>
        {choices.map(([one, word]) => (
          <option key={textOf(one)} value={textOf(one)}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}

interface ColumnProps extends QuestionProps<string | undefined> {
  readonly columns: readonly string[]
}

export function ColumnChoice({ columns, ...rest }: ColumnProps) {
  const { value } = rest
  const names = value === undefined || columns.includes(value) ? columns : [value, ...columns]
  const choices = names.map((name) => [name, name] as const)
  return <Choose {...rest} choices={[[undefined, 'found by its name'], ...choices]} />
}

interface WordsProps extends QuestionProps<string | undefined> {
  readonly hint: string
}

export function Words({ hint, value, onSay, ...names }: WordsProps) {
  return (
    <label>
      <Question {...names} />
      <input
        type="text"
        placeholder={hint}
        value={value ?? ''}
        onChange={(event) => onSay(event.currentTarget.value.trim() || undefined)}
      />
    </label>
  )
}

function Question({ label, option }: { label: string; option: string }) {
  return (
    <span>
      {label} <code class="soft">{option}</code>
    </span>
  )
}
