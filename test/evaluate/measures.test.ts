/** Every measure by stored answers of scikit-learn. */
import { storedAnswers } from '../setup/golden.js'
import { type Measures, testMeasures } from './measure-cases.js'

testMeasures(storedAnswers<Measures[]>('measures'))
