import { findMissingParts } from '#suggestions/answer-check.ts'

/** Ticks off what an answer already says, while it is written; the server judges again when it is sent. */
const answer = document.querySelector<HTMLTextAreaElement>('textarea[name="body"]')
const list = document.querySelector('[data-answer-parts]')

function tick(): void {
  const missing = new Set<string>(findMissingParts(answer!.value))
  for (const item of list!.querySelectorAll<HTMLElement>('[data-part]'))
    item.toggleAttribute('data-there', !missing.has(item.dataset.part!))
}

if (answer && list) {
  answer.addEventListener('input', tick)
  tick()
}
