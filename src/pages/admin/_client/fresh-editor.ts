/**
 * An address that goes straight from one open entry to another (typed, bookmarked, or "back") begins the page afresh:
 * Decap would lay the fields of the second over those of the first and save the mixture. What was not saved it keeps
 * as its backup of the first.
 */
export function beginAfreshBetweenEntries(): void {
  window.addEventListener('hashchange', ({ oldURL, newURL }) => {
    const [before, after] = [entryIn(oldURL), entryIn(newURL)]
    if (before && after && before !== after) location.reload()
  })
}

const entryIn = (address: string): string | undefined => /#(\/collections\/[^/]+\/entries\/[^?]+)/.exec(address)?.[1]
