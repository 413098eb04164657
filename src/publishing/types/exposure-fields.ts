import type * as z from 'zod'
import { county } from './choices.ts'
import { publication, summary, title } from './entry.ts'
import { depending, entryFields, group, idOf, list, picture } from '#forms/entry-fields.ts'
import { choice, day, line, optional, wholeNumber, words } from '#forms/fields.ts'

/** Each kind has its own gate at publication (丽水市文明行为促进条例 Art. 33; clauses 17 and 18). */
export const exposureKinds = { phenomenon: '现象', unit: '单位', person: '个人' } as const

export const exposureStates = {
  rectifying: '整改中',
  overdue: '逾期未改',
  rectified: '已整改',
  withdrawn: '已撤回',
} as const

const kinds = (...values: (keyof typeof exposureKinds)[]) => ({ field: 'kind', values })
const states = (...values: (keyof typeof exposureStates)[]) => ({ field: 'state', values })

const datedNote = (label: string) => group(label, { on: day('日期'), text: words('内容', { max: 500 }) })

/** What an exposure says. */
export const exposureFields = entryFields({
  title: title(),
  kind: choice('曝光对象', exposureKinds, { hint: '现象不得指认个人；单位须已逾期或被督办；个人须已受行政处罚' }),
  county: county(),
  place: line('地点', { max: 60, hint: '写到路段或小区，不写门牌号' }),
  matter: words('问题', { max: 200, hint: '看到了什么；不评价人，不嘲讽' }),
  summary: summary(),
  found_on: day('发现日期'),
  state: choice('整改状态', exposureStates),
  unit: depending(optional(idOf('departments', '责任单位', { hint: '负责整改的单位' })), { neededFor: kinds('unit') }),
  rectify_by: depending(optional(day('整改期限')), { neededFor: states('overdue') }),
  rectified_on: depending(optional(day('整改完成日期')), {
    onlyFor: states('rectified', 'withdrawn'),
    neededFor: states('rectified'),
  }),
  before: list('整改前', picture('图片'), { itemLabel: '图片', hint: '人脸、车牌、证件、门牌号须遮盖' }),
  after: list('整改后', picture('图片'), { itemLabel: '图片' }),
  steps: list('整改经过', datedNote('一步'), { itemLabel: '一步' }),
  statement: depending(optional(group('单位的说明', { on: day('收到日期'), text: words('说明', { max: 500 }) })), {
    onlyFor: kinds('unit'),
  }),
  asked_for_statement_on: depending(optional(day('征求说明日期', { hint: '曝光单位前须先听单位说明' })), {
    onlyFor: kinds('unit'),
    neededFor: kinds('unit'),
  }),
  suggestion: optional(line('来源建言', { max: 20, hint: '建言的编号，如 2026-123；曝光单位须有来源建言或来源通报' })),
  notice: depending(optional(idOf('notices', '来源通报')), { onlyFor: kinds('unit', 'person') }),
  supervision: depending(
    optional(wholeNumber('督办编号', { min: 1, max: 2_147_483_647, hint: '督办编号和逾期日期至少填一项' })),
    { onlyFor: kinds('unit') },
  ),
  missed_deadline_on: depending(optional(day('逾期日期')), { onlyFor: kinds('unit') }),
  penalty: depending(
    optional(
      group('行政处罚', {
        decision_number: line('决定书文号', { max: 60 }),
        authority: line('处罚机关', { max: 60 }),
        legal_basis: words('法律依据', { max: 200 }),
      }),
    ),
    { onlyFor: kinds('person'), neededFor: kinds('person') },
  ),
  mask_check: depending(
    optional(
      group('遮盖核对', {
        by: line('核对人', { max: 30, hint: '须为撰稿人以外的第二人' }),
        on: day('核对日期'),
      }),
    ),
    { neededFor: kinds('phenomenon', 'unit', 'person') },
  ),
  expose_until: day('撤下日期', { hint: '到这一天结束时自动撤下' }),
  corrections: list('更正', datedNote('更正'), { itemLabel: '更正' }),
  withdrawal: depending(optional(group('撤回', { on: day('撤回日期'), reason: words('理由', { max: 300 }) })), {
    onlyFor: states('withdrawn'),
    neededFor: states('withdrawn'),
  }),
  ...publication,
})

export type Exposure = z.output<typeof exposureFields>
export type ExposureState = Exposure['state']
