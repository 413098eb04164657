import type { Page } from '@playwright/test'

/**
 * What one taps on this page and is lower than 60 px. A box counts with its label, a link whose ::after covers a card with
 * the card; a link within a sentence is as high as the sentence. A point of a map is as large as the map lets it be: the
 * list beside the map holds the same link.
 */
export function lowTargets(page: Page): Promise<string[]> {
  return page
    .locator('a[href], button, input:not([type="hidden"]), select, textarea, summary')
    .evaluateAll(elements => {
      const targetOf = (element: Element) => (element.matches('input') && element.closest('label')) || element
      const isOfSentence = (element: Element) => {
        const text = element.closest('p, dd, li, label')?.textContent.trim() ?? ''
        return getComputedStyle(element).display === 'inline' && text.length > element.textContent.trim().length + 2
      }
      const coversCard = (element: Element) => {
        const { content, position } = getComputedStyle(element, '::after')
        return content !== 'none' && position === 'absolute'
      }
      return elements
        .map(targetOf)
        .filter(element => element.checkVisibility() && element.getBoundingClientRect().bottom > 0)
        .filter(element => element.getBoundingClientRect().height < 59.5)
        .filter(element => !isOfSentence(element) && !coversCard(element) && !element.closest('svg'))
        .map(element => `${element.outerHTML.slice(0, 90)} ${Math.round(element.getBoundingClientRect().height)} px`)
    })
}
