import type * as z from 'zod'
import {
  askedFor,
  choice,
  choices,
  day,
  type Fault,
  fields,
  line,
  oneOf,
  optional,
  requestKey,
  someOf,
  tick,
  wholeNumber,
  words,
} from '#forms/fields.ts'
import { isNoName, isNonAnswer, isNonNumber } from '#forms/typed/non-answers.ts'
import { phone, position, wholePosition } from '#forms/typed-fields.ts'
import { declaredCases, isHazardous } from './agreements.ts'
import { activityKinds, agreementCases, guardianRules, taskRisks } from './words.ts'
import { skills } from '../volunteers/words.ts'
import type { ActivityRules, ActivityWords } from './terms.ts'

const number = (label: string, min: number, max: number, hint?: string) => {
  const wrong = `请填 ${min} 到 ${max} 的整数`
  return wholeNumber(label, { min, max, missing: wrong, wrong, ...(hint !== undefined && { hint }) })
}

const title = line('活动名称', {
  max: 60,
  hint: '例：文明交通劝导 · 丽青路口',
  missing: '请写活动名称',
})
const kind = choice('类别', activityKinds, { missing: '请选类别' })
const county = oneOf('县（市、区）', { missing: '请选县（市、区）' })

/** What a new draft needs: everything else may wait until the publication. */
export const draftForm = fields({
  organisation: oneOf('哪个组织', { missing: '请选一个组织' }),
  title,
  kind,
  county,
  request_key: requestKey(),
})

/** What a draft may leave empty and a published activity may not. */
const toPublish = <Field extends z.ZodType>(field: Field) => askedFor('sometimes', optional(field))

const wordFields = {
  title,
  what_to_do: toPublish(
    words('具体做什么', {
      nonAnswer: isNonAnswer,
      max: 2000,
      rows: 5,
      hint: '到场后做哪些事，要站多久、走多远，几个人一组',
    }),
  ),
  place: toPublish(line('服务地点', { nonAnswer: isNonAnswer, max: 120, hint: '例：莲都区丽青路与花园路路口' })),
  ...position(),
  risk_text: toPublish(
    words('可能有什么风险', { nonAnswer: isNonAnswer, max: 2000, rows: 3, hint: '例：路口车多；河边步道有台阶' }),
  ),
  protection_text: toPublish(
    words('怎样防护和培训', {
      nonAnswer: isNonAnswer,
      max: 2000,
      rows: 3,
      hint: '例：发反光马甲，上岗前讲十分钟安全，队长全程在场',
    }),
  ),
  insurer: toPublish(
    line('保险公司', { nonAnswer: isNonAnswer, max: 60, short: true, hint: '谁承保志愿者的意外伤害保险' }),
  ),
  insurance_reference: toPublish(line('保单号', { nonAnswer: isNonNumber, max: 120, hint: '单号或批次' })),
  insured_from: toPublish(day('保险从哪天起', { wrong: '请选日期' })),
  insured_until: toPublish(day('保到哪天', { hint: '每一个班次都要在这期间。', wrong: '请选日期' })),
  agreement_reference: optional(
    line('另外的书面协议', { nonAnswer: isNonAnswer, max: 120, hint: '还要在现场签的，写文本编号或者在哪里签' }),
  ),
  contact_name: toPublish(line('联系人', { nonAnswer: isNoName, max: 40, short: true, autocomplete: 'off' })),
  contact_phone: toPublish(
    phone('联系电话', { hint: '会公开。写办公电话最好，座机带区号，例：0578-2090000', autocomplete: 'off' }),
  ),
}

/** The insurance does not end before it begins. */
function realPeriod(
  { insured_from: from, insured_until: until }: { insured_from?: string; insured_until?: string },
  fault: Fault<'insured_until'>,
): void {
  if (from && until && until < from) fault('insured_until', '保险到期不能早于起保')
}

/** What may be changed after the publication too. */
export const activityWordsForm = fields(wordFields, (given, fault, failed) => {
  wholePosition(given, fault, failed)
  realPeriod(given, fault)
})

const declared = Object.fromEntries(declaredCases.map(one => [one, agreementCases[one]])) as Record<
  (typeof declaredCases)[number],
  string
>

/** Words and rules: while the activity is a draft. Every field may be empty but name, kind and county. */
export const activityForm = fields(
  {
    ...wordFields,
    kind,
    county,
    skills: choices('最好会什么', skills, { hint: '会的人会优先看到；不会也能报名。' }),
    qualifications: someOf('须先有哪些培训', { hint: '没有的人报不上名，会告诉他缺哪一项、找谁。' }),
    task_risks: choices('会不会做这些事', taskRisks, {
      hint: '有一样就算有危险：只招成年人，须签书面协议，文明办看过才公开。',
    }),
    hazardous: tick('别的原因，有一定危险', { hint: '只招成年人，须签书面协议，文明办看过才公开。' }),
    agreement_cases: choices('有没有这些情形', declared, {
      hint: '有就要签书面协议。有危险、一个月以上、人多、到省外的，按你填的自动算。',
    }),
    minimum_age: toPublish(number('最低年龄', 3, 70, '3 到 70 周岁。')),
    guardian_rule: toPublish(choice('未成年人', guardianRules, { look: 'inline' })),
    draw: choice(
      '名额怎么分',
      {
        first: { label: '先报先得', hint: '报上就算' },
        lot: { label: '抽签', hint: '开始前抽，先报后报机会一样' },
        choice: { label: '由组织者选定', hint: '先报名，看过培训和时长再选，选没选上都告诉他们' },
      },
      { look: 'inline', missing: '请选名额怎么分' },
    ),
    draw_hours: askedFor('sometimes', optional(number('开始前几小时抽签', 1, 720))),
    choose_hours: askedFor('sometimes', optional(number('开始前几小时选定', 1, 720))),
    waiting_list: tick('满了可以排候补', { hint: '抽签的活动必须有候补，由组织者选定的没有。' }),
    offer_minutes: number('候补轮到时，名额留几分钟', 10, 2880, '10 到 2880 分钟。'),
    late_hours: number('开始前几小时内取消算“临时取消”', 0, 168, '0 到 168 小时。'),
    first_timer_places: number('每班留几个名额给第一次来的人', 0, 5000, '0 是不留。'),
    first_timer_hours: number('留到开始前几小时', 0, 720, '过了就给所有人。'),
  },
  (given, fault, failed) => {
    wholePosition(given, fault, failed)
    realPeriod(given, fault)
    if (given.draw === 'lot' && given.draw_hours === undefined) fault('draw_hours', '抽签要写开始前几小时抽，1 到 720')
    if (given.draw !== 'choice') return
    if (given.choose_hours === undefined) fault('choose_hours', '由组织者选定的，要写开始前几小时选定，1 到 720')
    if (given.first_timer_places) fault('first_timer_places', '由组织者选定的，不另外留名额')
  },
)

/** The sections of the form, with the fields of each; what belongs to the rules is left out after the publication. */
export const activitySections: { title: string; names: (keyof typeof activityForm.shape)[] }[] = [
  { title: '做什么', names: ['title', 'what_to_do', 'place', 'latitude', 'longitude', 'kind', 'county', 'skills'] },
  {
    title: '风险和防护',
    names: [
      'risk_text',
      'protection_text',
      'insurer',
      'insurance_reference',
      'insured_from',
      'insured_until',
      'task_risks',
      'hazardous',
      'agreement_cases',
      'agreement_reference',
    ],
  },
  { title: '谁能来', names: ['minimum_age', 'guardian_rule', 'qualifications'] },
  {
    title: '怎么报名',
    names: [
      'draw',
      'draw_hours',
      'choose_hours',
      'waiting_list',
      'offer_minutes',
      'late_hours',
      'first_timer_places',
      'first_timer_hours',
    ],
  },
  { title: '联系谁', names: ['contact_name', 'contact_phone'] },
]

/** The words of a checked form, as `changeActivity` takes them. */
export function readWords(data: z.output<typeof activityWordsForm>): ActivityWords {
  return {
    title: data.title,
    whatToDo: data.what_to_do ?? '',
    place: data.place ?? '',
    latitude: data.latitude ?? null,
    longitude: data.longitude ?? null,
    riskText: data.risk_text ?? '',
    protectionText: data.protection_text ?? '',
    insurer: data.insurer ?? '',
    insuranceReference: data.insurance_reference ?? '',
    insuredFrom: data.insured_from ?? null,
    insuredUntil: data.insured_until ?? null,
    agreementReference: data.agreement_reference ?? '',
    contactName: data.contact_name ?? '',
    contactPhone: data.contact_phone ?? '',
  }
}

/** The rules of a checked form. Places drawn by lot leave a line, so there is one; where the organiser chooses there is none. */
export function readRules(data: z.output<typeof activityForm>): ActivityRules {
  const byLot = data.draw === 'lot'
  const byChoice = data.draw === 'choice'
  return {
    kind: data.kind,
    county: data.county,
    skills: data.skills,
    qualifications: data.qualifications.map(Number),
    hazardous: isHazardous(data),
    taskRisks: data.task_risks,
    agreementCases: data.agreement_cases,
    minimumAge: data.minimum_age ?? null,
    guardianRule: data.guardian_rule ?? null,
    waitingList: byLot || (!byChoice && data.waiting_list),
    offerMinutes: data.offer_minutes,
    lateHours: data.late_hours,
    drawHours: byLot ? data.draw_hours! : null,
    chooseHours: byChoice ? data.choose_hours! : null,
    firstTimerPlaces: data.first_timer_places,
    firstTimerHours: data.first_timer_hours,
  }
}
