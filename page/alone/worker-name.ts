/** The name of a worker that shall use the graphics processor where there is one. */
export const WITH_GPU = 'with-gpu'
/** The name of one that shall not. */
export const WITHOUT_GPU = 'without-gpu'
