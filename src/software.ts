/** Name and version of the program, which outputs record. */
export const SOFTWARE = 'starsift 0.1.0'
