import { exposureFields, exposureStates, type Exposure } from './exposure-fields.ts'
import { findGateFault } from './exposure-gate.ts'
import { contentType } from './type.ts'

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
  fields: exposureFields,
  /** What it must hold to make sense; what it needs before it may be published is asked at the gate. */
  rules(entry, fault) {
    if (entry.kind === 'unit' && !entry.unit) fault('unit', '曝光单位须写明是哪个单位')
    if (entry.kind === 'person' && !entry.penalty) fault('penalty', '曝光个人须写明行政处罚决定')

    if (entry.state === 'rectified' && !entry.rectified_on) fault('rectified_on', '已整改的须填整改完成日期')
    if (entry.state === 'overdue' && !entry.rectify_by) fault('rectify_by', '逾期未改的须填整改期限')
    if (entry.state === 'withdrawn' && !entry.withdrawal) fault('withdrawal', '已撤回的须写明撤回日期和理由')

    // Days are compared as text: YYYY-MM-DD sorts as time does.
    const notBeforeFound = { rectify_by: '整改期限', rectified_on: '整改完成日期', expose_until: '撤下日期' } as const
    for (const [field, label] of Object.entries(notBeforeFound) as [keyof typeof notBeforeFound, string][]) {
      const on = entry[field]
      if (on && on < entry.found_on) fault(field, `${label}不能早于发现日期`)
    }
  },
  date: 'found_on',
  days: {
    inOrder: [
      ['found_on', 'asked_for_statement_on'],
      ['found_on', 'missed_deadline_on'],
      ['found_on', 'steps.*.on'],
      ['found_on', 'corrections.*.on'],
      ['found_on', 'withdrawal.on'],
      ['asked_for_statement_on', 'statement.on'],
    ],
  },
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
  // A phenomenon points at nobody: not at the unit that puts it right either.
  shown: entry => (entry.kind === 'phenomenon' ? { ...entry, unit: undefined } : entry),
  misplaced: ({ kind, unit }) =>
    kind === 'phenomenon' && unit !== undefined
      ? [
          {
            field: 'unit',
            says: '曝光现象不指认任何单位，读者看不到这一项。请清空；要写明单位，请改曝光对象为“单位”。',
          },
        ]
      : [],
  withdrawn: entry => (entry.state === 'withdrawn' ? noteOfWithdrawal(entry) : undefined),
  // What was exposed is corrected or withdrawn with a dated note, never silently gone (Civil Code Arts. 1025–1028).
  withdraw: (entry, withdrawal) => ({
    ...entry,
    publish_at: undefined,
    expires_at: undefined,
    state: 'withdrawn' as const,
    withdrawal,
  }),
  // Who looked for faces and plates signs with their name.
  personalData: { strict: ({ kind }) => (kind === 'phenomenon' ? 'nobody' : 'confirmed'), exempt: ['mask_check.by'] },
  gate: findGateFault,
  guarded: () => true,
})

/** Only that something was withdrawn, when and why, and what was noted of that since: neither the matter, the place, the unit nor a picture (Civil Code Arts. 1025–1028). */
function noteOfWithdrawal({
  kind,
  county,
  found_on,
  expose_until,
  withdrawal,
  corrections,
  sample,
}: Exposure): Exposure {
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
    corrections: corrections.filter(({ on }) => withdrawal !== undefined && on >= withdrawal.on),
  }
}
