export type { Order, Question } from './question.js'
