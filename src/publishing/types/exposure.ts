import type * as z from 'zod'
import { counties } from './counties.ts'
import { publication, summary, title } from './entry.ts'
import { type AtTheGate, contentType, type GateFault } from './type.ts'
import { dayOf } from '#calendar/lishui.ts'
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
  county: choice('县（市、区）', counties),
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

/** Why an exposure may not be published yet; each sentence names its rule. */
const gateWords = {
  noEnd: '曝光须写明撤下日期，到期自动撤下。',
  endIsPast: '撤下日期已经过去，这条曝光发布后谁也看不到。请改撤下日期。',
  dayInFuture: (day: string) => `${day} 还没有到，不能写成已经发生的事。`,
  phenomenonNamesPerson: (found: string) => `曝光现象不得指认个人：文中“${found}”像是在说某一个人，请改为只写现象。`,
  identifies: (found: string) => `曝光内容不得出现身份证号、手机号和车牌号：请删去或遮盖“${found}”。`,
  unitWithoutSource: '曝光单位须有来源：请填写来源建言的查询码，或选择来源通报。',
  unknownSuggestion: (code: string) => `来源建言：没有查询码为“${code}”的建言，请核对。`,
  suggestionInTime: (code: string) => `曝光单位须已逾期或被督办：建言“${code}”还在办理时限内，也没有督办。`,
  unitNotOverdue: '曝光单位须已逾期或被督办：请填写逾期日期，或督办编号。',
  unitNotAsked: '曝光单位前须先听单位说明：请填写征求说明日期。',
  personSwitchedOff: '曝光个人没有开启：网站设置里“允许曝光个人”为关闭（《丽水市文明行为促进条例》第三十三条）。',
  personWithoutDecision: '曝光个人须已受行政处罚：请填写决定书文号和处罚机关（《丽水市文明行为促进条例》第三十三条）。',
  personWithoutBasis: '曝光个人须写明法律依据（《丽水市文明行为促进条例》第三十三条）。',
  maskUnchecked: '人脸、车牌、证件、门牌号须由第二人核对遮盖：请填写遮盖核对的核对人和日期。',
  maskNotSigned: (name: string) =>
    `遮盖核对须由第二人签字：“${name}”不是这一稿的初审、复审或终审人。请由核对人本人审这一稿，或改填真正核对的审核人。`,
  silentCorrection:
    '已发布的曝光改了事实，须留下说明：请在“更正”里添一条，写明日期和改了什么（《民法典》第一千零二十八条）。',
  noteTakenAway: '已发布的更正说明不能删改，只能再添。',
} as const

/**
 * The gate that an exposure passes at its publication (丽水市文明行为促进条例 Art. 33; Civil Code Arts. 1025–1028;
 * clauses 17 and 18). A withdrawal always passes: it only takes things away, and its schema demands day and reason.
 * @returns the first rule that is not kept, in words for the editor
 */
async function findGateFault(given: AtTheGate<Exposure>): Promise<GateFault | undefined> {
  const { entry } = given
  if (entry.state === 'withdrawn') return findFutureDay(given, ['withdrawal.on'])
  return (
    findDayFault(given) ??
    findSilentCorrection(given) ??
    findIdentity(given) ??
    findMaskFault(given) ??
    (await kinds[entry.kind](given))
  )
}

const kinds: Record<Exposure['kind'], (given: AtTheGate<Exposure>) => Promise<GateFault | undefined>> = {
  async phenomenon({ entry, body }) {
    return textsOf(entry, body)
      .map(([field, text]) =>
        namesPerson(text) ? { field, error: gateWords.phenomenonNamesPerson(found(text)) } : undefined,
      )
      .find(Boolean)
  },
  async unit({ entry, suggestionFacts }) {
    if (!entry.suggestion && !entry.notice) return { field: 'suggestion', error: gateWords.unitWithoutSource }
    if (!entry.missed_deadline_on && !entry.supervision)
      return { field: 'missed_deadline_on', error: gateWords.unitNotOverdue }
    if (entry.suggestion) {
      const facts = await suggestionFacts(entry.suggestion, entry.unit ?? '')
      if (!facts) return { field: 'suggestion', error: gateWords.unknownSuggestion(entry.suggestion) }
      if (!facts.overdue && !facts.supervised)
        return { field: 'suggestion', error: gateWords.suggestionInTime(entry.suggestion) }
    }
    if (!entry.asked_for_statement_on) return { field: 'asked_for_statement_on', error: gateWords.unitNotAsked }
    return undefined
  },
  async person({ entry, settings }) {
    if (!settings.allow_person_exposure) return { field: 'kind', error: gateWords.personSwitchedOff }
    if (!entry.penalty?.decision_number || !entry.penalty.authority)
      return { field: 'penalty', error: gateWords.personWithoutDecision }
    if (!entry.penalty.legal_basis) return { field: 'penalty.legal_basis', error: gateWords.personWithoutBasis }
    if (!entry.expose_until) return { field: 'expose_until', error: gateWords.noEnd }
    return undefined
  },
}

/** An exposure has an end, and what is said to have happened has happened. */
function findDayFault(given: AtTheGate<Exposure>): GateFault | undefined {
  const { entry, now } = given
  if (!entry.expose_until) return { field: 'expose_until', error: gateWords.noEnd }
  if (entry.expose_until < dayOf(now)) return { field: 'expose_until', error: gateWords.endIsPast }
  return findFutureDay(given, [
    'found_on',
    'asked_for_statement_on',
    'missed_deadline_on',
    'mask_check.on',
    'rectified_on',
  ])
}

function findFutureDay({ entry, now }: AtTheGate<Exposure>, fields: string[]): GateFault | undefined {
  const today = dayOf(now)
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], entry)
  const field = fields.find(path => String(at(path) ?? '') > today)
  return field ? { field, error: gateWords.dayInFuture(String(at(field))) } : undefined
}

/** The facts that readers were told. When one of them changes, a dated note says so (Civil Code Art. 1028). */
const facts = ['kind', 'county', 'place', 'matter', 'found_on', 'unit', 'penalty', 'title'] as const

function findSilentCorrection({ entry, body, before }: AtTheGate<Exposure>): GateFault | undefined {
  if (!before) return undefined
  const kept = before.entry.corrections.every((note, at) => isSame(note, entry.corrections[at]))
  if (!kept) return { field: 'corrections', error: gateWords.noteTakenAway }
  const changed =
    facts.some(fact => !isSame(before.entry[fact], entry[fact])) ||
    before.body !== body ||
    before.entry.state === 'withdrawn'
  if (changed && entry.corrections.length === before.entry.corrections.length)
    return { field: 'corrections', error: gateWords.silentCorrection }
  return undefined
}

/** Numbers that point at one person have no place on the board, whatever its kind. */
function findIdentity({ entry, body }: AtTheGate<Exposure>): GateFault | undefined {
  for (const [field, text] of textsOf(entry, body)) {
    const number = identityNumber.exec(text) ?? mobileNumber.exec(text) ?? numberPlate.exec(text)
    if (number) return { field, error: gateWords.identifies(number[0]) }
  }
  return undefined
}

const identityNumber = /(?<!\d)\d{17}[\dXx](?![\dA-Za-z])/
const mobileNumber = /(?<!\d)1[3-9]\d{9}(?!\d)/
const numberPlate =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])/

/** A second person has looked for faces, plates and door numbers: one who puts their own name to this text in a review. */
function findMaskFault({ entry, before, hasNewPictures, signed }: AtTheGate<Exposure>): GateFault | undefined {
  if (!entry.mask_check) return { field: 'mask_check', error: gateWords.maskUnchecked }
  const pictures = ({ before, after }: Exposure) => [...before, ...after].map(({ src }) => src)
  const isOld =
    before &&
    !hasNewPictures &&
    isSame(before.entry.mask_check, entry.mask_check) &&
    isSame(pictures(before.entry), pictures(entry))
  if (isOld || signed.includes(entry.mask_check.by)) return undefined
  return { field: 'mask_check.by', error: gateWords.maskNotSigned(entry.mask_check.by) }
}

/** Everything in words that a reader would see, with its field. */
function textsOf(entry: Exposure, body: string): [string, string][] {
  const pictures = (field: 'before' | 'after') =>
    entry[field].flatMap(({ alt, caption = '' }, at): [string, string][] => [
      [`${field}.${at}.alt`, alt],
      [`${field}.${at}.caption`, caption],
    ])
  const notes = (field: 'steps' | 'corrections') =>
    entry[field].map(({ text }, at): [string, string] => [`${field}.${at}.text`, text])
  return [
    ['title', entry.title],
    ['place', entry.place],
    ['matter', entry.matter],
    ['summary', entry.summary],
    ...pictures('before'),
    ...pictures('after'),
    ...notes('steps'),
    ...notes('corrections'),
    ['statement.text', entry.statement?.text ?? ''],
    ['body', body],
  ]
}

/**
 * The ways in which Chinese reports name somebody: 张某, 王女士, 当事人李…. It catches the careless;
 * who was clever is left to the three who review.
 */
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武莫孔蓝雷项应楼麻刘季毛'
const namedPerson = new RegExp(
  `[${surnames}](?:某[某甲乙]?(?![路街巷村镇乡社小大商店])|先生|女士|小姐|老板|师傅)|(?:当事人|违法人|行为人|车主|户主|业主|姓名)[：:为是叫]?[${surnames}][\\u4e00-\\u9fff]{1,2}(?=[，。、；（,.\\s]|$)`,
)

const namesPerson = (text: string): boolean => namedPerson.test(text)
const found = (text: string): string => namedPerson.exec(text)?.[0] ?? ''

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
