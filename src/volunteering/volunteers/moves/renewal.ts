import { formatDay } from '#calendar/lishui.ts'
import { aDay } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, passedOn } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { ageOfMajority, ageOn, dayOf } from '../age.ts'
import { consentTextsIn } from '../consents.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { renewedField } from '../form.ts'
import { beginGuardianship, declareGuardian, type GuardianGiven } from '../guardianship.ts'
import { insertConsent } from '../guardian-consents.ts'
import { findMinority } from '../known-minors.ts'
import { guardianRefusals, volunteerRefusals } from '../refusals.ts'
import { listRenewable, type Renewable, scopeOf } from '../renewable.ts'
import { sayScope } from '../words.ts'

/**
 * A guardian agrees again for a minor: to the same, for as long as before. `version` is that of the text above the button,
 * `consent` the one that the button spoke of.
 */
export const renewal = gardenMove({
  name: 'renewal',
  title: '再次同意',
  submit: '我是监护人，我同意',
  done: '你的同意记下了。',
  form: fields({ version: passedOn(), consent: renewedField }),
  offered: ({ due }: Renewable) => due,
  act: async (db, volunteerId, { version, consent }, { person, now, edition }) =>
    version === consentTextsIn(edition).guardian.version
      ? renewConsent(db, { personId: person.id, volunteerId, consentId: consent, version }, now)
      : { refused: guardianRefusals.textChanged },
})

/** On the button: to what one agrees, and until when. */
export function sayRenewal(consent: Renewable): string {
  return `我同意：${sayScope(consent)}，到 ${formatDay(consent.until)}`
}

/**
 * A guardian agrees again to what one of their consents covers, with its scope and term. `said`: who they are, from those
 * who never said it. Given to the same version of the text within a day it stands as it is, unless a guardian said no since.
 */
export async function renewConsent(
  db: Db | Trx,
  {
    personId,
    volunteerId,
    consentId,
    version,
  }: { personId: number; volunteerId: number; consentId: number | undefined; version: string },
  now: Date,
  said?: { personalData: PersonalData; given: GuardianGiven },
): Promise<{ consentId: number } | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await trx
      .selectFrom('volunteer')
      .select(['id', 'birth_date'])
      .where('id', '=', volunteerId)
      .where('state', '=', 'active')
      .where(eb =>
        eb.or([
          eb('guardian_person_id', '=', personId),
          eb.exists(
            eb
              .selectFrom('guardianship')
              .select('guardianship.id')
              .whereRef('volunteer_id', '=', 'volunteer.id')
              .where('person_id', '=', personId)
              .where('ended_at', 'is', null),
          ),
        ]),
      )
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!volunteer) return { refused: volunteerRefusals.notYours }
    if (ageOn(volunteer.birth_date!, dayOf(now)) >= ageOfMajority) return { refused: guardianRefusals.notAMinor }
    if ((await findMinority(trx, personId, now)) !== undefined) return { refused: guardianRefusals.phoneOfMinor }
    const renewed = await findRenewed(trx, { personId, volunteerId, consentId }, now)
    if (!renewed) return { refused: guardianRefusals.nothingToRenew }
    if (said) {
      const undeclared = await declareGuardian(trx, said.personalData, personId, said.given, now)
      if (undeclared) return undeclared
      const refused = await beginGuardianship(trx, { volunteerId, personId, relation: said.given.relation }, now)
      if (refused) return refused
    }
    const declared = await trx
      .selectFrom('guardian')
      .select('person_id')
      .where('person_id', '=', personId)
      .executeTakeFirst()
    if (!declared) return { refused: guardianRefusals.declareFirst }
    const ended = await beginAgain(trx, { volunteerId, personId }, now)
    if (ended) return ended
    const { stands, refusedAfter, textVersion, grantedAt, days } = renewed
    if (stands && !refusedAfter && textVersion === version && grantedAt.getTime() > now.getTime() - aDay)
      return { consentId: renewed.id }
    return insertConsent(
      trx,
      { volunteerId, birthDate: volunteer.birth_date!, guardianPersonId: personId },
      { ...scopeOf(renewed), days },
      version,
      now,
    )
  })
}

/** Who agrees again answers for the minor again, as what they were. */
async function beginAgain(
  trx: Trx,
  { volunteerId, personId }: { volunteerId: number; personId: number },
  now: Date,
): Promise<Refused | undefined> {
  const last = await trx
    .selectFrom('guardianship')
    .select('relation')
    .where('volunteer_id', '=', volunteerId)
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.relation ? beginGuardianship(trx, { volunteerId, personId, relation: last.relation }, now) : undefined
}

/** The newest consent with the scope of the one that was asked for: a form that is sent twice finds what it gave. */
async function findRenewed(
  trx: Trx,
  { personId, volunteerId, consentId }: { personId: number; volunteerId: number; consentId: number | undefined },
  now: Date,
): Promise<Renewable | undefined> {
  if (consentId === undefined) return undefined
  const asked = await trx
    .selectFrom('guardian_consent')
    .select(['scope', 'activity_id', 'kinds'])
    .where('id', '=', consentId)
    .where('guardian_person_id', '=', personId)
    .where('volunteer_id', '=', volunteerId)
    .executeTakeFirst()
  if (!asked) return undefined
  return (await listRenewable(trx, personId, now)).find(
    one =>
      one.volunteerId === volunteerId &&
      one.scope === asked.scope &&
      one.activityId === asked.activity_id &&
      one.kinds.join() === asked.kinds.join(),
  )
}
