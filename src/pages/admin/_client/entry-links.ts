/**
 * Keeps the links of the bar that belong to one entry pointing at the one that is open: the preview of what was saved
 * last, and its review. Decap has a link of its own, but does not show it after the first save of a new entry.
 */
export function followOpenEntry(): void {
  const links = document.querySelectorAll<HTMLAnchorElement>('[data-of-entry]')
  function point(): void {
    const [, collection, slug] = /^#\/collections\/([^/]+)\/entries\/([^?]+)/.exec(location.hash) ?? []
    for (const link of links) {
      link.hidden = slug === undefined
      link.href = `${link.dataset.ofEntry}/${collection}/${slug?.split('/').at(-1)}`
    }
  }
  window.addEventListener('hashchange', point)
  point()
}
