import { choice, day, fields, line, optional } from '#forms/fields.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { changeBirthDate } from '../../sign-ups/birth-date.ts'
import { gardenMove } from '../../move.ts'
import { closeClaimsOf } from '../age-claims.ts'
import { type SeenVolunteer, toldOf, withVolunteer } from '../office-move.ts'
import { longestName, nameColumns } from '../profile.ts'
import { volunteerRefusals } from '../refusals.ts'

/** By which papers the office sees who somebody is. */
export const proofs = {
  'identity-card': '居民身份证',
  household: '户口簿',
  birth: '出生医学证明',
  other: '其他有效证件',
} as const

/** The office puts right a name or a birth date, having seen a document. */
export const correction = gardenMove({
  name: 'correction',
  title: '更正',
  hint: '看过证件才更正。本人会收到消息；改出生日期以后，年龄不合的报名会取消。',
  submit: '更正',
  done: '更正好了，已告诉本人。',
  form: fields(
    {
      name: optional(line('姓名', { max: longestName, short: true, hint: '不改就留空' })),
      birth_date: optional(
        day('出生日期', { typed: true, hint: '不改就留空。写成 20100506', wrong: volunteerRefusals.birthDate.words }),
      ),
      proof: choice('看了什么证件', proofs),
    },
    ({ name, birth_date }, fault, failed) => {
      if (!name && !birth_date && failed.size === 0) fault('form', '请填写要更正的姓名或者出生日期')
    },
  ),
  offered: ({ state }: SeenVolunteer) => state === 'active',
  act: (db, volunteerId, { name, birth_date, proof }, { person, now, portal }) =>
    withVolunteer(db, { volunteerId, byPersonId: person.id }, async (trx, volunteer) => {
      const by = { kind: 'person' as const, id: person.id }
      if (birth_date) {
        const change = { volunteerId, birthDate: birth_date, byPersonId: person.id, proven: true }
        const changed = await changeBirthDate(trx, change, now)
        if ('refused' in changed) return changed
        const record = { volunteerId, personId: volunteer.person_id, birthDate: birth_date }
        await closeClaimsOf(trx, record, person.id, now)
      }
      if (name)
        await trx
          .updateTable('volunteer')
          .set(nameColumns(portal.personalData, name))
          .where('id', '=', volunteerId)
          .execute()
      await recordEvent(trx, {
        actor: by,
        action: 'volunteer.corrected',
        object: { kind: 'volunteer', id: volunteerId },
        detail: { fields: [...(name ? ['name'] : []), ...(birth_date ? ['birth_date'] : [])], proof },
        at: now,
      })
      await enqueueMessage(
        trx,
        {
          to: { personId: toldOf(volunteer) },
          template: 'volunteer-corrected',
          about: { kind: 'volunteer', id: volunteerId },
        },
        now,
      )
      return { id: volunteerId }
    }),
})
