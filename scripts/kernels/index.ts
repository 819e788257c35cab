export { transform } from './fourier'
export { dipole, ellipse, sumOfGaussians } from './shapes'
export { fold, window } from './stamp'
export { addStars } from './stars'
