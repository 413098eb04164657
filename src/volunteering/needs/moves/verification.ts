import { fields } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { decideNeed } from '../needs.ts'
import { isNeedOffice, type SeenNeed } from '../seen.ts'
import { needRefusals } from '../refusals.ts'

export const verification = gardenMove({
  name: 'verification',
  title: '核实通过',
  hint: '打电话或到现场问过，情况属实。通过以后，组织看得到、可以接。',
  submit: '核实通过',
  done: '核实通过，等组织来接。',
  usual: true,
  form: fields({}),
  offered: ({ need, office }: SeenNeed) => office && need.state === 'filed',
  act: async (db, needId, _data, { person, now }) =>
    isNeedOffice(person)
      ? decideNeed(db, needId, { verified: true }, person.id, now)
      : { refused: needRefusals.notOffice },
})
