/** What the program ends with. The reference of commands prints this list. */
export const EXIT_CODES = [
  { code: 0, meaning: 'done' },
  { code: 1, meaning: 'the input is wrong' },
  { code: 2, meaning: 'the command is wrong' },
] as const

export const [DONE, WRONG_INPUT, WRONG_COMMAND] = EXIT_CODES.map(({ code }) => code)
