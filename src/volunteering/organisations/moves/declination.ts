import { fields, words } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { admits, type Applied, decideOrganisation } from '../admission.ts'
import { organisationRefusals } from '../refusals.ts'

export const declination = gardenMove({
  name: 'declination',
  title: '不通过',
  submit: '不通过',
  done: '已记为不通过。',
  look: 'warning',
  form: fields({
    words: words('写给申请人的说明', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '差什么、怎么补',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ state }: Applied) => state === 'applied',
  act: async (db, id, { words }, { person, now }) =>
    admits(person)
      ? decideOrganisation(db, id, { approved: false, words }, person.id, now)
      : { refused: organisationRefusals.notOffice },
})
