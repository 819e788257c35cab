/** Says that a table must be read whole: what its strips say differs from what the whole says. */
export class NotInStrips extends Error {}
