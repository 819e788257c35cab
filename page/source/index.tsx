import type { ViewProps } from '../view.js'

export function SourceView({ description }: ViewProps) {
  return <p class="notice">{description.title}</p>
}
