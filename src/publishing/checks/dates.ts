import { dayOf, formatDay, formatWeekday } from '#calendar/lishui.ts'
import { fieldsOf, innerOf, metaOf } from '#forms/meta.ts'
import { isCalendarDay } from '#forms/typed/day.ts'
import type * as z from 'zod'
import type { ContentType } from '../types/type.ts'
import type { EntryText } from './texts.ts'
import { findingWords } from './words.ts'

const { dates: words } = findingWords

/** A date that cannot be right; without `start` and `end` it is the whole field. */
export interface DateFault {
  field: string
  found: string
  says: string
  start?: number
  end?: number
  /** Nothing false is told to readers: it is pointed at, and need not be confirmed. */
  warnsOnly?: true
}

type Dated = { field: string; label: string; day: string; kind: 'day' | 'instant' }

/** What is asked about the days that stand in fields: far away, in the wrong order, past before it is published. */
export function findDateFaults(
  type: Pick<ContentType, 'fields'> & Partial<Pick<ContentType, 'days' | 'until' | 'byYear'>>,
  data: Record<string, unknown>,
  path: string,
  now: Date,
): DateFault[] {
  const today = dayOf(now)
  const thisYear = Number(today.slice(0, 4))
  const dated = fieldsOf(type.fields).flatMap(([name, field]) => daysAt(field, data[name], name))
  const faults = dated.flatMap(({ field, label, day }): DateFault[] => {
    const year = Number(day.slice(0, 4))
    const at = (says: string) => [{ field, found: day, says }]
    // An end far away leaves an entry standing, no more.
    const isEnd = field === type.until || field === 'expires_at'
    if (year > thisYear + 10)
      return [{ field, found: day, says: words.farFuture(year), ...(isEnd && { warnsOnly: true as const }) }]
    if (year < 1949) return at(words.longPast(year))
    if (type.days?.past?.includes(steps(field)) && day > laterOf(today, data.publish_at))
      return at(words.notYet(day, label))
    if (field === 'expires_at' && Date.parse(String(data.expires_at)) <= now.getTime()) return at(words.expired)
    return []
  })
  for (const [earlier, later] of type.days?.inOrder ?? []) {
    const first = dated.find(({ field }) => field === earlier)
    for (const second of dated.filter(({ field }) => steps(field) === later))
      if (first && second.day < first.day)
        faults.push({ field: second.field, found: second.day, says: words.order(second.label, first.label) })
  }
  const folder = /\/(\d{4})\/[^/]+$/.exec(path)?.[1]
  if (type.byYear && folder && (Number(folder) > thisYear + 1 || Number(folder) < 1949))
    faults.push({ field: '', found: folder, says: words.folder(folder, String(thisYear)) })
  return faults
}

const laterOf = (today: string, publishAt: unknown): string => {
  const due = publishAt === undefined ? today : dayOf(new Date(String(publishAt)))
  return due > today ? due : today
}

/** The path of a field for every item of its lists: `steps.0.on` is `steps.*.on`. */
const steps = (field: string): string => field.replaceAll(/\.\d+(?=\.|$)/g, '.*')

function daysAt(field: z.ZodType, value: unknown, path: string): Dated[] {
  if (value === undefined || value === null) return []
  const { kind, label = '' } = metaOf(field)
  const plain = innerOf(field)
  if (kind === 'day' || kind === 'instant')
    return [{ field: path, label, day: kind === 'day' ? String(value) : dayOf(new Date(String(value))), kind }]
  if (plain.def.type === 'array')
    return (value as unknown[]).flatMap((item, at) =>
      daysAt((plain as z.ZodArray).element as z.ZodType, item, `${path}.${at}`),
    )
  if (plain.def.type !== 'object') return []
  return fieldsOf(plain as z.ZodObject).flatMap(([name, inner]) =>
    daysAt(inner, (value as Record<string, unknown>)[name], `${path}.${name}`),
  )
}

const written = /(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s?[（(](星期|周)([一二三四五六日天])[）)])?/g
const ahead = /(?:定于|将于|拟于|请于|计划于)$/

/** Days written in a text that the calendar has not, that fall on another weekday, or that announce what is over. */
export function findWrittenDays({ field, text }: EntryText, ownDay: string): DateFault[] {
  return [...text.matchAll(written)].flatMap((match): DateFault[] => {
    const [found, year, month, day, week, weekday] = match
    const place = { start: match.index, end: match.index + found.length }
    const at = (says: string): DateFault[] => [{ field, found, says, ...place, warnsOnly: true }]
    const iso = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
    if (!isCalendarDay(iso)) return at(words.noSuchDay)
    const right = formatWeekday(iso)
    if (week && right.at(-1) !== weekday!.replace('天', '日')) return at(words.weekday(right))
    if (iso < ownDay && ahead.test(text.slice(0, match.index))) return at(words.announcedLate(formatDay(ownDay)))
    return []
  })
}
