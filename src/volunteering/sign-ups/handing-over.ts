import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { giveRole } from '#people/held-roles.ts'
import { maskName, type PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { ageOfOwnAccount, birthday, dayOf } from '../volunteers/age.ts'
import { endClaimsOfOthers } from '../volunteers/age-claims.ts'
import { grantConsent } from '../volunteers/consents.ts'
import { findKnownMinor, findPhoneHash, rememberMinor } from '../volunteers/known-minors.ts'
import { findLink, makeLink, takeLink } from '../volunteers/links.ts'
import { openName } from '../volunteers/profile.ts'
import { guardianRefusals, volunteerRefusals } from '../volunteers/refusals.ts'
import { mergeVolunteers } from './merging.ts'

const linkDays = 7

/** From which day, YYYY-MM-DD, a child takes over their record; undefined when they may already. */
export function waitsForHandOver(birthDate: string, now: Date): string | undefined {
  const from = birthday(birthDate, ageOfOwnAccount)
  return dayOf(now) < from ? from : undefined
}

/** The guardian of a child of 14 or older makes the link by which the child takes over the record. Returns its token, shown this once. */
export async function offerHandOver(
  db: Db | Trx,
  { volunteerId, personId }: { volunteerId: number; personId: number },
  now: Date,
): Promise<{ token: string } | Refused> {
  return inTransaction(db, async trx => {
    const child = await trx
      .selectFrom('volunteer')
      .select('birth_date')
      .where('id', '=', volunteerId)
      .where('guardian_person_id', '=', personId)
      .where('state', '=', 'active')
      .executeTakeFirst()
    if (!child) return { refused: volunteerRefusals.notYours }
    const from = waitsForHandOver(child.birth_date!, now)
    if (from) return { refused: guardianRefusals.tooYoungToTakeOver(from) }
    const expiresAt = later(now, linkDays * aDay)
    const token = await makeLink(trx, { purpose: 'hand-over', volunteerId, personId, expiresAt }, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.hand-over-offered',
      object: { kind: 'volunteer', id: volunteerId },
      at: now,
    })
    return { token }
  })
}

/** Whose record a link hands over, the name masked. Undefined when it is void. */
export async function findHandOver(db: Db | Trx, personalData: PersonalData, token: string, now: Date) {
  const link = await findLink(db, 'hand-over', token, now)
  if (!link) return undefined
  const child = await db
    .selectFrom('volunteer')
    .select(['name_sealed', 'number'])
    .where('id', '=', link.volunteer_id)
    .where('state', '=', 'active')
    .where('guardian_person_id', '=', link.person_id)
    .executeTakeFirst()
  return child && { maskedName: maskName(openName(personalData, child.name_sealed)!) }
}

/**
 * The child, signed in with a phone of their own, takes over their record: service, sign-ups, memberships, guardians and
 * consents stay. A record of their own with the same birth date goes into it. `version` is that of the text they agree to.
 */
export async function takeOverRecord(
  db: Db | Trx,
  personalData: PersonalData,
  { token, personId, version }: { token: string; personId: number; version: string },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const link = await findLink(trx, 'hand-over', token, now)
    if (!link) return { refused: guardianRefusals.linkVoid }
    if (link.person_id === personId) return { refused: guardianRefusals.takenByChildAlone }
    const phone = await findPhoneHash(trx, personId)
    if (!phone) return { refused: guardianRefusals.needsPhone }
    const { volunteer_id: id } = link
    const own = await trx.selectFrom('volunteer').select('id').where('person_id', '=', personId).executeTakeFirst()
    const [child] = await trx
      .selectFrom('volunteer')
      .select(['birth_date', 'guardian_person_id', 'state', 'id'])
      .where('id', 'in', own ? [id, own.id] : [id])
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
      .then(rows => rows.filter(row => row.id === id))
    if (child?.state !== 'active' || child.guardian_person_id !== link.person_id)
      return { refused: guardianRefusals.linkVoid }
    if ((await isGuardianAnywhere(trx, personId)) || (await isOther(trx, phone, child.birth_date!, now)))
      return { refused: guardianRefusals.takenByChildAlone }
    const by = { kind: 'person' as const, id: personId }
    if (own) {
      const merged = await mergeVolunteers(trx, personalData, { keep: id, from: own.id }, by, now)
      if ('refused' in merged) return merged
    }
    if (!(await takeLink(trx, 'hand-over', token, now))) return { refused: guardianRefusals.linkVoid }
    await trx
      .updateTable('volunteer')
      .set({ person_id: personId, guardian_person_id: null })
      .where('id', '=', id)
      .execute()
    await rememberMinor(trx, [phone], child.birth_date!, now)
    // To keep a number is the person's own to agree to from now on.
    await endClaimsOfOthers(trx, { volunteerId: id, personId }, now)
    await grantConsent(trx, id, 'registration', version, now)
    await giveRole(trx, personId, 'volunteer', by, now)
    await recordEvent(trx, {
      actor: by,
      action: 'volunteer.handed-over',
      object: { kind: 'volunteer', id },
      detail: { guardian: link.person_id, ...(own && { merged: own.id }) },
      at: now,
    })
    return { id }
  })
}

/** A grown-up who answers for minors is none of them. */
async function isGuardianAnywhere(trx: Trx, personId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('guardianship')
    .select('id')
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The phone came as a minor of another birth date: a sibling's. */
async function isOther(trx: Trx, phone: string, birthDate: string, now: Date): Promise<boolean> {
  const known = await findKnownMinor(trx, phone, now)
  return known !== undefined && known !== birthDate
}
