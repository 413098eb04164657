/**
 * While one writes: what is public and much the same stands under the title. Its numbers go with the form, so that who has
 * seen them is not asked again before sending. Without a script they are asked once, on the page.
 */
const place = document.querySelector<HTMLElement>('[data-similar]')
const form = place?.closest('form')
let delay: ReturnType<typeof setTimeout> | undefined
let turns = 0
let last = ''

const valueOf = (name: string) => (form?.elements.namedItem(name) as HTMLInputElement | null)?.value.trim() ?? ''

async function look(): Promise<void> {
  const query = new URLSearchParams(['title', 'place', 'county'].map(name => [name, valueOf(name)])).toString()
  if (!form || !place || query === last) return
  last = query
  const turn = (turns += 1)
  try {
    const response = valueOf('title').length < 4 ? undefined : await fetch(`/participate/similar?${query}`)
    if (turn !== turns) return
    place.innerHTML = response?.ok ? await response.text() : ''
    const seen = form.elements.namedItem('seen_similar') as HTMLInputElement
    const numbers = place.querySelector<HTMLElement>('[data-numbers]')?.dataset.numbers ?? ''
    seen.value = [...new Set([...seen.value.split(' '), ...numbers.split(' ')])].filter(Boolean).join(' ')
  } catch {
    // What cannot be looked up while one writes is looked up before it is sent.
  }
}

form?.addEventListener('input', event => {
  const { name } = event.target as HTMLInputElement
  if (!['title', 'place', 'county'].includes(name) || (event as InputEvent).isComposing) return
  clearTimeout(delay)
  delay = setTimeout(() => void look(), 500)
})
