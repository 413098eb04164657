import { createCalendar } from '#calendar/work-calendar.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { listOrganiserIds } from '../organisations/standing.ts'
import { readFairRules } from '../fair-rules.ts'
import { tellOfNeed } from '../notify.ts'
import { needRefusals } from './refusals.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import { alreadyDecided, keyUsed, ownMatter, type Refused } from '../refusals.ts'
import { volunteerRefusals } from '../volunteers/refusals.ts'

export interface NewNeed {
  requestKey: string
  title: string
  what: string
  /** A key of `activityKinds`. */
  kind: string
  county: string
  place: string
  /** When help is wanted: some time between the two. */
  wantedFrom: Date
  wantedUntil: Date
  peopleWanted: number
  skills: string[]
  /** The suggestion a clerk turned into this need. */
  suggestionId?: number
}

/** No law names a figure: within two working days the office answers. */
const daysToAnswer = 2
const closesAt = '17:30'
const workdays = createCalendar()

/** Until when the office answers a need filed now: the end of its second working day from then. */
export function answerBy(now: Date): Date {
  return calculateDeadline(workdays, { begins: now, allowance: { workingDays: daysToAnswer }, closesAt }).dueAt
}

/** Anyone with an account asks for help. Nothing of it is public before the office has verified it (志愿服务条例 Art. 13). */
export async function fileNeed(
  db: Db | Trx,
  personId: number,
  need: NewNeed,
  now: Date,
): Promise<{ id: number } | Refused> {
  if (need.wantedUntil <= need.wantedFrom) return { refused: needRefusals.times }
  if (need.wantedUntil <= now) return { refused: needRefusals.past }
  return inTransaction(db, async trx => {
    const before = await trx
      .selectFrom('need')
      .select(['id', 'filed_by'])
      .where('request_key', '=', need.requestKey)
      .executeTakeFirst()
    if (before) return before.filed_by === personId ? { id: before.id } : { refused: keyUsed }
    const ofSuggestion =
      need.suggestionId === undefined
        ? undefined
        : await trx.selectFrom('need').select('id').where('suggestion_id', '=', need.suggestionId).executeTakeFirst()
    if (ofSuggestion) return ofSuggestion
    const most = need.suggestionId === undefined ? await findUsedUp(trx, personId) : undefined
    if (most !== undefined) return { refused: needRefusals.tooManyOpen(most) }
    const added = await trx
      .insertInto('need')
      .values({
        request_key: need.requestKey,
        filed_by: personId,
        suggestion_id: need.suggestionId ?? null,
        title: need.title,
        what: need.what,
        kind: need.kind,
        county: need.county,
        place: need.place,
        wanted_from: need.wantedFrom,
        wanted_until: need.wantedUntil,
        people_wanted: need.peopleWanted,
        skills: need.skills,
        filed_at: now,
        verify_by: answerBy(now),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'need.filed',
      object: { kind: 'need', id: added.id },
      detail: { suggestion: need.suggestionId ?? null },
      at: now,
    })
    return added
  })
}

/** How many needs a person may have open, if that many are; holds the person, so that two forms at once are counted. */
async function findUsedUp(trx: Trx, personId: number): Promise<number | undefined> {
  await trx.selectFrom('person').select('id').where('id', '=', personId).forNoKeyUpdate().execute()
  const { open } = await trx
    .selectFrom('need')
    .select(eb => eb.fn.countAll<number>().as('open'))
    .where('filed_by', '=', personId)
    .where('suggestion_id', 'is', null)
    .where('state', 'in', ['filed', 'verified', 'taken-up'])
    .executeTakeFirstOrThrow()
  const { open_needs } = await readFairRules(trx)
  return open >= open_needs ? open_needs : undefined
}

/** Whether hands may be asked for a suggestion: not for what its author took back or the office declined. */
export const mayBecomeNeed = ({ state }: { state: SuggestionState }): boolean =>
  state !== 'withdrawn' && state !== 'declined'

/**
 * A clerk (the caller has checked the role) turns a suggestion into a need, which the office thereby has verified.
 * A suggestion becomes one need: again, or by two clerks, it is the same.
 */
export function makeNeedOf(
  db: Db | Trx,
  suggestionId: number,
  clerkPersonId: number,
  need: Omit<NewNeed, 'suggestionId'>,
  now: Date,
): ReturnType<typeof fileNeed> {
  return inTransaction(db, async trx => {
    const suggestion = await trx
      .selectFrom('suggestion')
      .select('state')
      .where('id', '=', suggestionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (!mayBecomeNeed(suggestion)) return { refused: needRefusals.suggestionEnded }
    const filed = await fileNeed(trx, clerkPersonId, { ...need, suggestionId }, now)
    if (!('refused' in filed)) await decideNeed(trx, filed.id, { verified: true }, clerkPersonId, now)
    return filed
  })
}

/** The need that a suggestion became. */
export function findNeedOf(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('need')
    .select(['id', 'title', 'state'])
    .where('suggestion_id', '=', suggestionId)
    .executeTakeFirst()
}

/** The office (the caller has checked the role) answers a need: verified, or declined with words for the one who filed it. */
export async function decideNeed(
  db: Db | Trx,
  needId: number,
  decision: { verified: true } | { verified: false; words: string },
  officePersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const need = await lockNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (need.state !== 'filed') return { refused: alreadyDecided }
    // What a clerk made of somebody's suggestion is not the clerk's own.
    if (need.filed_by === officePersonId && need.suggestion_id === null) return { refused: ownMatter }
    if (decision.verified && need.wanted_until <= now) return { refused: needRefusals.timeOver }
    await trx
      .updateTable('need')
      .set(
        decision.verified
          ? { state: 'verified', decided_at: now }
          : { state: 'declined', decided_at: now, decline_words: decision.words },
      )
      .where('id', '=', needId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: officePersonId },
      action: decision.verified ? 'need.verified' : 'need.declined',
      object: { kind: 'need', id: needId },
      at: now,
    })
    const filer = [{ personId: need.filed_by }]
    await tellOfNeed(trx, need, filer, decision.verified ? 'need-verified' : 'need-declined', now)
    if (decision.verified) await tellOfNeed(trx, need, await listOrganisersIn(trx, need.county), 'need-open', now)
    return { id: needId }
  })
}

/** Ends a need: `met` by the organisation that took it up, `withdrawn` by the one who filed it. Twice is once. */
export async function closeNeed(
  db: Db | Trx,
  { needId, as, personId }: { needId: number; as: 'met' | 'withdrawn'; personId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const need = await lockNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (as === 'withdrawn' && need.filed_by !== personId) return { refused: volunteerRefusals.notYours }
    if (
      as === 'met' &&
      (need.organisation_id === null || !(await mayOrganise(trx, personId, need.organisation_id, now)))
    )
      return { refused: organisationRefusals.notYours }
    if (need.state === as) return { id: needId }
    if (!isStanding(need)) return { refused: needRefusals.closed }
    await trx.updateTable('need').set({ state: as, closed_at: now }).where('id', '=', needId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: `need.${as}`,
      object: { kind: 'need', id: needId },
      at: now,
    })
    if (as === 'met') await tellOfNeed(trx, need, [{ personId: need.filed_by }], 'need-met', now)
    else if (need.organisation_id !== null)
      await tellOfNeed(trx, need, await listOrganisersOfNeed(trx, need), 'need-withdrawn', now)
    return { id: needId }
  })
}

/** Who organises for an organisation that works in that county. */
export async function listOrganisersIn(trx: Trx, county: string): Promise<{ personId: number }[]> {
  return trx
    .selectFrom('organiser')
    .innerJoin('organisation', 'organisation.id', 'organiser.organisation_id')
    .innerJoin('person', 'person.id', 'organiser.person_id')
    .select('person.id as personId')
    .distinct()
    .where('organisation.county', '=', county)
    .where('organisation.state', '=', 'approved')
    .where('person.disabled_at', 'is', null)
    .orderBy('person.id')
    .execute()
}

/** Who organises for the organisation that took a need up. */
export async function listOrganisersOfNeed(
  trx: Trx,
  need: Pick<Need, 'organisation_id'>,
): Promise<{ personId: number }[]> {
  if (need.organisation_id === null) return []
  const ids = await listOrganiserIds(trx, need.organisation_id)
  return ids.map(personId => ({ personId }))
}

/** Whether a need is still to be met. */
export function isStanding({ state }: Pick<Need, 'state'>): boolean {
  return state === 'filed' || state === 'verified' || state === 'taken-up'
}

/** Needs in a state, oldest first: the office's queue (`filed`), what organisations may take up (`verified`), or what these organisations took up. */
export function listNeeds(
  db: Db | Trx,
  state: 'filed' | 'verified' | 'taken-up',
  {
    county,
    organisationIds,
    limit = 50,
    offset = 0,
  }: { county?: string | undefined; organisationIds?: number[] | undefined; limit?: number; offset?: number } = {},
) {
  let query = db.selectFrom('need').selectAll().where('state', '=', state)
  if (county !== undefined) query = query.where('county', '=', county)
  if (organisationIds !== undefined) query = query.where('organisation_id', 'in', [0, ...organisationIds])
  return query.orderBy('filed_at').orderBy('id').limit(limit).offset(offset).execute()
}

/** What a person asked for, newest first. */
export function listNeedsOf(db: Db | Trx, personId: number) {
  return db.selectFrom('need').selectAll().where('filed_by', '=', personId).orderBy('id', 'desc').execute()
}

/** A need as it is stored. */
export type Need = NonNullable<Awaited<ReturnType<typeof findNeed>>>

export function findNeed(db: Db | Trx, needId: number) {
  return db.selectFrom('need').selectAll().where('id', '=', needId).executeTakeFirst()
}

/** The need, held against other moves. */
export function lockNeed(trx: Trx, needId: number) {
  return trx.selectFrom('need').selectAll().where('id', '=', needId).forUpdate().executeTakeFirst()
}
