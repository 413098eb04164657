/**
 * Puts what is nearest first. The position is asked for only after a press of the button, stays in this function, and goes
 * nowhere: not into the address, not to the server, not into a store of the browser.
 */
import { kilometresBetween, sayDistance } from './distance.ts'

for (const list of document.querySelectorAll<HTMLElement>('[data-near]')) {
  const button = list.querySelector<HTMLButtonElement>('[data-near-me]')
  const status = list.querySelector('[data-near-status]')!
  if (!button || !('geolocation' in navigator)) continue
  button.hidden = false

  button.addEventListener('click', () => {
    status.textContent = list.dataset.asking!
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        sortBy(list, coords)
        status.textContent = list.dataset.found!
      },
      () => {
        status.textContent = list.dataset.refused!
      },
      { timeout: 15_000, maximumAge: 60_000 },
    )
  })
}

/** Those without a place on the map come last, as they stood. */
function sortBy(list: HTMLElement, from: GeolocationCoordinates): void {
  const far = (item: HTMLElement) => {
    const { latitude, longitude } = item.dataset
    return latitude && longitude
      ? kilometresBetween(from, { latitude: Number(latitude), longitude: Number(longitude) })
      : Infinity
  }
  const items = [...list.querySelectorAll<HTMLElement>('li:has([data-distance])')].map(item => ({
    item,
    kilometres: far(item),
  }))
  items.sort((a, b) => (a.kilometres === b.kilometres ? 0 : a.kilometres - b.kilometres))
  for (const { item, kilometres } of items) {
    const shown = item.querySelector<HTMLElement>('[data-distance]')!
    shown.textContent = kilometres === Infinity ? '' : sayDistance(kilometres)
  }
  const [first, ...others] = list.querySelectorAll('section')
  first!.querySelector('h2')!.textContent = list.dataset.sorted!
  first!.querySelector('ul')!.replaceChildren(...items.map(({ item }) => item))
  for (const section of others) section.remove()
}
