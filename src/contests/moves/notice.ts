import { dayOf } from '#calendar/lishui.ts'
import { day, fields } from '#forms/fields.ts'
import { whyNotUntil } from '#objections/objections.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'

const { until: label, ...words } = contestDeskWords.moves.notice

/** 公示: the short list, for as many working days as the call promised. */
export const notice = contestMove({
  name: 'notice',
  ...words,
  action: 'contest.noticed',
  by: ['clerk'],
  form: fields({ until: day(label) }),
  refuse: found => unlessIn(found, 'short-listed'),
  isDone: ({ contest }, { until }, { person }) =>
    contest.state === 'noticed' && contest.noticed_by === person.id && contest.notice_until === until,
  async act(trx, { contest }, { until }, { person, now }) {
    const refused = await whyNotUntil(trx, until, contest.notice_days!, now)
    if (refused) return { refused }
    await trx
      .updateTable('contest')
      .set({ state: 'noticed', noticed_by: person.id, notice_from: dayOf(now), notice_until: until })
      .where('id', '=', contest.id)
      .execute()
    return { until }
  },
})
