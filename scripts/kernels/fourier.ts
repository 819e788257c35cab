/**
 * The transform of src/light/fft.ts: radix 2, decimation in time. Eight lines lie side by side, and
 * two stages share their loads and stores, but each sum and product is the one of the plain
 * algorithm, in its order.
 */

const LANES: i32 = 8
/** Bytes from one value of a line to the next. */
const STEP: usize = 64

/**
 * Transforms a picture in place: some of its rows, then the columns from `first` to before `end`,
 * both multiples of 8 (or all of a smaller side).
 *
 * @param rows the numbers of the rows, i32
 * @param reversed u16: where the value at each place of a line goes
 * @param cos, sin of 2 pi i / side
 * @param room for 16 lines
 */
export function transform(
  re: usize,
  im: usize,
  side: i32,
  sign: f64,
  rows: usize,
  nRows: i32,
  first: i32,
  end: i32,
  reversed: usize,
  cos: usize,
  sin: usize,
  room: usize,
): void {
  const imOfRoom = room + <usize>side * STEP
  for (let i = 0; i < nRows; i += LANES) {
    const nLines = min(LANES, nRows - i)
    const numbers = rows + ((<usize>i) << 2)
    gatherRows(re, im, side, numbers, nLines, reversed, room, imOfRoom)
    allStages(room, imOfRoom, side, sign, cos, sin)
    scatterRows(re, im, side, numbers, nLines, room, imOfRoom)
  }
  for (let column = first; column < end; column += LANES) {
    const width = (<usize>min(LANES, end - column)) << 3
    const from = (<usize>column) << 3
    gatherColumns(re + from, im + from, side, width, reversed, room, imOfRoom)
    allStages(room, imOfRoom, side, sign, cos, sin)
    scatterColumns(re + from, im + from, side, width, room, imOfRoom)
  }
}

function gatherRows(
  re: usize,
  im: usize,
  side: i32,
  rows: usize,
  nLines: i32,
  reversed: usize,
  roomRe: usize,
  roomIm: usize,
): void {
  for (let lane = 0; lane < nLines; lane++) {
    let from = (<usize>(load<i32>(rows + ((<usize>lane) << 2)) * side)) << 3
    for (let i = 0; i < side; i++) {
      const to = ((<usize>load<u16>(reversed + ((<usize>i) << 1))) << 6) + ((<usize>lane) << 3)
      store<f64>(roomRe + to, load<f64>(re + from))
      store<f64>(roomIm + to, load<f64>(im + from))
      from += 8
    }
  }
}

function scatterRows(
  re: usize,
  im: usize,
  side: i32,
  rows: usize,
  nLines: i32,
  roomRe: usize,
  roomIm: usize,
): void {
  for (let lane = 0; lane < nLines; lane++) {
    let to = (<usize>(load<i32>(rows + ((<usize>lane) << 2)) * side)) << 3
    let from = (<usize>lane) << 3
    for (let i = 0; i < side; i++) {
      store<f64>(re + to, load<f64>(roomRe + from))
      store<f64>(im + to, load<f64>(roomIm + from))
      to += 8
      from += STEP
    }
  }
}

function gatherColumns(
  re: usize,
  im: usize,
  side: i32,
  width: usize,
  reversed: usize,
  roomRe: usize,
  roomIm: usize,
): void {
  let from: usize = 0
  for (let i = 0; i < side; i++) {
    const to = (<usize>load<u16>(reversed + ((<usize>i) << 1))) << 6
    for (let lane: usize = 0; lane < width; lane += 16) {
      v128.store(roomRe + to + lane, v128.load(re + from + lane))
      v128.store(roomIm + to + lane, v128.load(im + from + lane))
    }
    from += (<usize>side) << 3
  }
}

function scatterColumns(
  re: usize,
  im: usize,
  side: i32,
  width: usize,
  roomRe: usize,
  roomIm: usize,
): void {
  let to: usize = 0
  for (let i = 0; i < side; i++) {
    const from = (<usize>i) << 6
    for (let lane: usize = 0; lane < width; lane += 16) {
      v128.store(re + to + lane, v128.load(roomRe + from + lane))
      v128.store(im + to + lane, v128.load(roomIm + from + lane))
    }
    to += (<usize>side) << 3
  }
}

/** An odd number of stages: one alone, and the others in pairs. */
function allStages(re: usize, im: usize, side: i32, sign: f64, cos: usize, sin: usize): void {
  let half = 1
  if ((31 - clz(side)) & 1) {
    oneStage(re, im, side)
    half = 2
  }
  for (; half < side; half *= 4) twoStages(re, im, side, cos, sin, half, sign)
}

/** The first stage, whose factors are all 1. */
function oneStage(re: usize, im: usize, side: i32): void {
  const end = <usize>side * STEP
  for (let first: usize = 0; first < end; first += 2 * STEP) {
    for (let a = first; a < first + STEP; a += 16) {
      const b = a + STEP
      const tr = v128.load(re + b)
      const ti = v128.load(im + b)
      const ar = v128.load(re + a)
      const ai = v128.load(im + a)
      v128.store(re + b, f64x2.sub(ar, tr))
      v128.store(im + b, f64x2.sub(ai, ti))
      v128.store(re + a, f64x2.add(ar, tr))
      v128.store(im + a, f64x2.add(ai, ti))
    }
  }
}

/** The stages of half and of twice half, on four values at a time. */
function twoStages(
  re: usize,
  im: usize,
  side: i32,
  cos: usize,
  sin: usize,
  half: i32,
  sign: f64,
): void {
  const stride = side / (4 * half)
  const apart = <usize>half * STEP
  const end = <usize>side * STEP
  for (let k = 0; k < half; k++) {
    const wr = v128.load64_splat(cos + ((<usize>(2 * k * stride)) << 3))
    const wi = f64x2.splat(sign * load<f64>(sin + ((<usize>(2 * k * stride)) << 3)))
    const ur = v128.load64_splat(cos + ((<usize>(k * stride)) << 3))
    const ui = f64x2.splat(sign * load<f64>(sin + ((<usize>(k * stride)) << 3)))
    const vr = v128.load64_splat(cos + ((<usize>((k + half) * stride)) << 3))
    const vi = f64x2.splat(sign * load<f64>(sin + ((<usize>((k + half) * stride)) << 3)))
    for (let first = <usize>k * STEP; first < end; first += 4 * apart) {
      for (let a = first; a < first + STEP; a += 16) {
        const b = a + apart
        const c = b + apart
        const d = c + apart
        const rb = v128.load(re + b)
        const ib = v128.load(im + b)
        const rd = v128.load(re + d)
        const id = v128.load(im + d)
        const ra = v128.load(re + a)
        const ia = v128.load(im + a)
        const rc = v128.load(re + c)
        const ic = v128.load(im + c)
        const br = f64x2.sub(f64x2.mul(rb, wr), f64x2.mul(ib, wi))
        const bi = f64x2.add(f64x2.mul(rb, wi), f64x2.mul(ib, wr))
        const dr = f64x2.sub(f64x2.mul(rd, wr), f64x2.mul(id, wi))
        const di = f64x2.add(f64x2.mul(rd, wi), f64x2.mul(id, wr))
        const ar = f64x2.add(ra, br)
        const ai = f64x2.add(ia, bi)
        const er = f64x2.sub(ra, br)
        const ei = f64x2.sub(ia, bi)
        const cr = f64x2.add(rc, dr)
        const ci = f64x2.add(ic, di)
        const fr = f64x2.sub(rc, dr)
        const fi = f64x2.sub(ic, di)
        const tr = f64x2.sub(f64x2.mul(cr, ur), f64x2.mul(ci, ui))
        const ti = f64x2.add(f64x2.mul(cr, ui), f64x2.mul(ci, ur))
        const sr = f64x2.sub(f64x2.mul(fr, vr), f64x2.mul(fi, vi))
        const si = f64x2.add(f64x2.mul(fr, vi), f64x2.mul(fi, vr))
        v128.store(re + a, f64x2.add(ar, tr))
        v128.store(im + a, f64x2.add(ai, ti))
        v128.store(re + c, f64x2.sub(ar, tr))
        v128.store(im + c, f64x2.sub(ai, ti))
        v128.store(re + b, f64x2.add(er, sr))
        v128.store(im + b, f64x2.add(ei, si))
        v128.store(re + d, f64x2.sub(er, sr))
        v128.store(im + d, f64x2.sub(ei, si))
      }
    }
  }
}
