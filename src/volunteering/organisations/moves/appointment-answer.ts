import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { hasDisputedNumber, isProvenAdult } from '../applicant.ts'
import { addOrganiser } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'
import { lockOrganisation } from '../standing.ts'

export const appointmentYes = gardenMove({
  name: 'acceptance',
  title: '同意',
  submit: '我来组织',
  done: '你是组织者了，到工作台看看。',
  form: fields({}),
  act: (db, id, _data, { person, now }) => answerAppointment(db, { id, personId: person.id, accepted: true }, now),
})

export const appointmentNo = gardenMove({
  name: 'refusal',
  title: '不了',
  submit: '不了',
  done: '知道了，不会再问。',
  look: 'quiet',
  form: fields({}),
  act: (db, id, _data, { person, now }) => answerAppointment(db, { id, personId: person.id, accepted: false }, now),
})

/** Who was asked to organise answers: with yes they organise from now on. They must be a proven adult, for they see names and phones. */
export async function answerAppointment(
  db: Db | Trx,
  { id, personId, accepted }: { id: number; personId: number; accepted: boolean },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const appointment = await trx
      .selectFrom('appointment')
      .select(['organisation_id', 'asked_by'])
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('answered_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!appointment) return { refused: organisationRefusals.appointmentUnknown }
    const { organisation_id: organisationId } = appointment
    if (accepted) {
      const organisation = await lockOrganisation(trx, organisationId)
      if (organisation?.state !== 'approved' && organisation?.state !== 'suspended')
        return { refused: organisationRefusals.notStanding }
      // Who is asked by an organisation sees names at once: here a number that two gave does not do.
      if (!(await isProvenAdult(trx, personId, now)) || (await hasDisputedNumber(trx, personId)))
        return { refused: organisationRefusals.notProvenToOrganise }
      await addOrganiser(trx, organisationId, personId, appointment.asked_by, now)
    } else
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'organiser.appointment-declined',
        object: { kind: 'organisation', id: organisationId },
        at: now,
      })
    await trx.updateTable('appointment').set({ answered_at: now, accepted }).where('id', '=', id).execute()
    return { id: organisationId }
  })
}

/** Organisations that have asked the person to organise and wait for an answer. */
export function listAppointmentsOf(db: Db | Trx, personId: number) {
  return db
    .selectFrom('appointment')
    .innerJoin('organisation', 'organisation.id', 'appointment.organisation_id')
    .select(['appointment.id', 'organisation.id as organisation_id', 'organisation.name', 'appointment.asked_at'])
    .where('appointment.person_id', '=', personId)
    .where('answered_at', 'is', null)
    .where('organisation.state', 'in', ['approved', 'suspended'])
    .orderBy('appointment.id')
    .execute()
}
