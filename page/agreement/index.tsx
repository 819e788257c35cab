import type { ViewProps } from '../view.js'

export function AgreementView({ description }: ViewProps) {
  return <p class="notice">{description.title}</p>
}
