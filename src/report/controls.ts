/**
 * Wheel, pointer, keys, buttons, check boxes and stamps of the field in the reader's browser. As in
 * viewer.ts, the page holds the source text of these functions.
 */
import type { Viewer } from './viewer.js'

/** Connects wheel, pointer, keys, buttons, check boxes and stamps with the viewer. */
export function startViewer(viewer: Viewer): void {
  const { stage } = viewer
  document.documentElement.classList.add('scripted')
  listenToPointer(viewer)
  const step = (factor: number) =>
    viewer.zoomAt(stage.clientWidth / 2, stage.clientHeight / 2, factor)
  const keys: Record<string, () => void> = {
    '+': () => step(1.5),
    '=': () => step(1.5),
    '-': () => step(1 / 1.5),
    0: () => step(0),
    ArrowLeft: () => (viewer.left += 60),
    ArrowRight: () => (viewer.left -= 60),
    ArrowUp: () => (viewer.top += 60),
    ArrowDown: () => (viewer.top -= 60),
  }
  stage.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    act()
    viewer.update()
  })
  for (const button of document.querySelectorAll<HTMLElement>('[data-key]')) {
    button.addEventListener('click', () => keys[button.dataset.key!]())
  }
  for (const box of document.querySelectorAll('.legend input')) {
    box.addEventListener('change', () => viewer.update())
  }
  for (const link of document.querySelectorAll<HTMLElement>('[data-at]')) {
    const [x, y] = link.dataset.at!.split(' ').map(Number)
    link.addEventListener('click', () => viewer.goTo(x, y))
  }
  new ResizeObserver(() => viewer.update()).observe(stage)
}

/** A wheel that began to turn beside the picture goes on scrolling the page. */
export function listenToPointer(viewer: Viewer): void {
  const { stage } = viewer
  let scrolled = Number.NEGATIVE_INFINITY
  addEventListener('scroll', () => (scrolled = performance.now()), { passive: true })
  const onWheel = (event: WheelEvent) => {
    const isLeaving = event.deltaY > 0 && viewer.zoom === 1
    if (isLeaving || performance.now() - scrolled < 250) return
    event.preventDefault()
    const box = stage.getBoundingClientRect()
    const pixels = event.deltaY * (event.deltaMode === 1 ? 30 : 1)
    viewer.zoomAt(event.clientX - box.left, event.clientY - box.top, Math.exp(-pixels / 500))
  }
  stage.addEventListener('wheel', onWheel, { passive: false })
  stage.addEventListener('pointerdown', (event) => {
    if (!(event.target as Element).closest('button')) stage.setPointerCapture(event.pointerId)
  })
  stage.addEventListener('pointermove', (event) => {
    const box = stage.getBoundingClientRect()
    if (!event.buttons) return viewer.point(event.clientX - box.left, event.clientY - box.top)
    viewer.tip.hidden = true
    viewer.left += event.movementX
    viewer.top += event.movementY
    viewer.update()
  })
  stage.addEventListener('pointerleave', () => {
    viewer.tip.hidden = true
  })
}
