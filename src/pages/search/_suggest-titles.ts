/** Titles under the field while one types; without a script the field is a plain one. */
const field = document.querySelector<HTMLInputElement>('#q')
const list = document.querySelector('#titles')
let waiting: ReturnType<typeof setTimeout> | undefined
let asked = 0

field?.addEventListener('input', event => {
  clearTimeout(waiting)
  // Letters on their way to characters are no words yet.
  if ((event as InputEvent).isComposing) return
  waiting = setTimeout(() => void show(field.value.trim()), 200)
})
field?.addEventListener('compositionend', () => void show(field.value.trim()))

async function show(typed: string): Promise<void> {
  const turn = (asked += 1)
  if (typed === '' || !list) return list?.replaceChildren()
  try {
    const response = await fetch(`/search/suggestions?q=${encodeURIComponent(typed.slice(0, 60))}`)
    const titles = response.ok ? ((await response.json()) as string[]) : []
    if (turn !== asked) return
    list.replaceChildren(...titles.map(title => Object.assign(document.createElement('option'), { value: title })))
  } catch {
    // What cannot be suggested can still be looked for.
  }
}
