import type { Satisfaction } from '#db/schema-course.ts'
import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { choice, fields, hidden, optional, requestKey, wholeNumber, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import { sayOver, stale } from '../author-words.ts'
import { closeSuggestion, reopenSuggestion } from '../closing.ts'
import { authorMove, type Course, writeChange } from '../course.ts'
import { findAnswered, lockAnswered } from '../merged.ts'
import { readUnitText } from '../redaction/reading.ts'
import { reopening } from './reopening.ts'
import { revisit } from './revisit.ts'

export const satisfactions: Record<Satisfaction, string> = {
  satisfied: '满意',
  'fairly-satisfied': '基本满意',
  dissatisfied: '不满意',
}
const solutions = { yes: '解决了', no: '没有解决' } as const

/** Dissatisfied or not solved: it goes back to the unit. */
const asksAgain = ({ satisfaction, solved }: { satisfaction: Satisfaction; solved: boolean }) =>
  satisfaction === 'dissatisfied' || !solved

/**
 * 评价: its author has the last word on each answer, once. Dissatisfied or not solved reopens it, also when the desk had
 * closed it; otherwise it is closed. Who was merged into another rates its answer too: their word can reopen it, but not
 * close it, because it is not theirs alone. `answer` counts the shown answers from 1: a page kept open must not rate a later one.
 */
export const rating = authorMove({
  name: 'rating',
  title: '轮到你了：满意吗？',
  hint: '选“不满意”或者“没有解决”，会交回原来的单位重新办理，督办人员也会知道。',
  submit: '提交评价',
  done: '谢谢你的评价。',
  action: 'suggestion.rated',
  by: { author: ['revisit', 'closed', 'merged'] },
  form: fields({
    satisfaction: choice('对这次答复', satisfactions, { look: 'inline', missing: '请选满意、基本满意或者不满意' }),
    solved: choice('这件事', solutions, { look: 'inline', missing: '请选解决了还是没有解决' }),
    words: optional(
      words('想说的话', {
        max: 500,
        rows: 3,
        hint: '哪里好、哪里还不行。办理单位看得到，请不要写自己的姓名和电话',
        tooLong: '请把想说的话缩短到 500 个字以内',
      }),
    ),
    answer: hidden(wholeNumber('', { min: 1, max: 9999, missing: stale, wrong: stale })),
    request_key: requestKey(stale),
  }),
  refusals: {
    'not-yet': tooLate('还没有可以评价的答复，答复以后才能评价。'),
    'already-rated': tooLate('这次答复已经评价过了，不能再改。'),
    'other-answer': tooLate('这份评价是给上一次答复的。下面是新的答复，请看过再评价。'),
  },
  async offered({ id }, _by, db) {
    if (!isRateable(await findAnswered(db, id))) return 'not-yet'
    const last = await findShown(db, id).orderBy('answer.id', 'desc').limit(1).executeTakeFirst()
    return last?.rated ? 'already-rated' : true
  },
  // A second click, or the form sent again from the browser's history: it stands as it was given.
  async isDone({ id }, { satisfaction, solved, words, answer }, _by, db) {
    const rated = await findShown(db, id)
      .orderBy('answer.id')
      .offset(answer - 1)
      .limit(1)
      .executeTakeFirst()
    return (
      rated?.satisfaction === satisfaction &&
      rated.solved === (solved === 'yes') &&
      (rated.words ?? undefined) === words
    )
  },
  async act(trx, suggestion, { satisfaction, words, answer, ...data }, { now }) {
    const answered = await lockAnswered(trx, suggestion)
    if (!isRateable(answered)) return { refused: 'not-yet' }
    const shown = await findShown(trx, suggestion.id).orderBy('answer.id').execute()
    if (answer !== shown.length) return { refused: 'other-answer' }
    const given = { satisfaction, solved: data.solved === 'yes' }
    const { id: row } = await trx
      .insertInto('rating')
      .values({
        suggestion_id: suggestion.id,
        answer_id: shown.at(-1)!.id,
        ...given,
        words: words ?? null,
        rated_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const detail = { row, ...given }
    if (answered !== suggestion) {
      if (asksAgain(given)) await reopenAnswered(trx, answered, now)
      return { change: { satisfaction }, detail }
    }
    // What follows is an event of its own, so that the time line reads the same, no matter who closed or reopened it.
    if (asksAgain(given))
      return {
        change: { satisfaction, ...(await reopenSuggestion(trx, suggestion, now)) },
        detail,
        then: { action: reopening.action },
      }
    if (suggestion.state === 'closed') return { change: { satisfaction }, detail }
    return {
      change: { satisfaction, ...(await closeSuggestion(trx, suggestion, now)) },
      detail,
      then: { action: revisit.action },
    }
  },
  sayTooLate: state =>
    sayOver(state) ??
    (state === 'reopened'
      ? '已经交回原来的单位重新办理，等新的答复出来再评价。'
      : '还没有可以评价的答复，答复以后才能评价。'),
  story: {
    desk: {
      title: '市民评价',
      async words(db, { row }, forOffice) {
        const rated = await db.selectFrom('rating').selectAll().where('id', '=', row!).executeTakeFirstOrThrow()
        const words = await findRatersWords(db, rated, forOffice)
        return `${satisfactions[rated.satisfaction]}，${rated.solved ? '已经解决' : '没有解决'}${words ? `\n${words}` : ''}`
      },
    },
    author: {
      say: ({ satisfaction, solved }) => `你的评价：${sayRating({ satisfaction: satisfaction!, solved: solved! })}`,
    },
  },
  async standing(db, { id, state }, { forOffice = false }) {
    if (state !== 'reopened') return undefined
    const rated = await db
      .selectFrom('rating')
      .innerJoin('answer', 'answer.id', 'rating.answer_id')
      .selectAll('rating')
      .where('answer.suggestion_id', '=', id)
      .orderBy('rating.id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return rated && asksAgain(rated)
      ? {
          desk: {
            head: `市民评价“${satisfactions[rated.satisfaction]}”，要求重新办理`,
            more: await findRatersWords(db, rated, forOffice),
          },
        }
      : undefined
  },
})

/** What was written beside a rating, as the office or a unit reads it. */
async function findRatersWords(
  db: Db,
  { id, words }: { id: number; words: string | null },
  forOffice: boolean,
): Promise<string | null> {
  return words === null || forOffice ? words : readUnitText(db, 'rating', id)
}

/** "满意，解决了" */
export function sayRating({ satisfaction, solved }: { satisfaction: Satisfaction; solved: boolean }): string {
  return `${satisfactions[satisfaction]}，${solutions[solved ? 'yes' : 'no']}`
}

const isRateable = ({ state }: { state: SuggestionState }) => state === 'revisit' || state === 'closed'

/** One of several authors is not satisfied: what they were merged into is taken up again. */
async function reopenAnswered(trx: Trx, answered: Course, now: Date): Promise<void> {
  const change = await reopenSuggestion(trx, answered, now)
  await writeChange(trx, answered.id, change, now)
  await recordEvent(trx, {
    actor: { kind: 'citizen' },
    action: reopening.action,
    object: { kind: 'suggestion', id: answered.id },
    detail: { state: change.state },
    at: now,
  })
}

/** The answers that the author could see, of what theirs was merged into too, each with how they rated it. */
function findShown(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('answer')
    .leftJoin('rating', join =>
      join.onRef('rating.answer_id', '=', 'answer.id').on('rating.suggestion_id', '=', suggestionId),
    )
    .select(['answer.id', 'rating.id as rated', 'rating.satisfaction', 'rating.solved', 'rating.words'])
    .where('answer.suggestion_id', '=', eb =>
      eb
        .selectFrom('suggestion')
        .select(eb => eb.fn.coalesce('merged_into', 'id').as('id'))
        .where('id', '=', suggestionId),
    )
    .where('answer.shown_at', 'is not', null)
}
