import { formatWeekday } from '#calendar/lishui.ts'
import { addDays } from '#calendar/work-calendar.ts'
import type { Allowance, Calculation, Span } from '#calendar/working-days.ts'

/**
 * "9月28日交办；国庆假期不计；10月14日到期": a deadline in one line.
 * `begun` says what began the count: 提交, 受理, 交办, 答复.
 */
export function sayDeadline(calculation: Calculation, begun: string): string {
  const notCounted = [
    ...new Set(calculation.spans.filter(span => !span.counted && span.kind !== 'weekend').map(sayReason)),
  ]
  return [
    `${sayDay(calculation.begunOn)}${begun}`,
    ...(notCounted.length > 0 ? [`${notCounted.join('、')}不计`] : []),
    ...(calculation.extension > 0 ? [`延期${calculation.extension}个工作日`] : []),
    `${sayDay(calculation.dueOn, calculation.begunOn)}到期${sayProvisional(calculation)}`,
  ].join('；')
}

/** "从次日起算 7 个工作日：9月29日、30日 2 天；国庆假期 10月1日至7日不算；…": every day of the count, out loud. */
export function sayArithmetic(calculation: Calculation): string {
  const { allowance, extension, spans } = calculation
  if ('hours' in allowance && extension === 0) return `从当时起算 ${allowance.hours} 小时，节假日不停。`
  const total = 'hours' in allowance ? extension : allowance.workingDays + extension
  const basis =
    'hours' in allowance
      ? `${allowance.hours} 小时到期后，延期 ${extension} 个工作日`
      : `从次日起算 ${total} 个工作日${extension > 0 ? `（含延期 ${extension} 个）` : ''}`
  const steps = spans.filter(span => span.kind !== 'weekend').map(sayStep)
  return `${basis}：${steps.join('；')}。${calculation.provisional ? `${sayWhyProvisional(calculation)}。` : ''}`
}

/** "3 个工作日", "24 小时". */
export function sayAllowance(allowance: Allowance): string {
  return 'hours' in allowance ? `${allowance.hours} 小时` : `${allowance.workingDays} 个工作日`
}

/** "10月13日"; with the year when it is not the year of `beside`. */
export function sayDay(day: string, beside: string = day): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${day.slice(0, 4) === beside.slice(0, 4) ? '' : `${year}年`}${month}月${date}日`
}

function sayStep(span: Span): string {
  if (span.kind === 'make-up') return `${sayDays(span)}（${sayWeekdays(span)}补班）${span.days} 天`
  if (span.counted) return `${sayDays(span)} ${span.days} 天`
  return `${sayReason(span)} ${sayDays(span)}不算`
}

function sayReason(span: Span): string {
  return span.name ?? (span.kind === 'paused' ? '挂账期间' : '放假')
}

/** "9月29日", "9月29日、30日", "10月1日至7日", "12月30日至次年1月4日". */
function sayDays({ from, to, days }: Span): string {
  if (days === 1) return sayDay(from)
  const [year, month, date] = to.split('-').map(Number)
  const end =
    from.slice(0, 7) === to.slice(0, 7)
      ? `${date}日`
      : from.slice(0, 4) === to.slice(0, 4)
        ? `${month}月${date}日`
        : `${year}年${month}月${date}日`
  return `${sayDay(from)}${days === 2 ? '、' : '至'}${end}`
}

function sayWeekdays({ from, days }: Span): string {
  return Array.from({ length: days }, (_, index) => formatWeekday(addDays(from, index))).join('、')
}

function sayProvisional(calculation: Calculation): string {
  return calculation.provisional ? `（暂定，${sayWhyProvisional(calculation)}）` : ''
}

function sayWhyProvisional({ dueOn }: Calculation): string {
  return `${dueOn.slice(0, 4)}年放假安排公布后可能调整`
}
