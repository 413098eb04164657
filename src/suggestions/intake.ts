import { type Insertable, sql } from 'kysely'
import { dayInLishui } from '#calendar/work-calendar.ts'
import type { Db, SuggestionTable, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { codeSealedAs } from './code.ts'
import { planClock } from './clocks/deadlines.ts'
import { findAllowance, loadOffice } from './clocks/office.ts'
import { sealedAs } from './readings.ts'
import { tellAuthors } from './tell.ts'
import { takePhotos } from './waiting-photos.ts'

export type ReceivedRow = Omit<
  Insertable<SuggestionTable>,
  'number' | 'code' | 'code_hash' | 'code_sealed' | 'due_at' | 'received_at' | 'changed_at'
>

interface Received {
  row: ReceivedRow
  /** The tokens of photos that wait. */
  photos: readonly string[]
  now: Date
  /** A code, sealed: see `sealCode`. */
  /** The receipt with the code goes to the phone at once, though nobody has proven it: a clerk has read it back. */
  sendsCode?: boolean
  /** Written beside it, in its transaction: what it came from. */
  beside?: (trx: Trx, suggestion: { id: number }) => Promise<void>
  /** What its author is told, if they wish to be told. */
  receipt?: { template: 'suggestion-received' | 'suggestion-letter-received'; facts?: Record<string, number> }
  draw: () => Pick<Insertable<SuggestionTable>, 'code_hash' | 'code_sealed'>
}

/** What stands now. */
interface TakenIn {
  number: string
  codeSealed: string
}

/**
 * Puts a suggestion into the database with its number, its photos, the clock of 受理 and its event, all or nothing. The
 * same request key again, also at the very same moment, gives the one that stands. A code that is taken is an
 * error like any unique value that is: the transaction runs again and draws another. Photos that wait no longer are
 * refused, unless it was this very suggestion that took them.
 */
export function takeIn(
  db: Db,
  { row, photos: tokens, now, draw, sendsCode = false, beside, receipt: told }: Received,
): Promise<TakenIn | { refused: 'photos-gone' }> {
  return inTransaction(db, async trx => {
    // A twin that has not committed yet holds the photos until it has; the next statement sees it.
    const photos = await takePhotos(trx, tokens, now)
    if ('refused' in photos) return (await findByRequestKey(trx, row.request_key)) ?? photos
    const office = await loadOffice(trx)
    const { row: clock, calculation } = planClock(
      office,
      { step: 'accept', allowance: findAllowance(office, 'accept', row) },
      now,
    )
    const added = await trx
      .insertInto('suggestion')
      .values({
        ...row,
        ...draw(),
        number: sql<string>`next_suggestion_number(${Number(dayInLishui(now).slice(0, 4))})`,
        received_at: now,
        changed_at: now,
        due_at: clock.due_at,
      })
      // A twin that has not committed yet is waited for; after that the next statement sees it.
      .onConflict(conflict => conflict.column('request_key').doNothing())
      .returning(['id', 'number', 'code_sealed as codeSealed'])
      .executeTakeFirst()
    if (!added) return (await findByRequestKey(trx, row.request_key))!

    const { id, number, codeSealed } = added
    await trx
      .insertInto('deadline')
      .values({ ...clock, suggestion_id: id, assignment_id: null })
      .execute()
    if (photos.length > 0)
      await trx
        .insertInto('suggestion_photo')
        .values(photos.map(photo => ({ ...photo, suggestion_id: id })))
        .execute()
    await beside?.(trx, { id })
    const receipt = { photos: photos.length, due: calculation.dueOn }
    const { template = 'suggestion-received', facts } = told ?? {}
    if (row.tell_by)
      await tellAuthors(trx, { id, number }, template, { ...receipt, ...facts, ...(told && { number }) }, now)
    if (sendsCode)
      await enqueueMessage(
        trx,
        {
          to: { channel: 'sms', sealed: row.phone_sealed!, purpose: sealedAs.phone },
          template: 'suggestion-received',
          facts: receipt,
          secret: { sealed: codeSealed, purpose: codeSealedAs },
          about: { kind: 'suggestion', id },
        },
        now,
      )
    const { kind, category, county, source = 'web', client_id: client } = row
    await recordEvent(trx, {
      actor: row.taken_down_by ? { kind: 'person', id: row.taken_down_by } : { kind: 'citizen' },
      action: row.taken_down_by ? 'suggestion.taken-down' : 'suggestion.received',
      object: { kind: 'suggestion', id },
      detail: { kind, category, county, source, photos: photos.length, ...(client && { client }) },
      at: now,
    })
    return { number, codeSealed }
  })
}

/** The one that was sent with this key. */
function findByRequestKey(trx: Trx, requestKey: string): Promise<TakenIn | undefined> {
  return trx
    .selectFrom('suggestion')
    .select(['number', 'code_sealed as codeSealed'])
    .where('request_key', '=', requestKey)
    .executeTakeFirst()
}
