import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { openName } from './profile.ts'

/**
 * Everything that the portal keeps of a person's volunteering, and of their child records, as plain data for a JSON
 * file (个人信息保护法 Art. 45). Sealed values are opened: it is their own. The reading is an event.
 */
export async function exportMyData(db: Db | Trx, personalData: PersonalData, personId: number, now: Date) {
  return inTransaction(db, async trx => {
    const records = await trx
      .selectFrom('volunteer')
      .selectAll()
      .where(eb => eb.or([eb('person_id', '=', personId), eb('guardian_person_id', '=', personId)]))
      .orderBy('id')
      .execute()
    const volunteers = []
    for (const row of records) {
      // That a number is disputed would say that somebody else gave it.
      const { name_sealed, name_hash: _name, identity_sealed, identity_hash: _hash, ...rest } = row
      const { identity_disputed: _disputed, identity_says_birth_date: _says, ...record } = rest
      volunteers.push({
        ...record,
        name: openName(personalData, name_sealed),
        identity_number: identity_sealed === null ? null : personalData.open(identity_sealed, 'volunteer.identity'),
        consents: await trx
          .selectFrom('volunteer_consent')
          .select(['kind', 'text_version', 'granted_at', 'withdrawn_at'])
          .where('volunteer_id', '=', record.id)
          .orderBy('id')
          .execute(),
        guardian_consents: await trx
          .selectFrom('guardian_consent')
          .select(['scope', 'activity_id', 'kinds', 'text_version', 'granted_at', 'expires_at', 'revoked_at'])
          .where('volunteer_id', '=', record.id)
          .orderBy('id')
          .execute(),
        memberships: await trx
          .selectFrom('membership')
          .innerJoin('organisation', 'organisation.id', 'membership.organisation_id')
          .select(['organisation.name', 'home', 'joined_at', 'left_at'])
          .where('volunteer_id', '=', record.id)
          .orderBy('membership.id')
          .execute(),
        trainings: await trx
          .selectFrom('training')
          .innerJoin('qualification', 'qualification.id', 'training.qualification_id')
          .innerJoin('organisation', 'organisation.id', 'qualification.organisation_id')
          .select([
            'qualification.title',
            'organisation.name',
            'trained_on',
            'expires_on',
            'given_at',
            'training.withdrawn_at',
          ])
          .where('volunteer_id', '=', record.id)
          .orderBy('training.id')
          .execute(),
        sign_ups: await trx
          .selectFrom('sign_up')
          .innerJoin('shift', 'shift.id', 'sign_up.shift_id')
          .innerJoin('activity', 'activity.id', 'shift.activity_id')
          .select([
            'activity.title',
            'activity.place',
            'sign_up.starts_at',
            'sign_up.ends_at',
            'sign_up.state',
            'sign_up.signed_up_at',
            'sign_up.ended_at',
            'sign_up.ended_reason',
            'sign_up.late',
          ])
          .where('volunteer_id', '=', record.id)
          .orderBy('sign_up.id')
          .execute(),
        asked_for_needs: await trx
          .selectFrom('need_invitation')
          .innerJoin('need', 'need.id', 'need_invitation.need_id')
          .select(['need.title', 'asked_at', 'answer', 'answered_at'])
          .where('volunteer_id', '=', record.id)
          .orderBy('asked_at')
          .execute(),
      })
    }
    const needs = await trx
      .selectFrom('need')
      .select([
        'title',
        'what',
        'kind',
        'county',
        'place',
        'wanted_from',
        'wanted_until',
        'people_wanted',
        'state',
        'filed_at',
      ])
      .where('filed_by', '=', personId)
      .orderBy('id')
      .execute()
    const guardian = await trx.selectFrom('guardian').selectAll().where('person_id', '=', personId).executeTakeFirst()
    const guardian_of = await trx
      .selectFrom('guardianship')
      .select(['volunteer_id', 'relation', 'began_at', 'confirmed_at', 'ended_at'])
      .where('person_id', '=', personId)
      .orderBy('id')
      .execute()
    const consents_given = await trx
      .selectFrom('guardian_consent')
      .select([
        'volunteer_id',
        'scope',
        'activity_id',
        'kinds',
        'text_version',
        'granted_at',
        'expires_at',
        'revoked_at',
      ])
      .where('guardian_person_id', '=', personId)
      .orderBy('id')
      .execute()
    const claims = await trx
      .selectFrom('age_claim')
      .selectAll()
      .where('person_id', '=', personId)
      .orderBy('id')
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.exported',
      object: { kind: 'person', id: personId },
      at: now,
    })
    const as_guardian = guardian && {
      name: personalData.open(guardian.name_sealed, 'guardian.name_sealed'),
      birth_date: guardian.birth_date,
      identity_number:
        guardian.identity_sealed === null
          ? null
          : personalData.open(guardian.identity_sealed, 'guardian.identity_sealed'),
      declared_at: guardian.declared_at,
    }
    const age_claims = claims.map(({ identity_sealed, identity_hash: _hash, decided_by: _by, ...claim }) => ({
      ...claim,
      identity_number:
        identity_sealed === null ? null : personalData.open(identity_sealed, 'age_claim.identity_sealed'),
    }))
    return { exported_at: now, volunteers, needs, as_guardian, guardian_of, consents_given, age_claims }
  })
}
