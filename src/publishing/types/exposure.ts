import type * as z from 'zod'
import { county } from './choices.ts'
import { publication, summary, title } from './entry.ts'
import { findGateFault } from './exposure-gate.ts'
import { contentType } from './type.ts'
import { entryFields, group, idOf, list, picture } from '#forms/entry-fields.ts'
import { choice, day, line, optional, wholeNumber, words } from '#forms/fields.ts'

/** Each kind has its own gate at publication (丽水市文明行为促进条例 Art. 33; clauses 17 and 18). */
export const exposureKinds = { phenomenon: '现象', unit: '单位', person: '个人' } as const

export const exposureStates = {
  rectifying: '整改中',
  overdue: '逾期未改',
  rectified: '已整改',
  withdrawn: '已撤回',
} as const

const datedNote = (label: string) => group(label, { on: day('日期'), text: words('内容', { max: 500 }) })

const fields = entryFields({
  title: title(),
  kind: choice('曝光对象', exposureKinds, { hint: '现象不得指认个人；单位须已逾期或被督办；个人须已受行政处罚' }),
  county: county(),
  place: line('地点', { max: 60, hint: '写到路段或小区，不写门牌号' }),
  matter: words('问题', { max: 200, hint: '看到了什么；不评价人，不嘲讽' }),
  summary: summary(),
  found_on: day('发现日期'),
  state: choice('整改状态', exposureStates),
  unit: optional(idOf('departments', '责任单位', { hint: '曝光单位时必填；曝光现象时填负责整改的单位，可不填' })),
  rectify_by: optional(day('整改期限')),
  rectified_on: optional(day('整改完成日期')),
  before: list('整改前', picture('图片'), { itemLabel: '图片', hint: '人脸、车牌、证件、门牌号须遮盖' }),
  after: list('整改后', picture('图片'), { itemLabel: '图片' }),
  steps: list('整改经过', datedNote('一步'), { itemLabel: '一步' }),
  statement: optional(group('单位的说明', { on: day('收到日期'), text: words('说明', { max: 500 }) })),
  asked_for_statement_on: optional(day('征求说明日期', { hint: '曝光单位前须先听单位说明' })),
  suggestion: optional(line('来源建言', { max: 20, hint: '建言的查询码' })),
  notice: optional(idOf('notices', '来源通报')),
  supervision: optional(wholeNumber('督办编号', { min: 1, max: 2_147_483_647 })),
  missed_deadline_on: optional(day('逾期日期')),
  penalty: optional(
    group(
      '行政处罚',
      {
        decision_number: line('决定书文号', { max: 60 }),
        authority: line('处罚机关', { max: 60 }),
        legal_basis: words('法律依据', { max: 200 }),
      },
      { hint: '曝光个人时必填' },
    ),
  ),
  mask_check: optional(
    group('遮盖核对', {
      by: line('核对人', { max: 30, hint: '须为撰稿人以外的第二人' }),
      on: day('核对日期'),
    }),
  ),
  expose_until: day('撤下日期', { hint: '到这一天结束时自动撤下' }),
  corrections: list('更正', datedNote('更正'), { itemLabel: '更正' }),
  withdrawal: optional(group('撤回', { on: day('撤回日期'), reason: words('理由', { max: 300 }) })),
  ...publication,
})

export type Exposure = z.output<typeof fields>
export type ExposureState = Exposure['state']

/**
 * One entry of the exposure board. It must always say when it comes down (`expose_until`, to the end of
 * that day in Lishui). A correction or a withdrawal leaves a dated note (Civil Code Arts. 1025–1028).
 */
export const exposures = contentType({
  name: 'exposures',
  byYear: true,
  label: '曝光整改',
  one: '曝光',
  body: '补充说明',
  fields,
  /** What it must hold to make sense; what it needs before it may be published is asked at the gate. */
  rules(entry, fault) {
    if (entry.kind === 'unit' && !entry.unit) fault('unit', '曝光单位须写明是哪个单位')
    if (entry.kind === 'person' && !entry.penalty) fault('penalty', '曝光个人须写明行政处罚决定')
    if (entry.kind !== 'person' && entry.penalty) fault('penalty', '行政处罚只用于曝光个人')

    if (entry.state === 'rectified' && !entry.rectified_on) fault('rectified_on', '已整改的须填整改完成日期')
    if ((entry.state === 'rectifying' || entry.state === 'overdue') && entry.rectified_on) {
      fault('rectified_on', '尚未整改到位，不填整改完成日期')
    }
    if (entry.state === 'overdue' && !entry.rectify_by) fault('rectify_by', '逾期未改的须填整改期限')
    if (entry.state === 'withdrawn' && !entry.withdrawal) fault('withdrawal', '已撤回的须写明撤回日期和理由')
    if (entry.state !== 'withdrawn' && entry.withdrawal) fault('state', '写了撤回，整改状态须为“已撤回”')

    // Days are compared as text: YYYY-MM-DD sorts as time does.
    const notBeforeFound = { rectify_by: '整改期限', rectified_on: '整改完成日期', expose_until: '撤下日期' } as const
    for (const [field, label] of Object.entries(notBeforeFound) as [keyof typeof notBeforeFound, string][]) {
      const on = entry[field]
      if (on && on < entry.found_on) fault(field, `${label}不能早于发现日期`)
    }
  },
  date: 'found_on',
  editors: { summary: '{{title}}（{{place}}）', sort: ['found_on', 'expose_until', 'title'], filter: 'state' },
  column: {
    href: '/exposure',
    title: '曝光整改',
    lead: '对事不对人：问题在哪里，谁负责改，改到哪一步，都写在这里。改好了照样登出来，到期自动撤下。',
    all: '全部曝光',
  },
  address: '/exposure/',
  parts: { by: 'state', address: state => `/exposure?state=${state}` },
  row: ({ title, summary, state }) => ({ title, summary, kind: exposureStates[state] }),
  freshDays: 30,
  until: 'expose_until',
  barred: ({ kind, state }, { allow_person_exposure }) =>
    kind === 'person' && state !== 'withdrawn' && !allow_person_exposure
      ? { field: 'kind', message: '曝光个人没有开启（网站设置“允许曝光个人”为关闭），这一条不显示' }
      : undefined,
  withdrawn: entry => (entry.state === 'withdrawn' ? noteOfWithdrawal(entry) : undefined),
  // What was exposed is corrected or withdrawn with a dated note, never silently gone (Civil Code Arts. 1025–1028).
  stays: '曝光过的内容不能直接删除。请改为“已撤回”并写明理由，页面上会留下一条带日期的说明。',
  gate: findGateFault,
})

/** Only that something was withdrawn, when and why: neither the matter, the place, the unit nor a picture (Civil Code Arts. 1025–1028). */
function noteOfWithdrawal({ kind, county, found_on, expose_until, withdrawal, sample }: Exposure): Exposure {
  return {
    title: '本条曝光已撤回',
    summary: '',
    matter: '',
    place: '',
    kind,
    county,
    found_on,
    expose_until,
    withdrawal,
    sample,
    state: 'withdrawn',
    before: [],
    after: [],
    steps: [],
    corrections: [],
  }
}
