/** Quantiles, intervals and tests by stored answers of NumPy and SciPy. */
import { storedAnswers } from '../setup/golden.js'
import { type Answers, testStatistics } from './statistics-cases.js'

testStatistics(storedAnswers<Answers>('statistics'))
