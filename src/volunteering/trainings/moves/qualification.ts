import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, line, requestKey, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import { keyUsed, type Refused } from '../../refusals.ts'
import { trainingRefusals } from '../refusals.ts'

export const qualification = gardenMove({
  name: 'qualification',
  title: '设一项培训',
  hint: '设好以后，你们和别的组织的活动都可以要求先有它。名称设了不再改。',
  submit: '设好',
  done: '设好了，可以给学过的人记上。',
  form: fields({
    title: line('叫什么', { max: 40, hint: '例：急救员证、河道巡护安全培训' }),
    how: words('怎样得到', { max: 300, rows: 3, hint: '例：每月第一个周六上午在示例社区，打 0578-2090000 报名' }),
    request_key: requestKey(),
  }),
  act: (db, organisationId, { title, how, request_key }, { person, now }) =>
    addQualification(db, { organisationId, personId: person.id, title, how, requestKey: request_key }, now),
})

/** Something that an organisation trains volunteers in from now on. The same form again is the same thing. */
export async function addQualification(
  db: Db | Trx,
  {
    organisationId,
    personId,
    title,
    how,
    requestKey,
  }: { organisationId: number; personId: number; title: string; how: string; requestKey: string },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId, now))) return { refused: organisationRefusals.notYours }
    const row = { organisation_id: organisationId, title, how }
    const added = await trx
      .insertInto('qualification')
      .values({ ...row, request_key: requestKey, added_by: personId, added_at: now })
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) {
      const before = await trx
        .selectFrom('qualification')
        .select(['id', 'organisation_id', 'title', 'how'])
        .where('request_key', '=', requestKey)
        .executeTakeFirst()
      if (!before) return { refused: trainingRefusals.titleTaken }
      const isSame = before.organisation_id === organisationId && before.title === title && before.how === how
      return isSame ? { id: before.id } : { refused: keyUsed }
    }
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'qualification.added',
      object: { kind: 'organisation', id: organisationId },
      detail: { qualification: added.id },
      at: now,
    })
    return added
  })
}
