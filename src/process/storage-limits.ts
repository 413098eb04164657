import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { forgetMessages } from '#messages/outbox.ts'
import { forgetAddresses, recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { keptDays, type Settings } from '#publishing/types/settings.ts'
import { forgetAuthors } from '#suggestions/erasure.ts'

/**
 * Removes what has been kept for as many days as the settings allow: who sent suggestions that have ended, messages, and
 * from where things were done (个人信息保护法 Arts. 19, 47; 网络安全法 Art. 23). Each run is an event, with its counts.
 */
export function keepLimits(
  db: Db,
  { keep_days = {} }: Pick<Settings, 'keep_days'>,
  now: Date,
  personalData: PersonalData,
): Promise<Record<keyof typeof keptDays, number>> {
  const before = (kind: keyof typeof keptDays) =>
    new Date(now.getTime() - (keep_days[kind] ?? keptDays[kind]) * 86_400_000)
  return inTransaction(db, async trx => {
    const removed = {
      authors: await forgetAuthors(trx, before('authors'), now, personalData),
      messages: await forgetMessages(trx, before('messages')),
      addresses: await forgetAddresses(trx, before('addresses')),
    }
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'storage-limits.kept',
      object: { kind: 'portal', id: 'data' },
      detail: removed,
      at: now,
    })
    return removed
  })
}
