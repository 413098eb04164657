import { fields } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { closeNeed, isStanding } from '../needs.ts'

/** By the person who filed it. */
export const withdrawal = gardenMove({
  name: 'withdrawal',
  title: '撤回求助',
  submit: '撤回',
  done: '求助已撤回。',
  look: 'quiet',
  form: fields({}),
  offered: isStanding,
  act: (db, needId, _data, { person, now }) => closeNeed(db, { needId, as: 'withdrawn', personId: person.id }, now),
})
