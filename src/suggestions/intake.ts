import type { Insertable } from 'kysely'
import type { Db, SuggestionTable, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { planClock } from './clocks/deadlines.ts'
import { findAllowance, loadOffice } from './clocks/office.ts'
import type { StoredPhotos } from './photos.ts'

export type ReceivedRow = Omit<Insertable<SuggestionTable>, 'code' | 'due_at' | 'received_at' | 'changed_at'>

interface Received {
  row: ReceivedRow
  photos: StoredPhotos
  now: Date
  draw: () => string
}

/** The code of what stands now; `isNew`: it was put there by this very call. */
interface TakenIn {
  code: string
  isNew: boolean
}

/**
 * Puts a suggestion into the database with its photos, the clock of 受理 and its event, all or nothing. The same
 * request key again, also at the very same moment, gives the code of the one that stands. A code that is taken is an
 * error like any unique value that is: the transaction runs again and draws another.
 */
export function takeIn(db: Db, { row, photos: { folder, photos }, now, draw }: Received): Promise<TakenIn> {
  return inTransaction(db, async trx => {
    const office = await loadOffice(trx)
    const { row: clock } = planClock(office, { step: 'accept', allowance: findAllowance(office, 'accept', row) }, now)
    const added = await trx
      .insertInto('suggestion')
      .values({ ...row, code: draw(), received_at: now, changed_at: now, due_at: clock.due_at })
      // A twin that has not committed yet is waited for; after that the next statement sees it.
      .onConflict(conflict => conflict.column('request_key').doNothing())
      .returning(['id', 'code'])
      .executeTakeFirst()
    if (!added) return { code: (await findByRequestKey(trx, row.request_key))!.code, isNew: false }

    const { id, code } = added
    await trx
      .insertInto('deadline')
      .values({ ...clock, suggestion_id: id, assignment_id: null })
      .execute()
    if (photos.length > 0)
      await trx
        .insertInto('suggestion_photo')
        .values(photos.map(photo => ({ ...photo, suggestion_id: id, folder })))
        .execute()
    await recordEvent(trx, {
      actor: { kind: 'citizen' },
      action: 'suggestion.received',
      object: { kind: 'suggestion', id },
      detail: { kind: row.kind, category: row.category, county: row.county, photos: photos.length },
      at: now,
    })
    return { code, isNew: true }
  })
}

/** The one that was sent with this key. */
export function findByRequestKey(db: Db | Trx, requestKey: string): Promise<{ code: string } | undefined> {
  return db.selectFrom('suggestion').select('code').where('request_key', '=', requestKey).executeTakeFirst()
}
