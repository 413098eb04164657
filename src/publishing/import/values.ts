import type * as z from 'zod'
import { clockOf, dayOf, writeMoment } from '#calendar/lishui.ts'
import { innerOf, metaOf, optionsOf } from '#forms/meta.ts'
import { readClock, readDay } from '#forms/typed/day.ts'
import { saysYes } from '#forms/typed/yes.ts'

/** What was written in a field elsewhere, as our field of this schema has it. What cannot be told is left for the schema to refuse. */
export function valueFor(field: z.ZodType, written: unknown, title: string): unknown {
  const meta = metaOf(field)
  const plain = innerOf(field)
  switch (meta.kind) {
    case 'day':
      return momentIn(written)?.day ?? written
    case 'instant': {
      const moment = momentIn(written)
      return moment ? writeMoment(moment.day, `${moment.clock ?? '00:00'}:00`) : written
    }
    case 'tick':
      return saysYes(String(written))
    case 'number':
    case 'degrees':
    case 'decimal':
      return typeof written === 'string' && written.trim() !== '' ? Number(written) : written
    case 'choice': {
      const [first] = [written].flat()
      const options = optionsOf(meta) as readonly { value: string; label: string }[]
      return options.find(({ value, label }) => value === first || label === first)?.value ?? first
    }
    case 'group':
      // A picture is often its address alone.
      return typeof written === 'string' && 'src' in (plain as z.ZodObject).shape
        ? { src: written, alt: title }
        : written
    case 'list':
      return [written].flat().map(item => valueFor((plain as z.ZodArray).element as z.ZodType, item, title))
    default:
      return Array.isArray(written)
        ? written.join('、')
        : typeof written === 'object'
          ? written
          : oneLine(String(written), meta.kind)
  }
}

const oneLine = (text: string, kind: string | undefined): string =>
  kind === 'words' ? text.trim() : text.replaceAll(/\s+/g, ' ').trim()

/** A day with its time, as people and generators write them: 2026/3/5, 2026-03-05 08:00, 2026-03-05T00:00:00Z. */
export function momentIn(written: unknown): { day: string; clock: string | undefined } | undefined {
  const text = String(written ?? '').trim()
  // With a zone it is a moment, which may be another day in Lishui.
  if (/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))) {
    const moment = new Date(text)
    return { day: dayOf(moment), clock: clockOf(moment) }
  }
  const [, date = '', time = ''] = /^(\S+?)(?:[T\s]+(.*))?$/.exec(text) ?? []
  const day = readDay(date) ?? readDay(text)
  return day
    ? { day, clock: readClock(time.replace(/(:\d\d)[.\d]*(?:\s?[+-]\d\d:?\d\d)?$/, '$1').slice(0, 5)) }
    : undefined
}
