import { formatMoment } from '#calendar/lishui.ts'
import { fields, words as text } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'

const { words: label, ...words } = contestDeskWords.moves.ending

/** 不评奖: any time after the close, with a reason that is public. */
export const ending = contestMove({
  name: 'ending',
  ...words,
  look: 'warning',
  action: 'contest.ended',
  by: ['supervisor'],
  form: fields({ words: text(label, { min: 4, max: 500, rows: 4 }) }),
  refuse(found, { now }) {
    const closes = new Date(found.call.closes_at)
    const isOpen = found.contest.state === 'collecting' && now < closes
    if (isOpen) return tooLate(contestDeskWords.moves.judging.open(formatMoment(closes, now)))
    return unlessIn(found, 'collecting', 'judging', 'short-listed', 'noticed')
  },
  isDone: ({ contest }, data, { person }) => contest.ended_by === person.id && contest.words === data.words,
  async act(trx, { contest, entries }, data, { person, now }) {
    await trx
      .updateTable('contest')
      .set({ state: 'ended', words: data.words, ended_by: person.id, ended_at: now })
      .where('id', '=', contest.id)
      .execute()
    const still = entries.filter(({ state }) => state === 'filed' || state === 'admitted')
    await tellEntries(trx, still, 'suggestion-contest-ended', now)
    return {}
  },
})
