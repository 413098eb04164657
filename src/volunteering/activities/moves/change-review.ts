import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, passedOn, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { tellOfActivity } from '../../notify.ts'
import { admits } from '../../organisations/admission.ts'
import { listOrganiserIds, organises } from '../../organisations/standing.ts'
import { ownMatter, type Refused } from '../../refusals.ts'
import { lockActivity, type SeenActivity } from '../activities.ts'
import { changeActivity } from '../changing.ts'
import { dropPendingChange, findPendingChange, type PendingChange } from '../pending-change.ts'
import { activityRefusals } from '../refusals.ts'

export const changePassing = gardenMove({
  name: 'change-passing',
  title: '可以这样改',
  hint: '点了以后改动马上公开；做什么、地点、风险、防护改了的，报了名的人会被再问一次。',
  submit: '可以这样改',
  done: '改动已公开，组织者和报了名的人会收到消息。',
  usual: true,
  form: fields({ change: passedOn() }),
  offered: ({ office, change }: SeenActivity) => office && change,
  act: (db, activityId, { change }, { person, now }) =>
    admits(person)
      ? passChange(db, activityId, { change, personId: person.id }, now)
      : Promise.resolve({ refused: activityRefusals.notOffice }),
})

export const changeSendingBack = gardenMove({
  name: 'change-sending-back',
  title: '不能这样改',
  hint: '活动照原来的样子进行。',
  submit: '退回改动',
  done: '已退回，组织者会收到消息；活动照原来的样子进行。',
  look: 'warning',
  form: fields({
    change: passedOn(),
    words: words('为什么不能这样改', { min: 4, max: 500, rows: 3, missing: '请写几句，至少 4 个字，500 字以内' }),
  }),
  offered: ({ office, change }: SeenActivity) => office && change,
  act: (db, activityId, { change, words }, { person, now }) =>
    admits(person)
      ? decide(db, activityId, { change, personId: person.id, words }, now, async trx => {
          await dropPendingChange(trx, activityId)
          await trx.updateTable('activity').set({ returned_words: words }).where('id', '=', activityId).execute()
          return {}
        })
      : Promise.resolve({ refused: activityRefusals.notOffice }),
})

/** Lets the change hold that was asked for at `change` (as ISO text). The caller has checked the role. */
export function passChange(
  db: Db | Trx,
  activityId: number,
  by: { change: string | undefined; personId: number },
  now: Date,
): Promise<object | Refused> {
  return decide(db, activityId, by, now, (trx, { changes }) =>
    changeActivity(trx, by.personId, activityId, changes, now),
  )
}

/** Decides on exactly the change that stood on the page. */
function decide(
  db: Db | Trx,
  activityId: number,
  by: { change: string | undefined; personId: number; words?: string },
  now: Date,
  act: (trx: Trx, pending: PendingChange) => Promise<object | Refused>,
): Promise<object | Refused> {
  return inTransaction(db, async (trx): Promise<object | Refused> => {
    const activity = await lockActivity(trx, activityId, by.personId, now)
    if ('refused' in activity) return activity
    if (await organises(trx, by.personId, activity.organisation_id)) return { refused: ownMatter }
    const pending = await findPendingChange(trx, activityId)
    if (!pending) return { refused: activityRefusals.noChange }
    if (pending.asked_at.toISOString() !== by.change) return { refused: activityRefusals.changedSince }
    const done = await act(trx, pending)
    if ('refused' in done) return done
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.personId },
      action: by.words === undefined ? 'activity.change-passed' : 'activity.change-sent-back',
      object: { kind: 'activity', id: activityId },
      at: now,
    })
    const organisers = await listOrganiserIds(trx, activity.organisation_id)
    const told = by.words === undefined ? 'activity-change-passed' : 'activity-change-sent-back'
    await tellOfActivity(trx, activityId, organisers, told, now)
    return {}
  })
}
