import type { z } from 'zod'
import { choice, fields, requestKey, tick } from '#forms/fields.ts'
import { isMainlandMobile } from '#forms/typed/phone.ts'
import { asked, checkAsked } from './suggestion-form.ts'
import { takingDownWords as words, writtenSources } from './taking-down-words.ts'
import { suggestionErrors } from './words.ts'

/**
 * What a clerk writes down for somebody: what the citizen's own form asks, by which way it came, and what was said on
 * the telephone or at the window. Nobody has to leave a phone.
 */
export const takingDownForm = fields(
  {
    source: choice(words.source.label, writtenSources, { look: 'inline', missing: words.source.missing }),
    ...asked,
    wishes_anonymity: tick(words.anonymity.label, { hint: words.anonymity.hint }),
    told: tick(words.told.label, { hint: words.told.hint }),
    send_code: tick(words.sendCode.label, { hint: words.sendCode.hint }),
    request_key: requestKey(suggestionErrors.requestKey),
  },
  (given, fault, failed) => {
    checkAsked(given, fault, failed)
    if ((given.name || given.phone) && !given.told) fault('told', words.told.missing)
    if (given.send_code && !failed.has('phone') && !isMainlandMobile(given.phone ?? ''))
      fault('send_code', words.sendCode.noMobile)
  },
)

/** What was written down, without its photos, which wait as files. */
export type TakenDown = Omit<z.output<typeof takingDownForm>, 'photos'>
