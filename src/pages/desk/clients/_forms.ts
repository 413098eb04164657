import { fields, line } from '#forms/fields.ts'
import { clientErrors as errors, webhookWords as words } from '#machines/client-words.ts'
import { mayPostTo } from '#messages/signed-post.ts'

/** Where a client is told of steps. `mayReachSelf`: outside production, where it is tried out. */
export const webhookForm = (mayReachSelf: boolean) =>
  fields({
    url: line(words.url, {
      max: 500,
      hint: words.urlHint,
      missing: errors.url,
      tooLong: errors.url,
      autocomplete: 'off',
    }).refine(url => mayPostTo(url, mayReachSelf), errors.url),
  })
