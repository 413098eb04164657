import type { Db } from '#db/schema.ts'
import { choice, fields, words } from '#forms/fields.ts'
import { stopClock } from '../clocks/deadlines.ts'
import { deskMove } from '../course.ts'
import { releaseMerged } from '../merged.ts'
import { endQuestion } from '../questions.ts'
import type { Detail } from '../story.ts'
import { tellAuthors } from '../tell.ts'

/** Why a suggestion is not taken on, with the words that desk and citizen read (不予受理 has to give its reason). */
export const declineReasons = {
  'not-ours': '不属于本平台的受理范围',
  'legal-way': '已经或应当通过诉讼、仲裁、复议等法定途径解决',
  duplicate: '同一件事正在办理，或者已经答复过',
  unclear: '内容不清楚，无法找到地点或核实情况',
  secret: '涉及国家秘密、商业秘密或他人隐私',
  abusive: '含有侮辱、诽谤、广告等不当内容',
} as const

export type DeclineReason = keyof typeof declineReasons

/** 不予受理: not for this desk, with a reason from the list and words that say where to turn. */
export const declination = deskMove({
  name: 'declination',
  title: '不予受理',
  hint: '说清楚为什么，可以找哪里办。市民会原样看到。',
  submit: '不予受理',
  done: '已记为不予受理，市民马上能看到理由和说明。',
  look: 'warning',
  action: 'suggestion.declined',
  by: { clerk: ['received'] },
  form: fields({
    reason: choice('理由', declineReasons, { choose: '请选择', missing: '请选一条理由' }),
    words: words('写给市民的说明', {
      min: 10,
      max: 500,
      rows: 4,
      hint: '例：讨要工钱请走劳动仲裁，可先拨打 12333 咨询',
      missing: '请写几句说明，至少 10 个字',
    }),
  }),
  async act(trx, suggestion, { reason, words }, { person, now }) {
    const { id: declination } = await trx
      .insertInto('declination')
      .values({ suggestion_id: suggestion.id, reason, words, declined_by: person.id, declined_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    const inTime = await stopClock(trx, { suggestionId: suggestion.id, step: 'accept' }, now)
    await endQuestion(trx, suggestion, 'moot', now)
    await releaseMerged(trx, suggestion, now)
    await tellAuthors(trx, suggestion, 'suggestion-declined', {}, now)
    return {
      change: {
        state: 'declined',
        declined_at: now,
        decline_reason: reason,
        decline_words: words,
        accepted_in_time: suggestion.accepted_in_time ?? inTime ?? null,
      },
      detail: { row: suggestion.id, declination, reason },
    }
  },
  story: {
    desk: {
      title: '不予受理',
      words: async (db, detail) => [await findReason(db, detail), await findWords(db, detail)].join('\n'),
    },
    author: { say: () => '工作人员看过，没有受理', reason: findReason, words: findWords },
  },
})

async function findReason(db: Db, detail: Detail): Promise<string> {
  const { reason } = await findDeclined(db, detail)
  return declineReasons[reason as DeclineReason] ?? reason
}

async function findWords(db: Db, detail: Detail): Promise<string | null> {
  return (await findDeclined(db, detail)).words
}

/** What was said then: it may have been taken back and not been taken on again. Earlier events know the suggestion alone. */
async function findDeclined(db: Db, { row, declination }: Detail): Promise<{ reason: string; words: string | null }> {
  if (declination !== undefined)
    return db
      .selectFrom('declination')
      .select(['reason', 'words'])
      .where('id', '=', declination)
      .executeTakeFirstOrThrow()
  const { decline_reason, decline_words } = await db
    .selectFrom('suggestion')
    .select(['decline_reason', 'decline_words'])
    .where('id', '=', row!)
    .executeTakeFirstOrThrow()
  return { reason: decline_reason!, words: decline_words }
}
