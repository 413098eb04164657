import { type Insertable, sql } from 'kysely'
import { often } from '#db/often.ts'
import type { Db, SuggestionTable } from '#db/schema.ts'
import { planClock } from './clocks/deadlines.ts'
import { gather } from './gather.ts'
import { findAllowance, knownOffice, loadOffice } from './clocks/office.ts'
import type { StoredPhotos } from './photos.ts'

export type ReceivedRow = Omit<Insertable<SuggestionTable>, 'code' | 'due_at' | 'received_at' | 'changed_at'>

interface Received {
  row: ReceivedRow
  photos: StoredPhotos
  now: Date
  draw: () => string
}

/** Codes of what stands now; `isNew`: it was put there by this very call. */
interface TakenIn {
  code: string
  isNew: boolean
}

const gatherings = new WeakMap<Db, (received: Received) => Promise<TakenIn>>()

/**
 * Puts a suggestion into the database with its photos, the clock of 受理 and its event, all or nothing. The same request
 * key again, also at the very same moment, gives the code of the one that stands. What comes in while the database
 * is busy with others goes there with the next of them: one statement and one commit for all.
 */
export function takeIn(db: Db, received: Received): Promise<TakenIn> {
  if (!gatherings.has(db)) gatherings.set(db, gather(several => takeInTogether(db, several)))
  return gatherings.get(db)!(received)
}

async function takeInTogether(db: Db, received: Received[]): Promise<TakenIn[]> {
  const taken = new Map<string, TakenIn>()
  for (let office = await knownOffice(db); ; office = await loadOffice(db)) {
    const waiting = received.filter(({ row }) => !taken.has(row.request_key))
    if (waiting.length === 0) return received.map(({ row }) => taken.get(row.request_key)!)
    const sent = waiting.map(({ row, photos, now, draw }) => {
      const clock = planClock(office, { step: 'accept', allowance: findAllowance(office, 'accept', row) }, now).row
      return { suggestion: { ...row, code: draw(), received_at: now, changed_at: now, due_at: clock.due_at }, clock, ...photos }
    })
    for (const { code, request_key } of await insert(db, sent, office.version)) taken.set(request_key, { code, isNew: true })
    // A twin was first with the key; or the code was taken, or the office has changed its settings: then again with others.
    const missing = waiting.map(({ row }) => row.request_key).filter(key => !taken.has(key))
    for (const { code, request_key } of await findByRequestKeys(db, missing)) taken.set(request_key, { code, isNew: false })
  }
}

const columns = sql.raw(
  'code, request_key, kind, title, body, category, county, place, latitude, longitude, name_sealed, phone_sealed, phone_hash, tell_by, email_sealed, publish_consent, privacy_version, received_at, changed_at, due_at',
)

/** Of those that could be inserted. A twin that has not committed yet is waited for; after that a new statement sees it. */
async function insert(db: Db, sent: object[], officeVersion: number): Promise<{ code: string; request_key: string }[]> {
  const { rows } = await sql<{ code: string; request_key: string }>`${often}
    WITH sent AS (
      SELECT suggestion->>'code' AS code, suggestion, clock, folder, photos
      FROM json_to_recordset(${JSON.stringify(sent)}) AS item (suggestion json, clock json, folder text, photos json)
    ), received AS (
      INSERT INTO suggestion (${columns})
      SELECT ${columns} FROM office_hours, (SELECT typed.* FROM sent, json_populate_record(NULL::suggestion, suggestion) AS typed) AS typed WHERE version = ${officeVersion}
      ON CONFLICT DO NOTHING RETURNING id, code, request_key, kind, category, county, received_at
    ), clocks AS (
      INSERT INTO deadline (suggestion_id, step, begins_at, hours, working_days, extension, due_at, provisional, half_at, eve_at, red_due_at, next_at)
      SELECT received.id, step, begins_at, hours, working_days, extension, due_at, provisional, half_at, eve_at, red_due_at, next_at
      FROM received JOIN sent USING (code), json_populate_record(NULL::deadline, clock)
    ), pictures AS (
      INSERT INTO suggestion_photo (suggestion_id, folder, position, width, height)
      SELECT id, folder, position, width, height FROM received JOIN sent USING (code), json_to_recordset(photos) AS photo (position smallint, width integer, height integer)
    ), events AS (
      INSERT INTO event (at, actor_kind, action, object_kind, object_id, detail)
      SELECT received_at, 'citizen', 'suggestion.received', 'suggestion', id, json_build_object('kind', kind, 'category', category, 'county', county, 'photos', json_array_length(photos))
      FROM received JOIN sent USING (code)
    )
    SELECT code, request_key FROM received`.execute(db)
  return rows
}

/** Those that were sent with one of these keys. */
export async function findByRequestKeys(db: Db, requestKeys: string[]): Promise<{ code: string; request_key: string }[]> {
  if (requestKeys.length === 0) return []
  return db.selectFrom('suggestion').select(['code', 'request_key']).where('request_key', 'in', requestKeys).execute()
}
