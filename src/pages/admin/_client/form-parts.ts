import type { CmsConfig } from '#publishing/decap/config.ts'
import type { FormField } from '#publishing/decap/fields.ts'
import { decapPhrases } from '#publishing/drafts/decap-words.ts'
import { adminText } from '#publishing/drafts/words.ts'

const { form: words } = adminText

/**
 * Shows in Decap's form only what belongs to the kind of entry that is written, and says what that kind needs: Decap
 * has no fields that depend on others, and none that may be empty at first and are asked for at the end. Which they are
 * says the configuration (`only_for`, `needed_for`, `needed`).
 */
export async function showPartsByChoice(): Promise<void> {
  const config = (await (await fetch('/admin/config.yml')).json()) as CmsConfig
  const fieldsOf = new Map(config.collections.map(({ name, fields = [] }) => [name, fields]))
  let waits = false
  const observer = new MutationObserver(() => {
    if (waits) return
    waits = true
    requestAnimationFrame(() => {
      waits = false
      arrange()
    })
  })
  observer.observe(document.getElementById('nc-root')!, { childList: true, subtree: true, characterData: true })
  window.addEventListener('hashchange', arrange)

  function arrange(): void {
    const [, collection = '', slug] = /^#\/collections\/([^/]+)\/(new|entries\/.+)/.exec(location.hash) ?? []
    document.body.toggleAttribute('data-new-entry', slug === 'new')
    const fields = fieldsOf.get(collection) ?? []
    markAsked(fields, document)
    for (const field of fields.filter(({ only_for, needed_for }) => only_for ?? needed_for)) {
      const container = containerOf(field.name)
      if (!container) continue
      const { only_for: only, needed_for } = field
      const isOut = only !== undefined && !only.values.includes(chosen(fields, only.field))
      container.toggleAttribute('data-left-out', isOut && !container.hasAttribute('data-at-fault'))
      if (needed_for) markNeeded(container, needed_for.values.includes(chosen(fields, needed_for.field)))
    }
  }
}

/** Decap ends a label with “(选填)”: here it says what this kind needs, and nothing at the parts of a group that is needed. */
function markNeeded(container: HTMLElement, isNeeded: boolean): void {
  const [own, ...parts] = container.querySelectorAll('label > span')
  const optional = ` (${decapPhrases.editor.editorControl.field.optional})`
  write(own, isNeeded ? words.needed : optional)
  for (const part of parts) write(part, isNeeded ? '' : optional)
}

/** A field that is asked for when the entry is handed in does not end with “(选填)”, however deep it lies. */
function markAsked(fields: readonly FormField[], within: ParentNode): void {
  for (const { name, needed, fields: inner = [], field } of fields)
    for (const label of labelsOf(name, within)) {
      if (needed) write(label.querySelector(':scope > span') ?? undefined, '')
      const container = label.closest<HTMLElement>('[class*="-ControlContainer"]')
      if (container) markAsked(field ? [field] : inner, container)
    }
}

/** Only where it says something else: every change calls the observer again. */
function write(element: Element | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text
}

/** The value of a choice as the form shows it now. */
function chosen(fields: readonly FormField[], name: string): string {
  const label = containerOf(name)?.querySelector('[class*="-singleValue"]')?.textContent
  const { options = [] } = fields.find(field => field.name === name) ?? {}
  return options.find(option => option.label === label)?.value ?? ''
}

/** The box of a field of the entry, with its label and control; labels say `for="title-field-1"`. */
function containerOf(name: string, within: ParentNode = document): HTMLElement | null {
  return labelsOf(name, within)[0]?.closest<HTMLElement>('[class*="-ControlContainer"]') ?? null
}

const labelsOf = (name: string, within: ParentNode): HTMLLabelElement[] => [
  ...within.querySelectorAll<HTMLLabelElement>(`label[for^="${CSS.escape(name)}-field-"]`),
]

/**
 * Brings a field into view and puts the cursor into it: `pictures.0.alt`, as a refusal names it. What is left out or
 * folded is shown.
 */
export async function goToField(path: string): Promise<void> {
  const [name = '', ...rest] = path.split('.')
  // What leads here may stand on the page before the form does.
  for (let tries = 0; tries < 50 && !containerOf(name); tries += 1) await new Promise(after => setTimeout(after, 100))
  const top = containerOf(name)
  if (!top) return
  top.toggleAttribute('data-at-fault', true)
  top.removeAttribute('data-left-out')
  let at = top
  let item = 0
  for (const step of rest) {
    if (/^\d+$/.test(step)) {
      item = Number(step)
      continue
    }
    if (labelsOf(step, at).length <= item) await unfold(at)
    at = labelsOf(step, at)[item]?.closest<HTMLElement>('[class*="-ControlContainer"]') ?? at
    item = 0
  }
  at.scrollIntoView({ block: 'center' })
  controlIn(at)?.focus({ preventScroll: true })
}

/** Whether an entry is open: on the board there are none of its fields. */
export const hasForm = (): boolean => document.querySelector('[class*="-ControlContainer"]') !== null

async function unfold(container: HTMLElement): Promise<void> {
  for (const button of container.querySelectorAll<HTMLElement>('[data-testid="expand-button"]')) button.click()
  await new Promise(resolve => setTimeout(resolve, 100))
}

const controlIn = (container: HTMLElement): HTMLElement | null =>
  container.querySelector<HTMLElement>('input, textarea, [contenteditable="true"], [role="textbox"]') ??
  container.querySelector<HTMLElement>('button')

/** Where Decap itself finds a field empty, it says so in red and leaves it out of sight. */
export function goToFirstFault(): void {
  window.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element) || !target.closest('[class*="-SaveButton"], [class*="-StatusButton"]')) return
    setTimeout(() => {
      const fault = document.querySelector('[class*="-ControlErrorsList"] li')
      const container = fault?.closest<HTMLElement>('[class*="-ControlContainer"]')
      container?.scrollIntoView({ block: 'center' })
      if (container) controlIn(container)?.focus({ preventScroll: true })
    }, 300)
  })
}
