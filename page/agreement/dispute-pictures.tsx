/** The pictures of a disputed source. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SourceStamp } from '../../src/viewing/index.js'
import type { ViewProps } from '../view.js'
import type { Dispute } from './labelled.js'
import { StampPicture } from './stamp-picture.js'

export function DisputePictures(props: {
  dispute: Dispute
  description: ViewProps['description']
  rows: ViewProps['rows']
  stamp: SourceStamp | undefined
}) {
  const { dispute, description, rows, stamp } = props
  return (
    <>
      <h3>
        Source {rows.ids[dispute.row]}
        <span class="soft"> row {dispute.row + 1}</span>
      </h3>
      <div class="agreement-pictures">
        <StampPicture {...{ stamp, description }} label="colour" />
        {description.bands.map(({ filter }, band) => (
          <StampPicture key={filter} {...{ stamp, description, band }} label={filter} />
        ))}
      </div>
    </>
  )
}

/** Stamps of the source that is shown and of those after it: the next one is there at once. */
export function useStamps(
  { field, description }: ViewProps,
  disputes: readonly Dispute[],
  at: number,
) {
  const known = useSignal<ReadonlyMap<number, SourceStamp>>(new Map())
  const wanted = disputes.slice(at, at + 6).map(({ row }) => row)
  useEffect(() => {
    for (const row of wanted.filter((one) => !known.value.has(one))) {
      field
        .stamp(row, Math.round(1.5 * description.sizePx))
        .then((stamp) => {
          known.value = new Map([...known.value, [row, stamp]])
        })
        .catch(() => {})
    }
  }, [wanted.join()])
  return (row: number) => known.value.get(row)
}
