/**
 * A second click on a form that is already on its way does nothing; a form with `data-again` (a download) may be sent again.
 * The button is not disabled (that would drop its name and value from the request) but marked and ignored
 * coming back with the browser's back button frees the form again.
 */
const onTheirWay = new WeakSet<HTMLFormElement>()

function buttonsOf(form: HTMLFormElement): Element[] {
  return [...form.elements].filter(element => element.matches('button[type="submit"]'))
}

document.addEventListener('submit', event => {
  const form = event.target
  // A form that waits for its photos is not on its way yet.
  if (event.defaultPrevented) return
  if (!(form instanceof HTMLFormElement) || form.method !== 'post' || form.dataset.again !== undefined) return
  if (onTheirWay.has(form)) {
    event.preventDefault()
    return
  }
  onTheirWay.add(form)
  for (const button of buttonsOf(form)) button.setAttribute('aria-disabled', 'true')
})

window.addEventListener('pageshow', () => {
  for (const form of document.forms) {
    onTheirWay.delete(form)
    for (const button of buttonsOf(form)) button.removeAttribute('aria-disabled')
  }
})
