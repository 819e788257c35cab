/**
 * What the program prints. Names and values from files may hold control characters, which a
 * terminal would obey (colours, the title of its window, text that is wiped out again). They are
 * printed as JSON spells them, e.g. `\u001b`, so that JSON stays JSON.
 */

/** All of C0 but tab and line feed, DEL, C1, and what turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are sought
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

export function visible(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
}

/** Prints to stdout: the result. */
export function print(text: string): void {
  process.stdout.write(visible(text))
}

/** Prints to stderr: notes and errors. */
export function printAside(text: string): void {
  process.stderr.write(visible(text))
}
