import type { Aside } from '#publishing/decap/protocol.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { goToField } from './form-parts.ts'
import { ask } from './gateway.ts'

const { aside: words } = adminText

/** Said on the window when an entry was saved. */
export const savedEvent = 'portal-saved'

/**
 * Shows above the form what stands beside the open entry: who else has it open, why it came back, and the notes at its
 * fields. Asked for when an entry is opened or saved, and once a minute while somebody writes.
 */
export function showAside(): void {
  const box = document.getElementById('entry-aside')!
  let isWriting = true
  const noteWriting = () => (isWriting = true)
  for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, noteWriting, { capture: true })

  async function look(): Promise<void> {
    const entry = openEntry()
    const aside = entry && (await ask('entryAside', entry).catch(() => undefined))
    // Another entry may have been opened meanwhile.
    if (entry?.slug !== openEntry()?.slug) return
    box.replaceChildren(...(entry && aside ? linesOf(aside, entry, look) : []))
    box.hidden = box.childElementCount === 0
    document.body.style.setProperty('--admin-aside', `${box.offsetHeight}px`)
  }
  setInterval(() => {
    if (!isWriting || document.visibilityState === 'hidden') return
    isWriting = false
    void look()
  }, 60_000)
  window.addEventListener('hashchange', () => void look())
  window.addEventListener(savedEvent, () => void look())
  window.addEventListener('resize', () => document.body.style.setProperty('--admin-aside', `${box.offsetHeight}px`))
  void look()
}

interface OpenEntry {
  collection: string
  slug: string
}

function openEntry(): OpenEntry | undefined {
  const [, collection, slug] = /^#\/collections\/([^/]+)\/entries\/([^?]+)/.exec(location.hash) ?? []
  return collection && slug ? { collection, slug } : undefined
}

function linesOf(
  { others, notes, returned }: Aside,
  { collection, slug }: OpenEntry,
  again: () => Promise<void>,
): HTMLElement[] {
  const lines = others.map(({ name, minutes }) => element('p', words.open(name, minutes)))
  if (returned) lines.push(element('p', words.returned(returned.by, returned.reason)))
  if (notes.length === 0) return lines
  const list = element('ul', '')
  for (const { id, field, where, body, by } of notes) {
    const line = element('li', '')
    line.append(
      button(where, () => goToField(field)),
      ` ${words.noted(by, body)} `,
      button(words.done, () =>
        ask('endNote', { collection, slug, id })
          .catch(() => {})
          .then(again),
      ),
    )
    list.append(line)
  }
  return [...lines, element('p', words.notes(notes.length)), list]
}

function button(text: string, act: () => Promise<void>): HTMLElement {
  const made = element('button', text)
  made.setAttribute('type', 'button')
  made.addEventListener('click', () => void act())
  return made
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
