import { findSilentChange, hidesWithdrawal } from './exposure-changes.ts'
import { type Exposure, exposureFields } from './exposure-fields.ts'
import type { AtTheGate, GateFault } from './type.ts'
import { dayOf } from '#calendar/lishui.ts'
import { metaOf } from '#forms/meta.ts'

/** Why an exposure may not be published yet; each sentence names its rule. */
export const gateWords = {
  noEnd: '曝光须写明撤下日期，到期自动撤下。',
  endIsPast: '撤下日期已经过去，这条曝光发布后谁也看不到。请改撤下日期。',
  withdrawalHidden: (label: string) => `撤回的说明要让读者看到：请清空“${label}”。`,
  withdrawnBeforeFound: '撤回日期不能早于发现日期。',
  dayInFuture: (day: string) => `${day} 还没有到，不能写成已经发生的事。`,
  unitWithoutSource: '曝光单位须有来源：请填写来源建言的编号，或选择来源通报。',
  unknownSuggestion: (number: string) => `来源建言：没有编号为“${number}”的建言，请核对。`,
  suggestionInTime: (number: string) => `曝光单位须已逾期或被督办：建言“${number}”还在办理时限内，也没有督办。`,
  unitNotOverdue: '曝光单位须已逾期或被督办：请填写逾期日期，或督办编号。',
  unitNotAsked: '曝光单位前须先听单位说明：请填写征求说明日期。',
  personSwitchedOff: (law: string) => `曝光个人没有开启：网站设置里“允许曝光个人”为关闭（${law}）。`,
  personWithoutDecision: (law: string) => `曝光个人须已受行政处罚：请填写决定书文号和处罚机关（${law}）。`,
  personWithoutBasis: (law: string) => `曝光个人须写明法律依据（${law}）。`,
  maskUnchecked: '人脸、车牌、证件、门牌号须由第二人核对遮盖：请填写遮盖核对的核对人和日期。',
  maskNotSigned: (name: string) =>
    `遮盖核对须由第二人签字：“${name}”不是这一稿的初审、复审或终审人。请由核对人本人审这一稿，或改填真正核对的审核人。`,
} as const

/**
 * The gate that an exposure passes at its publication (丽水市文明行为促进条例 Art. 33; Civil Code Arts. 1025–1028;
 * clauses 17 and 18). A withdrawal passes: it only takes
 * things away, and its schema demands day and reason; what is left of it does not change silently.
 * @returns the first rule that is not kept, in words for the editor
 */
export async function findGateFault(given: AtTheGate<Exposure>): Promise<GateFault | undefined> {
  const { entry } = given
  const silent = findSilentChange(given, labelOf)
  if (entry.state === 'withdrawn') return findWithdrawalFault(given) ?? silent
  return findDayFault(given) ?? silent ?? findMaskFault(given) ?? (await kinds[entry.kind](given))
}

const kinds: Record<Exposure['kind'], (given: AtTheGate<Exposure>) => Promise<GateFault | undefined>> = {
  // That it points at nobody is asked of its texts: `personalData` of the type.
  phenomenon: async () => undefined,
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
    const law = `《${settings.conduct_law}》${settings.exposure_article}`
    if (!settings.allow_person_exposure) return { field: 'kind', error: gateWords.personSwitchedOff(law) }
    if (!entry.penalty?.decision_number || !entry.penalty.authority)
      return { field: 'penalty', error: gateWords.personWithoutDecision(law) }
    if (!entry.penalty.legal_basis) return { field: 'penalty.legal_basis', error: gateWords.personWithoutBasis(law) }
    if (!entry.expose_until) return { field: 'expose_until', error: gateWords.noEnd }
    return undefined
  },
}

const labelOf = (field: keyof Exposure | 'body'): string =>
  field === 'body' ? '补充说明' : (metaOf(exposureFields.shape[field]).label ?? field)

const pastDays = ['found_on', 'asked_for_statement_on', 'missed_deadline_on', 'mask_check.on', 'rectified_on']

/** An exposure has an end, and what is said to have happened has happened. */
function findDayFault(given: AtTheGate<Exposure>): GateFault | undefined {
  const { entry, now } = given
  if (!entry.expose_until) return { field: 'expose_until', error: gateWords.noEnd }
  if (entry.expose_until < dayOf(now)) return { field: 'expose_until', error: gateWords.endIsPast }
  return findFutureDay(given, pastDays)
}

/** The note of a withdrawal stays as long as the exposure would have, on days as true as its own. */
function findWithdrawalFault(given: AtTheGate<Exposure>): GateFault | undefined {
  const { entry } = given
  const hiding = hidesWithdrawal.find(field => entry[field] !== undefined)
  if (hiding) return { field: hiding, error: gateWords.withdrawalHidden(labelOf(hiding)) }
  if (entry.withdrawal && entry.withdrawal.on < entry.found_on)
    return { field: 'withdrawal.on', error: gateWords.withdrawnBeforeFound }
  // One whose end has come already is withdrawn for the record.
  const keepsEnd = given.before?.entry.expose_until === entry.expose_until
  return (keepsEnd ? undefined : findDayFault(given)) ?? findFutureDay(given, [...pastDays, 'withdrawal.on'])
}

function findFutureDay({ entry, now }: AtTheGate<Exposure>, fields: string[]): GateFault | undefined {
  const today = dayOf(now)
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], entry)
  const field = fields.find(path => String(at(path) ?? '') > today)
  return field ? { field, error: gateWords.dayInFuture(String(at(field))) } : undefined
}

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

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
