/** Packed bytes that cannot be what they say. Whoever knows the file adds where they stand. */
export class CodecError extends Error {}
