import { dayOf } from '#calendar/lishui.ts'
import { fields, oneOf, optional } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { whyNoAward } from '#objections/objections.ts'
import { type ContestEntry, listedOf } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'
import { contestWords } from '../words.ts'

const { none, nothing, ...words } = contestDeskWords.moves.award

/** The field of an entry. */
export const gradeOf = ({ number }: Pick<ContestEntry, 'number'>): string => `grade_${number}`

/** Asks of each entry of the short list which grade it gets. */
const gradesForm = (listed: readonly ContestEntry[]) =>
  fields(
    Object.fromEntries(
      listed.map(entry => [
        gradeOf(entry),
        optional(oneOf(`${contestWords.number(entry.number)} ${entry.said}`, { choose: none })),
      ]),
    ),
  )

/** 授奖: by somebody else than who put it on notice, after the notice, with every objection answered; SQL asks the same. */
export const award = (listed: readonly ContestEntry[]) =>
  contestMove({
    name: 'award',
    ...words,
    action: 'contest.awarded',
    by: ['supervisor'],
    form: gradesForm(listed),
    refuse: (found, by) => unlessIn(found, 'noticed') ?? whyNoAward(found.contest, found.objections, by),
    isDone: (found, data, { person }) =>
      found.contest.state === 'awarded' &&
      found.contest.ended_by === person.id &&
      listedOf(found).every(entry => entry.grade === ((data as Record<string, string>)[gradeOf(entry)] ?? null)),
    async act(trx, found, data, { person, now }) {
      const grades = data as Record<string, string | undefined>
      const given = listedOf(found).flatMap(entry => {
        const grade = grades[gradeOf(entry)]
        return grade !== undefined && found.contest.grades!.includes(grade) ? [{ entry, grade }] : []
      })
      if (given.length === 0) return { refused: at('form', nothing) }
      for (const { entry, grade } of given) {
        await trx.updateTable('contest_entry').set({ grade }).where('suggestion_id', '=', entry.suggestion_id).execute()
        await tellEntries(trx, [entry], 'suggestion-contest-awarded', now)
      }
      await trx
        .updateTable('contest')
        .set({ state: 'awarded', ended_by: person.id, ended_at: now, awarded_on: dayOf(now) })
        .where('id', '=', found.contest.id)
        .execute()
      const others = listedOf(found).filter(each => !given.some(({ entry }) => entry === each))
      await tellEntries(trx, others, 'suggestion-contest-not-awarded', now)
      return { entries: given.map(({ entry }) => entry.number) }
    },
  })
