/**
 * Keeps what is typed into a form that holds a `KeptDraft`, in this browser alone, by the address of the page. Names,
 * numbers, consents and files are never kept. A page that comes back in the same tab has its text again at once; in
 * another it is offered, because the next person at a shared computer is somebody else. A page that says what was done
 * (`?done=`) ends the draft that was sent to get there.
 */
import { aDay } from '#calendar/spans.ts'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
type Kept = { at: number; values: [name: string, value: string][] }

const longest = 7 * aDay
const sentFrom = 'draft sent from'
const keptTypes = new Set(['text', 'textarea', 'select-one', 'radio', 'number', 'checkbox'])
const personal = /^(off|name|tel|email|one-time-code|current-password|new-password)$/

/** A box with the value `yes` is a consent: it is given again each time. */
const isKept = (control: Element): control is Control =>
  'name' in control &&
  control.name !== '' &&
  'type' in control &&
  keptTypes.has(String(control.type)) &&
  !personal.test(control.getAttribute('autocomplete') ?? '') &&
  !(control instanceof HTMLInputElement && control.type === 'checkbox' && control.value === 'yes')

const controlsOf = (form: HTMLFormElement) => [...form.elements].filter(isKept)
const isChoice = (control: Control): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox')

function valuesOf(form: HTMLFormElement): Kept['values'] {
  return controlsOf(form)
    .filter(control => (isChoice(control) ? control.checked : control.value !== ''))
    .map(control => [control.name, control.value])
}

/** What somebody wrote; a list that stands as the page chose it is nothing yet. */
const written = (form: HTMLFormElement) =>
  controlsOf(form).some(
    control => !isChoice(control) && !(control instanceof HTMLSelectElement) && control.value !== control.defaultValue,
  )

/** What is put back is no new typing. */
let isFilling = false

function fill(form: HTMLFormElement, { values }: Kept) {
  isFilling = true
  for (const control of controlsOf(form)) {
    const mine = values.filter(([name]) => name === control.name).map(([, value]) => value)
    if (isChoice(control)) control.checked = mine.includes(control.value)
    else if (mine[0] !== undefined) control.value = mine[0]
    control.dispatchEvent(new Event('input', { bubbles: true }))
  }
  isFilling = false
}

function read(key: string): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
    return kept && Date.now() - kept.at < longest ? kept : undefined
  } catch {
    return undefined // A browser that keeps nothing.
  }
}

function write(key: string, kept: Kept | undefined) {
  try {
    if (kept) localStorage.setItem(key, JSON.stringify(kept))
    else localStorage.removeItem(key)
  } catch {
    // Full, or switched off: then nothing is kept.
  }
}

function keep(note: HTMLElement) {
  const form = note.closest('form')
  if (!form) return
  const key = `draft ${new URL(form.action).pathname}`
  const kept = form.querySelector<HTMLElement>('[data-draft-kept]')!
  const submit = form.querySelector('button[type="submit"]')
  ;(submit?.closest('.buttons') ?? submit)?.before(kept)
  const forget = () => {
    clearTimeout(timer)
    write(key, undefined)
    note.hidden = true
    kept.hidden = true
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(timer)
    if (!written(form)) return
    write(key, { at: Date.now(), values: valuesOf(form) })
    note.hidden = true
    kept.hidden = false
  }
  form.addEventListener('input', () => {
    if (isFilling) return
    clearTimeout(timer)
    timer = setTimeout(save, 400)
  })
  // Left before the timer: the page may never come back.
  window.addEventListener('pagehide', () => timer !== undefined && save())
  form.addEventListener('submit', () => {
    save()
    sessionStorage.setItem(sentFrom, key)
  })
  const resume = (draft: Kept) => {
    fill(form, draft)
    note.hidden = true
    kept.hidden = false
  }
  for (const drop of form.querySelectorAll('[data-draft-drop]')) drop.addEventListener('click', forget)

  const draft = read(key)
  // A form that came back with its errors has what was typed already.
  if (!draft || written(form) || document.querySelector('.error-summary')) return
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  if (navigation?.type === 'back_forward' || navigation?.type === 'reload') return resume(draft)
  const when = new Date(draft.at).toLocaleString('zh-CN', { dateStyle: 'medium', timeStyle: 'short' })
  note.querySelector('[data-draft-since]')!.textContent = `上次（${when}）写了没有提交的内容，还存在这台设备上。`
  note.hidden = false
  note.querySelector('[data-draft-take]')!.addEventListener('click', () => {
    resume(draft)
    form.querySelector<HTMLElement>('textarea, input[type="text"]')?.focus()
  })
}

const sent = sessionStorage.getItem(sentFrom)
if (sent !== null && new URLSearchParams(location.search).has('done')) {
  write(sent, undefined)
  sessionStorage.removeItem(sentFrom)
}
for (const note of document.querySelectorAll<HTMLElement>('[data-draft]')) keep(note)
