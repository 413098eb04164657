import { fields, tick } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { admits, type Applied, decideOrganisation } from '../admission.ts'
import { organisationRefusals } from '../refusals.ts'

export const approval = gardenMove({
  name: 'approval',
  title: '通过',
  hint: '通过以后，申请人就是它的第一位组织者，能写活动、看报名的人。',
  submit: '通过',
  done: '已通过。',
  usual: true,
  form: fields({
    may_record: tick('可以记录时长、开具证明', { hint: '谁组织谁记录，谁记录谁证明（民政部令第 67 号）。' }),
  }),
  offered: ({ state }: Applied) => state === 'applied',
  act: async (db, id, { may_record }, { person, now }) =>
    admits(person)
      ? decideOrganisation(db, id, { approved: true, mayRecord: may_record }, person.id, now)
      : { refused: organisationRefusals.notOffice },
})
