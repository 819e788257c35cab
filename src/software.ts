/** Name and version, as outputs record them. */
export const SOFTWARE = 'starsift 0.1.0'
