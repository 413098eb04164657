import { elementsIn, wordsOf } from './html.ts'

/** The secret that the page shows for an authenticator app. */
export function secretOn(html: string): string {
  const secret = elementsIn(html, 'code')
    .map(wordsOf)
    .find(words => /^[A-Z2-7]{16,}$/.test(words))
  if (!secret) throw new Error('the page shows no secret')
  return secret
}
