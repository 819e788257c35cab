import type { ViewProps } from '../view.js'

export function TableView({ description }: ViewProps) {
  return <p class="notice">{description.title}</p>
}
