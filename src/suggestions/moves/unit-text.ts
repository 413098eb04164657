import { fields } from '#forms/fields.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { isWaitingForCover } from '../redaction/arrivals.ts'
import { coverFields, coverRefusals, letThrough } from '../redaction/preview.ts'

/** 给单位看的文字: what came after the hand-over and holds something that says who wrote it goes to the units as a clerk covers it. */
export const unitText = deskMove({
  name: 'unit-text',
  title: '给单位看的文字',
  submit: '给单位看',
  done: '单位现在看到的就是这些。',
  look: 'quiet',
  action: 'suggestion.covered',
  by: { clerk: [...inUnitsHands, 'answered', 'revisit', 'closed'] },
  form: fields(coverFields),
  refusals: coverRefusals,
  // What only the desk answered no unit reads; of what is closed there is only what came since.
  async offered({ id, state }, _by, db) {
    if (state === 'closed') return isWaitingForCover(db, id)
    const { handed_over_at } = await db
      .selectFrom('suggestion')
      .select('handed_over_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return handed_over_at !== null
  },
  async act(trx, suggestion, choice, { person, now, personalData }) {
    const passed = await letThrough(trx, suggestion.id, choice, person, now, personalData)
    return 'refused' in passed ? passed : { change: {}, detail: passed }
  },
  story: { desk: { title: '给单位看的文字', forOffice: true } },
  async standing(db, { id }, { forOffice }) {
    if (!forOffice || !(await isWaitingForCover(db, id))) return undefined
    return {
      tag: '单位还没看到',
      desk: {
        head: '有新的文字或照片，单位还没看到。',
        more: '里面可能有个人信息。请在“给单位看的文字”里看过再放。',
      },
    }
  },
})
