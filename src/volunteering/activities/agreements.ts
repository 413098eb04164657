import { aDay } from '#calendar/spans.ts'
import { isInProvinceOf } from '#forms/typed/position.ts'
import { dayOf } from '#calendar/lishui.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { AgreementCase, TaskRisk } from '#db/schema-volunteers.ts'

/** Which of the six cases nothing but the organiser knows. */
export const declaredCases = ['foreign-related', 'on-request'] as const satisfies AgreementCase[]
/** No law names a figure for volunteers: so many on one day are those of a large event. */
export const largeFrom = 100
const monthDays = 30

/** What of an activity says how dangerous it is and where. */
export interface Tasked {
  kind: string
  county: string
  place: string
  latitude: number | null
  longitude: number | null
  hazardous: boolean
  task_risks: TaskRisk[]
  agreement_cases: AgreementCase[]
}

interface Sized {
  starts_at: Date
  ends_at: Date
  capacity: number
}

/** Whether the law counts it as dangerous: its organiser says so, or its task does. */
export function isHazardous({
  hazardous,
  kind,
  task_risks,
}: Pick<Tasked, 'hazardous' | 'kind' | 'task_risks'>): boolean {
  return hazardous || kind === 'emergency' || task_risks.length > 0
}

const dangers =
  /下水|下河|下海|下塘|下井|涉水|游泳|潜水|打捞|溺水|登高|高空|高处|攀爬|攀岩|爬杆|悬崖|坠落|塌方|电锯|油锯|割灌|砍伐|明火|灭火|扑火|易燃|爆炸|爆竹|有毒|农药|蜂窝|马蜂|毒蛇|触电|带电/

/** Whether the title, the place, or the words of the task or of its risks speak of what the law may count as dangerous: a person looks at them. */
export function namesDanger({
  title,
  place,
  what_to_do,
  risk_text,
  protection_text,
}: Record<'title' | 'place' | 'what_to_do' | 'risk_text' | 'protection_text', string>): boolean {
  return dangers.test([title, place, what_to_do, risk_text, protection_text].join('\n'))
}

/**
 * The cases of 浙江省志愿服务条例 Art. 21 in which an agreement is written: what its organiser declared, and what follows
 * from the task, the shifts (cancelled ones left out), the capacity and the place.
 */
export function agreementCasesOf(activity: Tasked, shifts: readonly Sized[]): AgreementCase[] {
  const { agreement_cases: known } = activity
  const cases: Record<AgreementCase, boolean> = {
    danger: isHazardous(activity),
    'foreign-related': known.includes('foreign-related'),
    'month-or-longer': isMonthOrLonger(shifts),
    'large-event': activity.kind === 'event' || isLarge(shifts),
    'outside-province': isOutsideProvince(activity),
    'on-request': known.includes('on-request'),
  }
  return (Object.keys(cases) as AgreementCase[]).filter(one => cases[one])
}

function isMonthOrLonger(shifts: readonly Sized[]): boolean {
  if (shifts.length === 0) return false
  const from = Math.min(...shifts.map(shift => shift.starts_at.getTime()))
  return Math.max(...shifts.map(shift => shift.ends_at.getTime())) - from >= monthDays * aDay
}

function isLarge(shifts: readonly Sized[]): boolean {
  const byDay = new Map<string, number>()
  for (const { starts_at, capacity } of shifts)
    byDay.set(dayOf(starts_at), (byDay.get(dayOf(starts_at)) ?? 0) + capacity)
  return [...byDay.values()].some(places => places >= largeFrom)
}

const provinces =
  '北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾'.split(
    ' ',
  )
/** The province whose law this is; by the first two figures of GB/T 2260, with its cities. */
const own = {
  code: '33',
  name: '浙江',
  cities:
    '杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 建德 余姚 慈溪 瑞安 乐清 龙港 海宁 平湖 桐乡 诸暨 嵊州 兰溪 义乌 东阳 永康 江山 温岭 临海 玉环 龙泉'.split(
      ' ',
    ),
}
/** 南京市 at the beginning; 菜市场, 夜市 and 市民广场 are no cities. */
const cityFirst = /^([\p{Script=Han}]{2,3}?)(?<![夜超早集花菜鱼门街城股旧])市(?![场集民政区委府])/u

/** By its point on the map, or by a place that begins with another province or a city of one (上海路 is a street). */
function isOutsideProvince({ county, place, latitude, longitude }: Tasked): boolean {
  if (latitude !== null && longitude !== null && !isInProvinceOf(county, { latitude, longitude })) return true
  if (!county.startsWith(own.code)) return false
  const there = place.trim().replace(/^中国/, '')
  const named = provinces.find(name => there.startsWith(name))
  const city = cityFirst.exec(there)?.[1]
  if (named === undefined) return city !== undefined && !own.cities.includes(city)
  if (named === own.name) return false
  return !/^[东西南北中]?(路|街|巷|弄|大道|广场)/.test(there.slice(named.length))
}

/** The shifts of an activity that are not cancelled. */
export function listStandingShifts(db: Db | Trx, activityId: number) {
  return db
    .selectFrom('shift')
    .select(['starts_at', 'ends_at', 'capacity'])
    .where('activity_id', '=', activityId)
    .where('state', '<>', 'cancelled')
    .orderBy('starts_at')
    .execute()
}
