import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { EndedReason, SignUpState } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { endedReasons, signUpStates } from '../sign-ups/words.ts'
import type { CalendarEntry } from './calendar-text.ts'

/**
 * The entry of one shift, for the link beside it; undefined when it is not public. Who is on it, or was, gets their own;
 * to everybody else it is something they may do.
 */
export async function findCalendarEntry(
  db: Db | Trx,
  shiftId: number,
  personId?: number,
): Promise<CalendarEntry | undefined> {
  const row = await selectEntries(db)
    .where('shift.id', '=', shiftId)
    .where('activity.state', 'in', ['published', 'cancelled'])
    .executeTakeFirst()
  if (!row) return undefined
  const mine = personId === undefined ? [] : await selectMine(db, personId).where('shift.id', '=', shiftId).execute()
  return mine.length > 0 ? joinFamily(mine) : toEntry(row)
}

/** Opens a private feed for a person and returns its token, shown once. A feed they had before stops working. */
export async function openFeed(db: Db | Trx, personId: number, now: Date): Promise<{ token: string }> {
  return inTransaction(db, async trx => {
    await revokeFeed(trx, personId, now)
    const token = randomBytes(24).toString('base64url')
    await trx
      .insertInto('calendar_feed')
      .values({ token_hash: hashOf(token), person_id: personId, created_at: now })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'calendar-feed.opened',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { token }
  })
}

/** Shuts the person's feed; the address answers nothing from then on. */
export async function revokeFeed(db: Db | Trx, personId: number, now: Date): Promise<{ revoked: boolean }> {
  return inTransaction(db, async trx => {
    const revoked = await trx
      .updateTable('calendar_feed')
      .set({ revoked_at: now })
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .returning('person_id')
      .executeTakeFirst()
    if (revoked)
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'calendar-feed.revoked',
        object: { kind: 'person', id: personId },
        at: now,
      })
    return { revoked: revoked !== undefined }
  })
}

/** Whether the person has a feed that works. */
export async function hasFeed(db: Db | Trx, personId: number): Promise<boolean> {
  return (
    (await db
      .selectFrom('calendar_feed')
      .select('person_id')
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()) !== undefined
  )
}

/**
 * What a feed's address shows: the shifts of the person and their children from a month back, those that ended for them as
 * cancelled; undefined when the token is unknown or revoked. No names: an address may be passed on.
 */
export async function readFeed(db: Db | Trx, token: string, now: Date): Promise<CalendarEntry[] | undefined> {
  const feed = await db
    .selectFrom('calendar_feed')
    .select('person_id')
    .where('token_hash', '=', hashOf(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!feed) return undefined
  const rows = await selectMine(db, feed.person_id)
    .where('shift.ends_at', '>', earlier(now, 30 * aDay))
    .orderBy('shift.starts_at')
    .orderBy('shift.id')
    .execute()
  return [...Map.groupBy(rows, row => row.id).values()].map(joinFamily)
}

/** The entry for everybody has the number of one's own but for one's own moves: whichever comes later, a change of the shift is newer. */
const mostMoves = 999

function selectEntries(db: Db | Trx) {
  return db
    .selectFrom('shift')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .select([
      'shift.id',
      'shift.starts_at',
      'shift.ends_at',
      'shift.meeting_point',
      'shift.state as shift_state',
      'activity.title',
      'activity.place',
      'activity.latitude',
      'activity.longitude',
      'activity.contact_name',
      'activity.contact_phone',
      sql<number>`(shift.revision + activity.revision) * ${mostMoves + 1}::int`.as('revision'),
      sql<Date>`greatest(shift.changed_at, activity.changed_at)`.as('changed_at'),
    ])
}

/** The same of a person's and their children's sign-ups, each with how often it was moved and when last, as the trail has it. */
function selectMine(db: Db | Trx, personId: number) {
  return selectEntries(db)
    .innerJoin('sign_up', 'sign_up.shift_id', 'shift.id')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .innerJoinLateral(
      eb =>
        eb
          .selectFrom('event')
          .select([sql<number>`count(*)::int`.as('moves'), sql<Date | null>`max(at)`.as('moved_at')])
          .where('object_kind', '=', 'sign-up')
          .whereRef('object_id', '=', sql<string>`sign_up.id::text`)
          .as('trail'),
      join => join.onTrue(),
    )
    .select(['sign_up.state as sign_up_state', 'sign_up.ended_reason', 'trail.moves', 'trail.moved_at'])
    .where(eb => eb.or([eb('volunteer.person_id', '=', personId), eb('volunteer.guardian_person_id', '=', personId)]))
}

type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>['executeTakeFirstOrThrow']>>
type MyRow = Awaited<ReturnType<ReturnType<typeof selectMine>['executeTakeFirstOrThrow']>>

/** What stands for a family on one shift: the surest of their sign-ups. */
const surest: readonly SignUpState[] = ['booked', 'offered', 'waiting', 'applied', 'entered', 'ended']

/** Parent and child on one shift are one entry. A sign-up that ended counts on, else the number of the entry would fall. */
function joinFamily(rows: MyRow[]): CalendarEntry {
  const [first] = rows.toSorted((a, b) => surest.indexOf(a.sign_up_state) - surest.indexOf(b.sign_up_state))
  const moments = [first!.changed_at, ...rows.map(row => row.moved_at ?? row.changed_at)]
  return toEntry({
    ...first!,
    revision:
      first!.revision +
      Math.min(
        rows.reduce((sum, row) => sum + row.moves, 0),
        mostMoves,
      ),
    changed_at: new Date(Math.max(...moments.map(Number))),
  })
}

function toEntry(row: EntryRow & { sign_up_state?: SignUpState; ended_reason?: EndedReason | null }): CalendarEntry {
  const { sign_up_state: state } = row
  const isOff = row.shift_state === 'cancelled' || state === 'ended'
  const note = [
    isOff
      ? endedReasons[row.ended_reason ?? 'shift-cancelled']
      : state
        ? signUpStates[state]
        : '还没有报名，在网页上报',
    row.meeting_point && `集合：${row.meeting_point}`,
    `联系：${row.contact_name} ${row.contact_phone}`,
  ]
  return {
    shiftId: row.id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    title: row.title,
    place: row.meeting_point ? `${row.place}（集合：${row.meeting_point}）` : row.place,
    note: note.filter(Boolean).join('\n'),
    state: isOff ? 'cancelled' : state === 'booked' ? 'confirmed' : 'tentative',
    revision: row.revision,
    changedAt: row.changed_at,
    latitude: row.latitude,
    longitude: row.longitude,
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
