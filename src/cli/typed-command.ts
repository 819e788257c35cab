/** The command as it was typed, quoted where a shell would need it. */
export function typedCommand(): string {
  const words = process.argv
    .slice(2)
    .map((word) => (/^[\w./=,:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
  return ['starsift', ...words].join(' ')
}
