import { aDay, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { forgetMessages } from '#messages/outbox.ts'
import { forgetAddresses, recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { keptDays, type Settings } from '#publishing/types/settings.ts'
import { forgetSupporters } from '#record/support.ts'
import { forgetAuthors } from '#suggestions/erasure.ts'

type Removed = Record<keyof typeof keptDays, number>

/**
 * Removes what has been kept for as many days as the settings allow: who sent or supports suggestions that have ended, messages, and
 * from where things were done (个人信息保护法 Arts. 19, 47; 网络安全法 Art. 23). Of each author all that they wrote is read
 * again, so they go `atOnce` in a transaction: none holds many suggestions for minutes. Each transaction is an event, with
 * its counts. Returns what went in all.
 */
export async function keepLimits(
  db: Db,
  { keep_days = {} }: Pick<Settings, 'keep_days'>,
  now: Date,
  personalData: PersonalData,
  { atOnce = 100 }: { atOnce?: number } = {},
): Promise<Removed> {
  const before = (kind: keyof typeof keptDays) => earlier(now, (keep_days[kind] ?? keptDays[kind]) * aDay)
  let already = 0
  for (;;) {
    const removed = await inTransaction(db, async (trx): Promise<Partial<Removed> & Pick<Removed, 'authors'>> => {
      const authors = await forgetAuthors(trx, { before: before('authors'), limit: atOnce }, now, personalData)
      const went =
        authors === atOnce
          ? { authors }
          : {
              authors: authors + (await forgetSupporters(trx, before('authors'), now)),
              messages: await forgetMessages(trx, before('messages')),
              addresses: await forgetAddresses(trx, before('addresses')),
            }
      await recordEvent(trx, {
        actor: { kind: 'system' },
        action: 'storage-limits.kept',
        object: { kind: 'portal', id: 'data' },
        detail: went,
        at: now,
      })
      return went
    })
    const { authors, messages, addresses } = removed
    if (messages !== undefined && addresses !== undefined) return { authors: already + authors, messages, addresses }
    already += authors
  }
}
