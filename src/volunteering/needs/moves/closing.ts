import { fields } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { closeNeed } from '../needs.ts'
import type { SeenNeed } from '../seen.ts'

export const closing = gardenMove({
  name: 'closing',
  title: '已办好',
  hint: '事情做完了，求助就此办结。',
  submit: '办好了',
  done: '求助已办结。',
  usual: true,
  form: fields({}),
  offered: ({ need, mine }: SeenNeed) => need.state === 'taken-up' && mine,
  act: (db, needId, _data, { person, now }) => closeNeed(db, { needId, as: 'met', personId: person.id }, now),
})
