/** A dropped field as the views look at it, and what to ask a person about it. */
import { type Opinions, type Order, type Plan, planQuestions } from '../../src/asking/index.js'
import { type ClassList, FOUR_CLASSES } from '../../src/catalog/index.js'
import { classesOfCard } from '../../src/models/index.js'
import { type OpenedFieldView, openFieldView } from '../../src/viewing/index.js'
import type { DroppedField } from './dropped-field.js'

export function viewOf(dropped: DroppedField): OpenedFieldView {
  const { title, field, candidates, catalogue, model } = dropped
  return openFieldView({
    ...{ title, field, candidates, catalogue },
    classes: classesOf(dropped),
    ...(model && {
      window: { rule: model.card.window, sizePx: model.card.crop?.sizePx ?? model.card.sizePx },
      model: { file: model.name, sha256: model.card.graphSha256 },
    }),
  })
}

/** Those of the model; without one, the four of this field. */
export function classesOf({ model }: DroppedField): ClassList {
  return model ? classesOfCard(model.card) : FOUR_CLASSES
}

/** @param opinions the active order needs them */
export function planOf(
  { candidates: { id: ids, x, y }, field: { width, height } }: DroppedField,
  order: Order,
  opinions: Opinions | undefined,
): Plan {
  const hasStamp = (row: number) => x[row] >= 0 && x[row] < width && y[row] >= 0 && y[row] < height
  return planQuestions({ ids, order, opinions, hasStamp })
}
