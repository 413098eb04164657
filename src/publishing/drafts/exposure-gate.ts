import { gateWords as words } from './gate-words.ts'
import { dayOf } from '#calendar/lishui.ts'
import type { Exposure, Settings } from '../types/index.ts'

/** What the register of suggestions says about a code and a unit; undefined when there is no such suggestion. */
export type SuggestionFacts = (code: string, unit: string) => Promise<{ overdue: boolean; supervised: boolean } | undefined>

export interface ExposureAtTheGate {
  entry: Exposure
  body: string
  /** What is published of it now. */
  before: { entry: Exposure; body: string } | undefined
  /** The draft brings pictures that are not published yet. */
  hasNewPictures: boolean
  /** The names of those who have reviewed exactly this text, and of who is about to publish it. */
  signed: readonly string[]
  settings: Settings
  now: Date
  suggestionFacts: SuggestionFacts
}

interface GateFault {
  field?: string
  error: string
}

/**
 * The gate that an exposure passes at its publication (丽水市文明行为促进条例 Art. 33; Civil Code Arts. 1025–1028;
 * clauses 17 and 18). A withdrawal always passes: it only takes things away, and its schema demands day and reason.
 * @returns the first rule that is not kept, in words for the editor
 */
export async function findExposureFault(given: ExposureAtTheGate): Promise<GateFault | undefined> {
  const { entry } = given
  if (entry.state === 'withdrawn') return findFutureDay(given, ['withdrawal.on'])
  return findDayFault(given) ?? findSilentCorrection(given) ?? findIdentity(given) ?? findMaskFault(given) ?? (await kinds[entry.kind](given))
}

const kinds: Record<Exposure['kind'], (given: ExposureAtTheGate) => Promise<GateFault | undefined>> = {
  async phenomenon({ entry, body }) {
    return textsOf(entry, body).map(([field, text]) => (namesPerson(text) ? { field, error: words.phenomenonNamesPerson(found(text)) } : undefined)).find(Boolean)
  },
  async unit({ entry, suggestionFacts }) {
    if (!entry.suggestion && !entry.notice) return { field: 'suggestion', error: words.unitWithoutSource }
    if (!entry.missed_deadline_on && !entry.supervision) return { field: 'missed_deadline_on', error: words.unitNotOverdue }
    if (entry.suggestion) {
      const facts = await suggestionFacts(entry.suggestion, entry.unit ?? '')
      if (!facts) return { field: 'suggestion', error: words.unknownSuggestion(entry.suggestion) }
      if (!facts.overdue && !facts.supervised) return { field: 'suggestion', error: words.suggestionInTime(entry.suggestion) }
    }
    if (!entry.asked_for_statement_on) return { field: 'asked_for_statement_on', error: words.unitNotAsked }
    return undefined
  },
  async person({ entry, settings }) {
    if (!settings.allow_person_exposure) return { field: 'kind', error: words.personSwitchedOff }
    if (!entry.penalty?.decision_number || !entry.penalty.authority) return { field: 'penalty', error: words.personWithoutDecision }
    if (!entry.penalty.legal_basis) return { field: 'penalty.legal_basis', error: words.personWithoutBasis }
    if (!entry.expose_until) return { field: 'expose_until', error: words.noEnd }
    return undefined
  },
}

/** An exposure has an end, and what is said to have happened has happened. */
function findDayFault(given: ExposureAtTheGate): GateFault | undefined {
  const { entry, now } = given
  if (!entry.expose_until) return { field: 'expose_until', error: words.noEnd }
  if (entry.expose_until < dayOf(now)) return { field: 'expose_until', error: words.endIsPast }
  return findFutureDay(given, ['found_on', 'asked_for_statement_on', 'missed_deadline_on', 'mask_check.on', 'rectified_on'])
}

function findFutureDay({ entry, now }: ExposureAtTheGate, fields: string[]): GateFault | undefined {
  const today = dayOf(now)
  const at = (path: string) => path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], entry)
  const field = fields.find(path => String(at(path) ?? '') > today)
  return field ? { field, error: words.dayInFuture(String(at(field))) } : undefined
}

/** The facts that readers were told. When one of them changes, a dated note says so (Civil Code Art. 1028). */
const facts = ['kind', 'county', 'place', 'matter', 'found_on', 'unit', 'penalty', 'title'] as const

function findSilentCorrection({ entry, body, before }: ExposureAtTheGate): GateFault | undefined {
  if (!before) return undefined
  const kept = before.entry.corrections.every((note, at) => isSame(note, entry.corrections[at]))
  if (!kept) return { field: 'corrections', error: words.noteTakenAway }
  const changed = facts.some(fact => !isSame(before.entry[fact], entry[fact])) || before.body !== body || before.entry.state === 'withdrawn'
  if (changed && entry.corrections.length === before.entry.corrections.length) return { field: 'corrections', error: words.silentCorrection }
  return undefined
}

/** Numbers that point at one person have no place on the board, whatever its kind. */
function findIdentity({ entry, body }: ExposureAtTheGate): GateFault | undefined {
  for (const [field, text] of textsOf(entry, body)) {
    const number = identityNumber.exec(text) ?? mobileNumber.exec(text) ?? numberPlate.exec(text)
    if (number) return { field, error: words.identifies(number[0]) }
  }
  return undefined
}

const identityNumber = /(?<!\d)\d{17}[\dXx](?![\dA-Za-z])/
const mobileNumber = /(?<!\d)1[3-9]\d{9}(?!\d)/
const numberPlate = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])/

/** A second person has looked for faces, plates and door numbers: one who puts their own name to this text in a review. */
function findMaskFault({ entry, before, hasNewPictures, signed }: ExposureAtTheGate): GateFault | undefined {
  if (!entry.mask_check) return { field: 'mask_check', error: words.maskUnchecked }
  const pictures = ({ before, after }: Exposure) => [...before, ...after].map(({ src }) => src)
  const isOld = before && !hasNewPictures && isSame(before.entry.mask_check, entry.mask_check) && isSame(pictures(before.entry), pictures(entry))
  if (isOld || signed.includes(entry.mask_check.by)) return undefined
  return { field: 'mask_check.by', error: words.maskNotSigned(entry.mask_check.by) }
}

/** Everything in words that a reader would see, with its field. */
function textsOf(entry: Exposure, body: string): [string, string][] {
  const pictures = (field: 'before' | 'after') => entry[field].flatMap(({ alt, caption = '' }, at): [string, string][] => [[`${field}.${at}.alt`, alt], [`${field}.${at}.caption`, caption]])
  const notes = (field: 'steps' | 'corrections') => entry[field].map(({ text }, at): [string, string] => [`${field}.${at}.text`, text])
  return [
    ['title', entry.title], ['place', entry.place], ['matter', entry.matter], ['summary', entry.summary],
    ...pictures('before'), ...pictures('after'), ...notes('steps'), ...notes('corrections'),
    ['statement.text', entry.statement?.text ?? ''], ['body', body],
  ]
}

/**
 * The ways in which Chinese reports name somebody: 张某, 王女士, 当事人李…. It catches the careless;
 * who was clever is left to the three who review.
 */
const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武莫孔蓝雷项应楼麻刘季毛'
const namedPerson = new RegExp(`[${surnames}](?:某[某甲乙]?(?![路街巷村镇乡社小大商店])|先生|女士|小姐|老板|师傅)|(?:当事人|违法人|行为人|车主|户主|业主|姓名)[：:为是叫]?[${surnames}][\\u4e00-\\u9fff]{1,2}(?=[，。、；（,.\\s]|$)`)

const namesPerson = (text: string): boolean => namedPerson.test(text)
const found = (text: string): string => namedPerson.exec(text)?.[0] ?? ''

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
