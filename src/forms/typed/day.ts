import { plainCharacters } from './characters.ts'

/** Whether YYYY-MM-DD names a day that the calendar has. */
export function isCalendarDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/**
 * A day as people write it, as `YYYY-MM-DD`: 2026-11-20, 2026.11.20, 2026/3/5, 2026年3月5日, and 20261120, which is
 * all that a pad of digits can write. A Chinese keyboard gives 、 for the slash and ， for the comma.
 */
export function readDay(typed: string): string | undefined {
  const text = plainCharacters(typed)
    .replace(/[−\p{Pd}]/gu, '-')
    .replaceAll('。', '.')
  const parts =
    /^(\d{4})\s?[-./、,·年\s]\s?(\d{1,2})\s?[-./、,·月\s]\s?(\d{1,2})\s?[日号]?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (!parts) return undefined
  const day = `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`
  return isCalendarDay(day) ? day : undefined
}

/**
 * A time of day as people write it, as `HH:MM`: 9:00, 9点半, 下午2点, 0930, 14:00:00. 凌晨12点 begins the day. What the
 * evening says of midnight and after, 晚上12点, 晚上1点, is the next day, which `HH:MM` cannot say: refused.
 */
export function readClock(typed: string): string | undefined {
  const text = plainCharacters(typed)
    .replace(/\s/g, '')
    .replace(/^(\d{2})(\d{2})$/, '$1:$2')
  const parts = /^(上午|早上|凌晨|中午|下午|晚上|傍晚)?(\d{1,2})(?:[:点时.](\d{2}|半)?(?::00|分)?整?)$/.exec(text)
  if (!parts) return undefined
  const [, part = '', hour = '', minute = '00'] = parts
  if (/[:.]$/.test(text)) return undefined
  const said = Number(hour)
  if (/晚上|傍晚/.test(part) && (said < 5 || said === 12)) return undefined
  const afternoon = (/下午|晚上|傍晚/.test(part) && said < 12) || (part === '中午' && said < 3)
  const meant = afternoon ? said + 12 : part === '凌晨' && said === 12 ? 0 : said
  const clock = `${String(meant).padStart(2, '0')}:${minute === '半' ? '30' : minute}`
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(clock) ? clock : undefined
}
