/**
 * Keys for people who do this all day. In the queue j and k move the focus from row to row and Enter, being
 * the link's own key, opens it; on a suggestion e goes to the form, n to the note, j to the next one, u back. Never while typing.
 */
const dialog = document.querySelector<HTMLDialogElement>('[data-desk-keys]')
const rows = [...document.querySelectorAll<HTMLElement>('[data-key-row] a')]

function moveBy(step: number): void {
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const next = at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))
  rows[next]?.focus()
}

function focusIn(selector: string): void {
  const found = document.querySelector<HTMLElement>(selector)
  const field = found?.matches('input, textarea, select')
    ? found
    : (found?.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea') ??
      found?.querySelector('button'))
  field?.focus()
}

const keys: Record<string, () => void> = {
  j: () => {
    const next = document.querySelector<HTMLAnchorElement>('[data-key-next]')
    if (next) next.click()
    else moveBy(1)
  },
  k: () => moveBy(-1),
  x: () => document.activeElement?.closest('tr')?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click(),
  '/': () => focusIn('[type="search"]'),
  e: () => focusIn('[data-key-form]'),
  n: () => focusIn('[data-key-note]'),
  u: () => document.querySelector<HTMLAnchorElement>('[data-key-back]')?.click(),
  '?': () => dialog?.showModal(),
}

document.addEventListener('keydown', event => {
  const target = event.target as HTMLElement
  const typing = target.matches('input:not([type="checkbox"]):not([type="radio"]), textarea, select')
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog?.open) return
  const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
  if (!act) return
  event.preventDefault()
  act()
})
