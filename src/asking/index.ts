export type { Opinions } from './opinions.js'
export { type Plan, type PlanInput, planQuestions, SECOND_AFTER } from './plan.js'
export type { Answer, Order, Question } from './question.js'
export { thinned } from './thinned.js'
