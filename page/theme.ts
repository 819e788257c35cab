/** Light or dark: as the system is, until a person chooses. */
import { signal } from '@preact/signals'

export type Theme = 'system' | 'light' | 'dark'

const ORDER: readonly Theme[] = ['system', 'light', 'dark']
const ENTRY = 'starsift theme'

export const theme = signal<Theme>('system')

export function restoreTheme(): void {
  const kept = readEntry()
  applyTheme(ORDER.find((one) => one === kept) ?? 'system')
}

export function nextTheme(): void {
  applyTheme(ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length])
}

function applyTheme(to: Theme): void {
  theme.value = to
  document.documentElement.dataset.theme = to
  try {
    localStorage.setItem(ENTRY, to)
  } catch {
    // A browser that keeps nothing forgets the choice, and that is all.
  }
}

function readEntry(): string | null {
  try {
    return localStorage.getItem(ENTRY)
  } catch {
    return null
  }
}
