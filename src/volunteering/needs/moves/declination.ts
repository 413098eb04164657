import { fields, words } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { decideNeed } from '../needs.ts'
import { isNeedOffice, type SeenNeed } from '../seen.ts'
import { needRefusals } from '../refusals.ts'

export const declination = gardenMove({
  name: 'declination',
  title: '不采纳',
  hint: '说清楚为什么、可以找谁，提出的人会看到。',
  submit: '不采纳',
  done: '已告诉提出的人。',
  look: 'warning',
  form: fields({
    words: words('写给提出的人', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '例：这类事情由社区卫生服务中心负责，电话 0578-2090000',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ need, office }: SeenNeed) => office && need.state === 'filed',
  act: async (db, needId, { words }, { person, now }) =>
    isNeedOffice(person)
      ? decideNeed(db, needId, { verified: false, words }, person.id, now)
      : { refused: needRefusals.notOffice },
})
