/**
 * The pixel lists of IRAF's PLIO (FITS 4.0, section 10.4.3; the source is IRAF's pl_l2pi). A list
 * is of 16-bit words: the upper 4 bits say what to do, the lower 12 are a number. It runs along the
 * line with a value: zeros, pixels of the value, and changes of the value.
 */
import { CodecError } from './codec-error.js'

/** What a word of a list asks for. */
const DO = { zeros: 0, set: 1, add: 2, subtract: 3, values: 4, zerosAndValue: 5, up: 6, down: 7 }

/**
 * The pixels of one tile.
 *
 * @param packed the words of the list, two bytes each, the higher first
 * @throws CodecError if the list has another length than its head says, or an unknown word
 */
export function plioDecoded(packed: Uint8Array, nPixels: number): Int32Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const nWords = packed.byteLength >> 1
  const word = (i: number) => view.getInt16(2 * i)
  if (nWords < 3) throw new CodecError(`a PLIO list of ${nWords} words`)
  // In the old form the third word is the length, in the new one the fourth and fifth are.
  const isOld = word(2) > 0
  if (!isOld && nWords < 5) throw new CodecError(`a PLIO list of ${nWords} words`)
  const length = isOld ? word(2) : (word(4) << 15) + word(3)
  const first = isOld ? 3 : word(1)
  if (length > nWords || first < 0) {
    throw new CodecError(`a PLIO list of ${nWords} words that says ${length}`)
  }
  const out = new Int32Array(nPixels)
  let [value, at] = [1, 0]
  for (let i = first; i < length && at < nPixels; i++) {
    const code = (word(i) >> 12) & 0xf
    const number = word(i) & 0xfff
    if (code === DO.set) {
      if (++i >= length) throw new CodecError('a PLIO list that ends within a value')
      value = (word(i) << 12) + number
    } else if (code === DO.add) value += number
    else if (code === DO.subtract) value -= number
    else if (code === DO.up || code === DO.down) {
      value += code === DO.up ? number : -number
      out[at++] = value
    } else if (code === DO.zeros || code === DO.values || code === DO.zerosAndValue) {
      const end = Math.min(at + number, nPixels)
      if (code === DO.values) out.fill(value, at, end)
      else if (code === DO.zerosAndValue && at + number === end && number > 0) out[end - 1] = value
      at = end
    } else throw new CodecError(`a PLIO word ${code}`)
  }
  return out
}
