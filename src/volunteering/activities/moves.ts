import type { ActivityState } from '#db/schema-volunteers.ts'
import { fields, words } from '#forms/fields.ts'
import { type GardenMove, gardenMove } from '../move.ts'
import { cancelActivity, publishActivity } from './activities.ts'
import { activityRefusals } from './refusals.ts'

/** An activity, and what still stands between it and its publication. */
interface Seen {
  state: ActivityState
  missing: readonly unknown[]
}

export const publication = gardenMove({
  name: 'publication',
  title: '发布',
  hint: '要写的都写齐了。发布以后大家就能看到、报名。',
  submit: '发布',
  done: '发布了，大家能看到、报名了。',
  form: fields({}),
  offered: ({ state, missing }: Seen) => state === 'draft' && missing.length === 0,
  act: (db, activityId, _data, { person, now }) => publishActivity(db, person.id, activityId, now),
})

export const cancellation = gardenMove({
  name: 'cancellation',
  title: '取消活动',
  hint: '还没开始的班次一起取消，报了名的人都会收到消息，并能看到下面的话。',
  submit: '取消活动',
  done: '活动已取消，报了名的人都会收到消息。',
  look: 'warning',
  form: fields({
    words: words('为什么取消', {
      min: 2,
      max: 500,
      rows: 3,
      hint: '例：台风预警，改期另行通知',
      missing: '请写几句，500 字以内',
    }),
  }),
  offered: ({ state }: Seen) => state !== 'cancelled',
  asAsked: activityRefusals.cancelled,
  act: (db, activityId, { words }, { person, now }) =>
    cancelActivity(db, { personId: person.id, activityId, words }, now),
})

/** What organisers do with an activity. */
export const activityMoves: readonly GardenMove<Seen>[] = [publication, cancellation]
