import { choice, fields, words } from '#forms/fields.ts'
import { forbidden, tooLate } from '#forms/refusals.ts'
import { endedByDesk, findAppeal, mayDecide } from '../appeals.ts'
import { stopClock } from '../clocks/deadlines.ts'
import { reopenSuggestion } from '../closing.ts'
import { type Course, deskMove } from '../course.ts'
import { receiveAgain, releaseMerged } from '../merged.ts'
import { tellAuthors } from '../tell.ts'
import type { Trx } from '#db/schema.ts'

const decisions = { upheld: '申诉成立，重新办', refused: '申诉不成立，维持原来的决定' } as const

/** 申诉决定, by a supervisor who took no part: it goes back to the desk or the unit, or it stays with words for its author. */
export const appealDecision = deskMove({
  name: 'appeal-decision',
  title: '决定申诉',
  hint: '市民会原样看到你写的理由。',
  submit: '决定',
  done: '申诉已决定，市民马上能看到。',
  usual: true,
  action: 'suggestion.appeal-decided',
  by: { supervisor: endedByDesk },
  form: fields({
    decision: choice('决定', decisions, { look: 'rows', missing: '请选申诉成立或不成立' }),
    words: words('写给市民的理由', { min: 10, max: 1000, rows: 4, missing: '请写几句理由，至少 10 个字' }),
  }),
  refusals: {
    'not-appealed': tooLate('没有等决定的申诉，或者别人已经决定了。'),
    'took-part': forbidden('你经手过这件建言，申诉请另一位督办员决定。'),
  },
  async offered({ id }, { person }, db) {
    const found = await findAppeal(db, id)
    if (!found || found.decided_at) return 'not-appealed'
    return (await mayDecide(db, id, person)) ? true : 'took-part'
  },
  async act(trx, suggestion, { decision, words }, { person, now }) {
    const upheld = decision === 'upheld'
    const { id: row } = (await findAppeal(trx, suggestion.id))!
    await trx
      .updateTable('appeal')
      .set({ upheld, words, decided_by: person.id, decided_at: now })
      .where('id', '=', row)
      .execute()
    await stopClock(trx, { suggestionId: suggestion.id, step: 'appeal' }, now)
    if (upheld) return { change: await lookAgain(trx, suggestion, now), detail: { row } }
    await tellAuthors(trx, suggestion, 'suggestion-appeal-refused', {}, now, { alone: true })
    return { change: {}, detail: { row } }
  },
  story: {
    desk: {
      title: '申诉决定',
      words: async (db, { row }) => {
        const { upheld, words } = await findDecision(db, row!)
        return `${decisions[upheld ? 'upheld' : 'refused']}\n${words}`
      },
    },
    author: {
      say: ({ state }) =>
        state === 'reopened'
          ? '申诉成立，交回原来的单位重新办理'
          : state
            ? '申诉成立，由工作人员重新看'
            : '申诉没有成立，维持原来的决定',
      words: async (db, { row }) => (await findDecision(db, row!)).words,
    },
  },
})

/** What the appeal asks for: back to the unit, or to the desk as if it had just come in. */
async function lookAgain(trx: Trx, suggestion: Course, now: Date) {
  if (suggestion.state === 'closed') {
    await tellAuthors(trx, suggestion, 'suggestion-reopened', {}, now)
    return reopenSuggestion(trx, suggestion, now)
  }
  if (suggestion.merged_into !== null) await releaseMerged(trx, suggestion, now, suggestion.merged_into)
  return receiveAgain(trx, suggestion, now)
}

const findDecision = (db: Parameters<typeof findAppeal>[0], row: number) =>
  db.selectFrom('appeal').select(['upheld', 'words']).where('id', '=', row).executeTakeFirstOrThrow()
