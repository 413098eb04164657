import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, passedOn } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { ageOfMajority, ageOn, dayOf } from '../age.ts'
import { consentTextsIn } from '../consents.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { beginGuardianship, declareGuardian, type GuardianGiven } from '../guardianship.ts'
import { insertConsent } from '../guardian-consents.ts'
import { guardianRefusals, volunteerRefusals } from '../refusals.ts'

const day = 86_400_000
/** Two months are enough not to forget it. */
const renewalDays = 60

/** A guardian agrees again for a minor: each consent lasts a year. `version` is that of the text above the button. */
export const renewal = gardenMove({
  name: 'renewal',
  title: '再次同意',
  submit: '我是监护人，我同意',
  done: '你的同意记下了。',
  form: fields({ version: passedOn() }),
  offered: (consent: { expires_at: Date } | undefined, { now }) =>
    !consent || consent.expires_at.getTime() <= now.getTime() + renewalDays * day,
  act: async (db, volunteerId, { version }, { person, now, edition }) =>
    version === consentTextsIn(edition).guardian.version
      ? renewConsent(db, person.id, volunteerId, version, now)
      : { refused: guardianRefusals.textChanged },
})

/**
 * The guardian of a child record, or of a minor with an account, who has said who they are, agrees again (each consent lasts a year).
 * `said`: who they are, from those who never said it. One that was given to the same version of the text within a day stands as it is.
 */
export async function renewConsent(
  db: Db | Trx,
  guardianPersonId: number,
  volunteerId: number,
  version: string,
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
          eb('guardian_person_id', '=', guardianPersonId),
          eb.exists(
            eb
              .selectFrom('guardianship')
              .select('guardianship.id')
              .whereRef('volunteer_id', '=', 'volunteer.id')
              .where('person_id', '=', guardianPersonId)
              .where('ended_at', 'is', null),
          ),
        ]),
      )
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!volunteer) return { refused: volunteerRefusals.notYours }
    if (ageOn(volunteer.birth_date!, dayOf(now)) >= ageOfMajority) return { refused: guardianRefusals.notAMinor }
    if (said) {
      const undeclared = await declareGuardian(trx, said.personalData, guardianPersonId, said.given, now)
      if (undeclared) return undeclared
      const who = { volunteerId, personId: guardianPersonId, relation: said.given.relation }
      const refused = await beginGuardianship(trx, who, now)
      if (refused) return refused
    }
    const declared = await trx
      .selectFrom('guardian')
      .select('person_id')
      .where('person_id', '=', guardianPersonId)
      .executeTakeFirst()
    if (!declared) return { refused: guardianRefusals.declareFirst }
    const fresh = await trx
      .selectFrom('guardian_consent')
      .select('id as consentId')
      .where('volunteer_id', '=', volunteerId)
      .where('guardian_person_id', '=', guardianPersonId)
      .where('scope', '=', 'service')
      .where('text_version', '=', version)
      .where('revoked_at', 'is', null)
      .where('granted_at', '>', new Date(now.getTime() - day))
      .executeTakeFirst()
    return (
      fresh ??
      insertConsent(
        trx,
        { volunteerId, birthDate: volunteer.birth_date!, guardianPersonId },
        { scope: 'service' },
        version,
        now,
      )
    )
  })
}
