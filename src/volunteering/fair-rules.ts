import type { Selectable } from 'kysely'
import type { FairRuleTable } from '#db/schema-volunteers.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { clock, fields, wholeNumber } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'

export type FairRules = Omit<Selectable<FairRuleTable>, 'id' | 'changed_at'>

/** What an administrator sets. What stands already is not touched by a lower limit. */
export const fairRulesForm = fields({
  children: wholeNumber('一个账号最多登记几个孩子', { min: 1, max: 50 }),
  party_size: wholeNumber('一起报名最多几人', { min: 1, max: 50 }),
  open_sign_ups: wholeNumber('每人最多同时报几个班次', { min: 1, max: 500, hint: '数还没开始的，候补和待抽签也算。' }),
  rest_hours: wholeNumber('两个班次之间至少休息几小时', {
    min: 0,
    max: 24,
    hint: '离已经报上的班次不到这么久的，报不上；0 是不限。',
  }),
  open_needs: wholeNumber('每人最多同时有几个求助', { min: 1, max: 100, hint: '数还没办完的。' }),
  notes_per_day: wholeNumber('组织者一天能给一班发几次话', { min: 1, max: 50, hint: '每次都会给报了名的人发短信。' }),
  family_wait_hours: wholeNumber('空名额等排头的一家人几小时', {
    min: 0,
    max: 72,
    hint: '一起报名的人排在最前、名额还不够时等一等，过了就先给后面合适的人，他们的位置不变；0 是不等。',
  }),
  night_from: clock('夜里从几点起不打扰人', {
    hint: '夜里不发短信，不给候补的人发名额，给了的也不到期；验证码和马上要开始的班次除外。',
  }),
  night_until: clock('夜里到几点为止', { hint: '和上面一样，就是不分昼夜。' }),
})

export const fairRulesWords = {
  title: '公平规则',
  lead: '让名额和帮手轮得到更多的人。调低了，已经报上、登记好的不受影响。',
  submit: '保存规则',
  done: '保存好了，马上按新的规则办。',
  limits: {
    children: (most: number) => `一个账号最多登记 ${most} 个孩子。`,
    party: (most: number) => `一起报名的人，一起有名额或者一起候补，最多 ${most} 人。`,
    openSignUps: (most: number) => `每人最多同时报 ${most} 个还没开始的班次。`,
    rest: (hours: number) => (hours === 0 ? '' : `两个班次之间至少休息 ${hours} 小时。`),
    openNeeds: (most: number) => `每人最多同时有 ${most} 个没办完的求助。`,
    night: (from: string, until: string) => (from === until ? '' : `夜里（${from} 到 ${until}）不算。`),
    notes: (used: number, most: number) => `今天发了 ${used} 次，一天最多 ${most} 次。`,
  },
} as const

/** The rules that stand now. Who holds a shift has those of its line with it. */
export async function readFairRules(db: Db | Trx): Promise<FairRules> {
  const { id: _id, changed_at: _at, ...rules } = await db.selectFrom('fair_rule').selectAll().executeTakeFirstOrThrow()
  return rules
}

/** Sets the rules; who asked for more before keeps it. */
export function setFairRules(db: Db | Trx, rules: FairRules, by: { id: number }, now: Date): Promise<void> {
  return inTransaction(db, async trx => {
    await trx
      .updateTable('fair_rule')
      .set({ ...rules, changed_at: now })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'fair-rules.set',
      object: { kind: 'fair-rules', id: 'city' },
      detail: rules,
      at: now,
    })
  })
}
