import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { admits } from '../admission.ts'
import { organisationRefusals } from '../refusals.ts'
import { settleShiftsOf } from '../settling.ts'
import { listOrganiserIds, lockOrganisation, type SeenOrganisation, tellOfOrganisation } from '../standing.ts'

export const suspension = gardenMove({
  name: 'suspension',
  title: '暂停',
  hint: '还没开始的班次全部取消，正在进行的现在结束（时长算到现在），报了名的人和组织者都会收到消息；接下的求助退回。暂停期间不能办活动，可以恢复。',
  submit: '暂停这个组织',
  done: '已暂停，班次都取消了，该告诉的人都告诉了。',
  look: 'warning',
  form: fields({
    words: words('为什么暂停', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '组织者和报了名的人都会看到',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ state, office }: SeenOrganisation) => office && state === 'approved',
  act: async (db, id, { words }, { person, now }) =>
    admits(person)
      ? suspendOrganisation(db, { organisationId: id, personId: person.id, words }, now)
      : { refused: organisationRefusals.notOffice },
})

/**
 * Stops an admitted organisation (the caller has checked the role): its coming shifts are called off and those that run end, with these
 * words, and everybody on them is told, so are its organisers. What it may record stays. Suspended with the same words already: nothing happens.
 */
export async function suspendOrganisation(
  db: Db | Trx,
  { organisationId, personId, words }: { organisationId: number; personId: number; words: string },
  now: Date,
): Promise<{ id: number; shifts: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await lockOrganisation(trx, organisationId)
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.state === 'suspended' && organisation.ending_words === words)
      return { id: organisationId, shifts: 0 }
    if (organisation.state !== 'approved') return { refused: organisationRefusals.notStanding }
    await trx
      .updateTable('organisation')
      .set({ state: 'suspended', suspended_at: now, ending_words: words })
      .where('id', '=', organisationId)
      .execute()
    const settled = await settleShiftsOf(trx, { organisationId, personId, words }, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'organisation.suspended',
      object: { kind: 'organisation', id: organisationId },
      detail: { ...settled },
      at: now,
    })
    await tellOfOrganisation(
      trx,
      organisationId,
      await listOrganiserIds(trx, organisationId),
      'organisation-suspended',
      now,
    )
    return { id: organisationId, shifts: settled.shifts }
  })
}
