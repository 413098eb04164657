import type { Criterion } from '#db/schema-contests.ts'
import { fields, wholeNumber } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { isJudge, judgeRoles } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { declaredBy, entryMove, hasScored, isOwn, unlessIn } from '../move.ts'

/** The field of a criterion. */
export const pointsOf = (code: string): string => `points_${code}`

/** Asks for the points of each criterion. */
const scoreForm = (criteria: readonly Criterion[]) =>
  fields(
    Object.fromEntries(
      criteria.map(({ code, name, weight, meaning }) => [
        pointsOf(code),
        wholeNumber(contestDeskWords.rule(name, weight), { min: 0, max: 100, hint: meaning }),
      ]),
    ),
  )

/** 打分: every criterion at once, once, by who declared that they have no conflict; SQL asks the same. */
export const scoring = (criteria: readonly Criterion[]) =>
  entryMove({
    name: 'scoring',
    ...contestDeskWords.moves.scoring,
    usual: true,
    action: 'contest.scored',
    by: judgeRoles,
    form: scoreForm(criteria),
    refuse(found, { person }) {
      const mayScore = isJudge(found, person) && declaredBy(found, person)?.conflict === false
      if (!mayScore || isOwn(found, person) || hasScored(found, person))
        return tooLate(contestDeskWords.moves.wrongState)
      return unlessIn(found, 'judging')
    },
    isDone: (found, data, { person }) =>
      hasScored(found, person) &&
      found.contest.criteria!.every(({ code }) =>
        found.scores.some(
          ({ suggestion_id, judge_id, criterion, points }) =>
            suggestion_id === found.entry.suggestion_id &&
            judge_id === person.id &&
            criterion === code &&
            points === data[pointsOf(code)],
        ),
      ),
    async act(trx, { contest, entry }, data, { person, now }) {
      await trx
        .insertInto('contest_score')
        .values(
          contest.criteria!.map(({ code }) => ({
            suggestion_id: entry.suggestion_id,
            judge_id: person.id,
            criterion: code,
            points: data[pointsOf(code)]!,
            scored_at: now,
          })),
        )
        .execute()
      return { number: entry.number }
    },
  })
