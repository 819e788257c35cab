import type { ViewProps } from '../view.js'

export function SkyView({ description }: ViewProps) {
  return <p class="notice">{description.title}</p>
}
