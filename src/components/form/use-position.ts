/** Lets the browser fill in where the person stands. Only after a press of the button: nobody is asked unbidden. */
for (const field of document.querySelectorAll<HTMLElement>('[data-position]')) {
  const button = field.querySelector('button')!
  const status = field.querySelector('[role="status"]')!
  const box = (name: string) => field.querySelector<HTMLInputElement>(`[name="${name}"]`)!
  if (!('geolocation' in navigator)) continue
  button.hidden = false

  button.addEventListener('click', () => {
    status.textContent = field.dataset.asking!
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Five decimals are a metre; more would only pretend.
        box('latitude').value = coords.latitude.toFixed(5)
        box('longitude').value = coords.longitude.toFixed(5)
        field.querySelector('details')!.open = true
        status.textContent = field.dataset.found!.replace('{metres}', String(Math.round(coords.accuracy)))
      },
      () => {
        status.textContent = field.dataset.refused!
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  })
}
