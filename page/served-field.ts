/** The field that the server of `starsift label` has on its disk. */
import {
  type FieldDescription,
  type FieldRows,
  type FieldView,
  type RowCell,
  type RowsJson,
  rowsOfJson,
  type SourceStamp,
  type StarProfile,
  type StarsJson,
  starsOfJson,
  type TaskState,
} from '../src/viewing/index.js'
import { askedBytes, askedJson } from './requests.js'

export class ServedField implements FieldView {
  describe(): Promise<FieldDescription> {
    return askedJson('api/field')
  }

  /** Asked again when the model has looked at every source: see {@link progress}. */
  async rows(): Promise<FieldRows> {
    return rowsOfJson(await askedJson<RowsJson>('api/rows'))
  }

  async stamp(row: number, sizePx: number): Promise<SourceStamp> {
    const { headers, values } = await askedBytes(`api/stamps/${row}?size=${sizePx}`)
    const [x0, y0] = (headers.get('x-corner') ?? '').split(',').map(Number)
    const length = sizePx * sizePx
    const bands = Array.from({ length: values.length / length }, (_, i) =>
      values.subarray(i * length, (i + 1) * length),
    )
    return { sizePx, x0, y0, bands }
  }

  async tile(band: number, level: number, column: number, row: number): Promise<Float32Array> {
    return (await askedBytes(`api/tiles/${band}/${level}/${column}/${row}`)).values
  }

  cells(row: number): Promise<RowCell[]> {
    return askedJson(`api/cells/${row}`)
  }

  async stars(): Promise<StarProfile | null> {
    const stars = await askedJson<StarsJson | null>('api/stars')
    return stars && starsOfJson(stars)
  }

  /** What is at work behind the page: the overview of the mosaics, and the model. */
  progress(): Promise<readonly TaskState[]> {
    return askedJson('api/progress')
  }
}
