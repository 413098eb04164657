import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayOf } from '#calendar/lishui.ts'
import { day, fields, line, oneOf, optional, requestKey } from '#forms/fields.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import { keyUsed, type Refused } from '../../refusals.ts'
import { trainingRefusals } from '../refusals.ts'

export const training = gardenMove({
  name: 'training',
  title: '记一次培训',
  hint: '对方会收到消息，在“我的花园”里也看得到。',
  submit: '记上',
  done: '记上了，告诉对方了。',
  usual: true,
  form: fields({
    qualification: oneOf('哪一项', { missing: '请选一项培训' }),
    number: line('志愿者编号', {
      max: 40,
      short: true,
      autocomplete: 'off',
      autocapitalize: 'characters',
      missing: '请填志愿者编号：两个字母加十位数字',
    }),
    trained_on: day('哪天培训的', { wrong: '请选日期' }),
    expires_on: optional(day('有效到哪天', { hint: '长期有效的不用填。', wrong: '请选日期' })),
    request_key: requestKey(),
  }),
  act: (db, organisationId, { qualification, number, trained_on, expires_on, request_key }, { person, now }) =>
    giveTraining(
      db,
      {
        organisationId,
        personId: person.id,
        qualificationId: /^[1-9]\d{0,8}$/.test(qualification) ? Number(qualification) : 0,
        number,
        trainedOn: trained_on,
        expiresOn: expires_on ?? null,
        requestKey: request_key,
      },
      now,
    ),
})

/** An organisation notes that it has trained a volunteer, who is told. The same form again is the same training. */
export async function giveTraining(
  db: Db | Trx,
  given: {
    organisationId: number
    personId: number
    qualificationId: number
    /** The volunteer's, as somebody types it. */
    number: string
    /** YYYY-MM-DD */
    trainedOn: string
    expiresOn: string | null
    requestKey: string
  },
  now: Date,
): Promise<{ id: number } | Refused> {
  const { organisationId, personId, qualificationId, trainedOn, expiresOn, requestKey } = given
  const today = dayOf(now)
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId, now))) return { refused: organisationRefusals.notYours }
    const volunteer = await trx
      .selectFrom('volunteer')
      .select(eb => ['id', eb.fn.coalesce('person_id', 'guardian_person_id').$castTo<number>().as('told')])
      .where('number', '=', given.number.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase())
      .where('state', '=', 'active')
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!volunteer) return { refused: trainingRefusals.numberUnknown }
    const row = {
      qualification_id: qualificationId,
      volunteer_id: volunteer.id,
      trained_on: trainedOn,
      expires_on: expiresOn,
    }
    const before = await trx
      .selectFrom('training')
      .select(['id', 'qualification_id', 'volunteer_id', 'trained_on', 'expires_on'])
      .where('request_key', '=', requestKey)
      .executeTakeFirst()
    if (before) {
      const isSame = Object.entries(row).every(([name, value]) => before[name as keyof typeof row] === value)
      return isSame ? { id: before.id } : { refused: keyUsed }
    }
    const own = await trx
      .selectFrom('qualification')
      .select('id')
      .where('id', '=', qualificationId)
      .where('organisation_id', '=', organisationId)
      .executeTakeFirst()
    if (!own) return { refused: trainingRefusals.qualificationUnknown }
    if (trainedOn > today) return { refused: trainingRefusals.notYet }
    if (expiresOn !== null && expiresOn < trainedOn) return { refused: trainingRefusals.endsFirst }
    if (expiresOn !== null && expiresOn < today) return { refused: trainingRefusals.expired }
    const added = await trx
      .insertInto('training')
      .values({ ...row, request_key: requestKey, given_by: personId, given_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'training.given',
      object: { kind: 'volunteer', id: volunteer.id },
      detail: { training: added.id, qualification: qualificationId },
      at: now,
    })
    await enqueueMessages(
      trx,
      [
        {
          to: { personId: volunteer.told },
          template: 'volunteer-training-given',
          facts: {},
          about: { kind: 'volunteer', id: volunteer.id },
        },
      ],
      now,
    )
    return added
  })
}
