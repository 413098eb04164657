import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, line } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { findAdultByNumber } from '../../volunteers/volunteers.ts'
import { addOrganiser, mayOrganise } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'

export const appointment = gardenMove({
  name: 'organisers',
  title: '加一位组织者',
  hint: '填对方的志愿者编号，在“我的花园”里能看到。组织者能看到报名人的姓名和电话，只加信得过的成年人。',
  submit: '加为组织者',
  done: '已加为组织者。',
  look: 'quiet',
  usual: true,
  form: fields({
    number: line('志愿者编号', {
      max: 40,
      short: true,
      autocomplete: 'off',
      autocapitalize: 'characters',
      missing: '请填志愿者编号：两个字母加十位数字',
    }),
  }),
  act: async (db, id, { number }, { person, now }) => {
    const found = await findAdultByNumber(db, number, now)
    return found
      ? appointOrganiser(db, id, found.personId, person.id, now)
      : { refused: organisationRefusals.numberUnknown }
  },
})

/** An organiser (or an administrator) lets another person organise for the same organisation. */
export async function appointOrganiser(
  db: Db | Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, byPersonId, organisationId))) return { refused: organisationRefusals.notYours }
    await addOrganiser(trx, organisationId, personId, byPersonId, now)
    return { id: organisationId }
  })
}
