import { fields, line, tick } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { ownMatter } from '../../refusals.ts'
import { mergeVolunteers } from '../../sign-ups/merging.ts'
import { isOwnMatter, type SeenVolunteer, withVolunteer } from '../office-move.ts'
import { volunteerRefusals } from '../refusals.ts'

/** Two records of one person become this one. */
export const merger = gardenMove({
  name: 'merger',
  title: '合并',
  hint: '把另一份登记并到这一份：报名、时长、队伍、监护人都过来，另一份的姓名和号码删掉，不能撤回。',
  submit: '合并到这一份',
  done: '合并好了。',
  look: 'warning',
  form: fields({
    other: line('另一份的志愿者编号', { max: 20, short: true, missing: volunteerRefusals.otherNumber.words }),
    same: tick('核实过，是同一个人', { must: '核实过是同一个人，才能合并' }),
  }),
  offered: ({ state }: SeenVolunteer) => state === 'active',
  act: (db, volunteerId, { other }, { person, now, portal }) =>
    withVolunteer(db, { volunteerId, byPersonId: person.id }, async trx => {
      const from = await trx
        .selectFrom('volunteer')
        .select('id')
        .where('number', '=', other.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase())
        .executeTakeFirst()
      if (!from || from.id === volunteerId) return { refused: volunteerRefusals.otherNumber }
      if (await isOwnMatter(trx, person.id, [from.id])) return { refused: ownMatter }
      return mergeVolunteers(
        trx,
        portal.personalData,
        { keep: volunteerId, from: from.id },
        { kind: 'person', id: person.id },
        now,
      )
    }),
})
