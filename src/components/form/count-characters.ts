/**
 * Counts while one types in a field that has a limit. Without JavaScript, or in a browser too old to tell the
 * characters that people see, the hint says the limit, and the server counts.
 */
import { countCharacters } from '#forms/typed/characters.ts'

// A field of photos has a limit too, but nothing is typed there.
const controls = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
  'input[data-max], textarea[data-max]',
)
for (const control of 'Segmenter' in Intl ? controls : []) {
  const max = Number(control.dataset.max)
  const count = document.createElement('p')
  count.className = 'field__count'
  count.setAttribute('aria-hidden', 'true')
  // Said only when there is too much: a count at every key would drown what is typed.
  const tooMuch = document.createElement('p')
  tooMuch.className = 'spoken'
  tooMuch.setAttribute('role', 'status')
  control.after(count, tooMuch)

  const show = () => {
    const length = countCharacters(control.value.replaceAll('\r\n', '\n').trim())
    const over = length - max
    count.textContent =
      length === 0
        ? ''
        : over > 0
          ? `已写 ${length} 字，超过了 ${over} 字`
          : `已写 ${length} 字，还能写 ${max - length} 字`
    count.classList.toggle('field__count--over', over > 0)
    const words = over > 0 ? `超过了 ${over} 字` : ''
    if (tooMuch.textContent !== words) tooMuch.textContent = words
  }
  control.addEventListener('input', show)
  // A page that came back from the browser's history, or with what was typed, has something in it already.
  window.addEventListener('pageshow', show)
}
