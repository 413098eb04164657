import { sql } from 'kysely'
import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { type Actor, recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { takeRole } from '#people/held-roles.ts'
import type { Refused } from '../refusals.ts'
import { tellOfHeldOrganiser } from '../organisations/resigning.ts'
import { lockShift } from '../shifts/lock.ts'
import { releaseIdentity } from '../volunteers/identity-disputes.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { withdrawConsent } from '../volunteers/consents.ts'
import { toldOf } from '../volunteers/office-move.ts'
import { erasedAt } from '../volunteers/profile.ts'
import { volunteerRefusals } from '../volunteers/refusals.ts'
import { callOff } from './calling-off.ts'
import { endComing } from './leaving.ts'
import { tellGuardians } from './telling-guardians.ts'

/**
 * Makes two records of one person one: `keep` gets the sign-ups, memberships, consents and guardians of `from`, and its
 * identity number when it has none; of `from` a row without anybody's name stays. Where both stand on shifts that
 * exclude each other, the one of `from` ends. Whose `from` was is told, unless they merge it themselves. Refuses records with different birth dates: which is right, the office decides first.
 */
export async function mergeVolunteers(
  trx: Trx,
  personalData: PersonalData,
  { keep, from }: { keep: number; from: number },
  by: Extract<Actor, { kind: 'person' }>,
  now: Date,
): Promise<{ id: number } | Refused> {
  const rows = await trx
    .selectFrom('volunteer')
    .selectAll()
    .where('id', 'in', [keep, from])
    .where('state', '<>', 'erased')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const kept = rows.find(({ id }) => id === keep)
  const merged = rows.find(({ id }) => id === from)
  if (!kept || !merged || keep === from) return { refused: volunteerRefusals.unknown }
  if (kept.birth_date !== merged.birth_date) return { refused: volunteerRefusals.otherPerson }

  await moveSignUps(trx, { keep, from }, by, now)
  await moveTies(trx, { keep, from }, now)
  await holdBack(trx, { keep, account: kept.person_id ?? merged.person_id }, by.id, now)
  // Each guardian hears of what was signed up for under the other record.
  const coming = await listComing(trx, keep, now)
  for (const { id, shift_id, starts_at } of coming.filter(({ starts_at }) => isMinorAt(kept.birth_date!, starts_at)))
    await tellGuardians(
      trx,
      personalData,
      [{ id, volunteerId: keep }],
      { shift: { id: shift_id, starts_at }, by: by.id },
      now,
    )
  // Of one person twice registered the number is disputed no more.
  const takesNumber =
    merged.identity_hash !== null &&
    (kept.identity_hash === null || (kept.identity_disputed && kept.identity_hash === merged.identity_hash))
  // Who has given the number before has agreed to that before.
  if (takesNumber && kept.identity_hash === null)
    await trx
      .updateTable('volunteer_consent')
      .set({ volunteer_id: keep })
      .where('volunteer_id', '=', from)
      .where('kind', '=', 'identity-number')
      .where('withdrawn_at', 'is', null)
      .execute()
  await withdrawConsent(trx, from, 'all', now)
  const told = toldOf(merged)
  const account = told === by.id ? null : told
  await trx
    .updateTable('volunteer')
    .set({ ...erasedAt(now), merged_into: keep, merged_from_account: account })
    .where('id', '=', from)
    .execute()
  if (takesNumber) {
    const { identity_hash, identity_last4, identity_sealed, identity_says_birth_date, identity_disputed } = merged
    await trx
      .updateTable('volunteer')
      .set({ identity_hash, identity_last4, identity_sealed, identity_says_birth_date, identity_disputed })
      .where('id', '=', keep)
      .execute()
  }
  await releaseIdentity(trx, merged.identity_hash)
  if (merged.person_id !== null && kept.person_id !== merged.person_id)
    await takeRole(trx, merged.person_id, 'volunteer', by, now)
  await recordEvent(trx, {
    actor: by,
    action: 'volunteer.merged',
    object: { kind: 'volunteer', id: keep },
    detail: { from },
    at: now,
  })
  if (account !== null) {
    const about = { kind: 'volunteer', id: from }
    await enqueueMessage(trx, { to: { personId: account }, template: 'volunteer-merged', about }, now)
  }
  return { id: keep }
}

/** For so many days an account reads that its record went into another. */
const toldDays = 365

/** When records of the account, or of its children, went into others, the last first. */
export function listMergedOf(db: Db | Trx, personId: number, now: Date) {
  return db
    .selectFrom('volunteer')
    .select(eb => eb.ref('erased_at').$notNull().as('merged_at'))
    .where('merged_from_account', '=', personId)
    .where('erased_at', '>', earlier(now, toldDays * aDay))
    .orderBy('erased_at', 'desc')
    .execute()
}

/** Whoever is held back under one record is so as a whole: what came from the other ends, and who organises with them is told. */
async function holdBack(
  trx: Trx,
  { keep, account }: { keep: number; account: number | null },
  byPersonId: number,
  now: Date,
): Promise<void> {
  const standing = await trx
    .selectFrom('volunteer_block')
    .select('id')
    .where('volunteer_id', '=', keep)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!standing) return
  await endComing(trx, keep, 'blocked', byPersonId, now)
  if (account !== null) await tellOfHeldOrganiser(trx, account, now)
}

const isMinorAt = (birthDate: string, moment: Date) => ageOn(birthDate, dayOf(moment)) < ageOfMajority

/** One person is on a shift once and in one place at a time: what stands in the way of that ends, the rest goes over. */
async function moveSignUps(
  trx: Trx,
  { keep, from }: { keep: number; from: number },
  by: Actor,
  now: Date,
): Promise<void> {
  const inTheWay = await trx
    .selectFrom('sign_up')
    .select(['id', 'shift_id'])
    .where('volunteer_id', '=', from)
    .where('state', '<>', 'ended')
    .where(
      sql<boolean>`EXISTS (
        SELECT 1 FROM sign_up mine WHERE mine.volunteer_id = ${keep} AND mine.state <> 'ended' AND (mine.shift_id = sign_up.shift_id
        OR (mine.state = 'booked' AND sign_up.state = 'booked' AND tstzrange(mine.starts_at, mine.ends_at) && tstzrange(sign_up.starts_at, sign_up.ends_at))))`,
    )
    .orderBy('shift_id')
    .execute()
  for (const { id, shift_id } of inTheWay) {
    const shift = (await lockShift(trx, shift_id))!
    const signUp = await trx
      .selectFrom('sign_up')
      .select(['id', 'state'])
      .where('id', '=', id)
      .where('state', '<>', 'ended')
      .executeTakeFirst()
    // What was served twice at one time is counted once.
    if (signUp) await callOff(trx, shift, signUp, 'merged', by, now)
  }
  // One person is a newcomer once.
  await sql`
    UPDATE sign_up SET newcomer = false WHERE volunteer_id = ${from} AND state <> 'ended' AND EXISTS (
      SELECT 1 FROM sign_up mine WHERE mine.volunteer_id = ${keep} AND mine.newcomer AND mine.state <> 'ended')`.execute(
    trx,
  )
  // The same form brought both: then the ended one stays where it is.
  await sql`
    UPDATE sign_up SET volunteer_id = ${keep} WHERE volunteer_id = ${from} AND NOT EXISTS (
      SELECT 1 FROM sign_up mine WHERE mine.volunteer_id = ${keep} AND mine.request_key = sign_up.request_key)`.execute(
    trx,
  )
}

function listComing(trx: Trx, volunteerId: number, now: Date) {
  return trx
    .selectFrom('sign_up')
    .select(['id', 'shift_id', 'starts_at'])
    .where('volunteer_id', '=', volunteerId)
    .where('state', '<>', 'ended')
    .where('starts_at', '>', now)
    .orderBy('id')
    .execute()
}

/** Memberships, trainings, guardians, their consents and questions that were asked: what `keep` has already is not had twice. */
async function moveTies(trx: Trx, { keep, from }: { keep: number; from: number }, now: Date): Promise<void> {
  await sql`
    UPDATE membership SET left_at = ${now} WHERE volunteer_id = ${from} AND left_at IS NULL AND EXISTS (
      SELECT 1 FROM membership mine WHERE mine.volunteer_id = ${keep} AND mine.left_at IS NULL AND mine.organisation_id = membership.organisation_id)`.execute(
    trx,
  )
  await sql`
    UPDATE membership SET volunteer_id = ${keep}, home = home AND NOT EXISTS (SELECT 1 FROM membership mine WHERE mine.volunteer_id = ${keep} AND mine.home)
    WHERE volunteer_id = ${from} AND NOT EXISTS (
      SELECT 1 FROM membership mine WHERE mine.volunteer_id = ${keep} AND mine.organisation_id = membership.organisation_id
      AND tstzrange(mine.joined_at, mine.left_at) && tstzrange(membership.joined_at, membership.left_at))`.execute(trx)
  // Two guardians at most, each once: those of `keep` go first, and theirs are the places that are taken.
  await sql`
    UPDATE guardianship SET volunteer_id = ${keep}, place = place.free FROM (
      SELECT theirs.id, row_number() OVER (ORDER BY theirs.id) AS turn FROM guardianship theirs
      WHERE theirs.volunteer_id = ${from} AND theirs.ended_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM guardianship mine WHERE mine.volunteer_id = ${keep} AND mine.ended_at IS NULL AND mine.person_id = theirs.person_id)
    ) AS moving JOIN (
      SELECT number AS free, row_number() OVER (ORDER BY number) AS turn FROM (VALUES (1::smallint), (2::smallint)) AS places (number)
      WHERE number NOT IN (SELECT place FROM guardianship WHERE volunteer_id = ${keep} AND ended_at IS NULL)
    ) AS place ON place.turn = moving.turn
    WHERE guardianship.id = moving.id`.execute(trx)
  await trx
    .updateTable('guardianship')
    .set({ ended_at: now })
    .where('volunteer_id', '=', from)
    .where('ended_at', 'is', null)
    .execute()
  await sql`
    UPDATE volunteer_block SET volunteer_id = ${keep} WHERE volunteer_id = ${from} AND ended_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM volunteer_block mine WHERE mine.volunteer_id = ${keep} AND mine.ended_at IS NULL)`.execute(trx)
  await trx.updateTable('training').set({ volunteer_id: keep }).where('volunteer_id', '=', from).execute()
  await trx.updateTable('age_claim').set({ volunteer_id: keep }).where('volunteer_id', '=', from).execute()
  await trx.updateTable('guardian_consent').set({ volunteer_id: keep }).where('volunteer_id', '=', from).execute()
  await trx.deleteFrom('guardian_invitation').where('volunteer_id', '=', from).execute()
  await trx
    .updateTable('volunteer_link')
    .set({ volunteer_id: keep })
    .where('volunteer_id', '=', from)
    .where('purpose', '=', 'objection')
    .execute()
  await trx.deleteFrom('volunteer_link').where('volunteer_id', '=', from).execute()
  await sql`
    UPDATE need_invitation SET volunteer_id = ${keep} WHERE volunteer_id = ${from} AND NOT EXISTS (
      SELECT 1 FROM need_invitation mine WHERE mine.volunteer_id = ${keep} AND mine.need_id = need_invitation.need_id)`.execute(
    trx,
  )
  await trx.deleteFrom('need_invitation').where('volunteer_id', '=', from).execute()
}
