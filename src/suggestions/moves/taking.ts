import { fields } from '#forms/fields.ts'
import { deskMove, openStates } from '../course.ts'

/** 领办: a clerk says that they see to it, also in the stead of another. It changes no deadline and nobody's rights. */
export const taking = deskMove({
  name: 'taking',
  title: '领办',
  hint: '由你经办，同事在列表里看得到；别人仍可以办，也可以再领过去。',
  submit: '由我经办',
  done: '现在由你经办。',
  look: 'quiet',
  action: 'suggestion.taken',
  by: { clerk: openStates },
  form: fields({}),
  async offered({ id }, { person }, db) {
    const mine = await db
      .selectFrom('suggestion')
      .select('id')
      .where('id', '=', id)
      .where('clerk_id', '=', person.id)
      .executeTakeFirst()
    return mine === undefined
  },
  isDone: ({ clerk_id }, _data, { person }) => clerk_id === person.id,
  act: async (_trx, _suggestion, _data, { person }) => ({ change: { clerk_id: person.id } }),
  story: { desk: { title: '领办', forOffice: true } },
})
