import { askedFor, choice, day, fields, line, optional, passedOn, words } from '#forms/fields.ts'
import { countCharacters } from '#forms/typed/characters.ts'
import { readDay } from '#forms/typed/day.ts'
import { type ArrangementFault, findArrangementFaults, rangesOf } from '#suggestions/clocks/arrangement.ts'
import { calendarWords } from '#suggestions/clocks/desk-words.ts'
import type { listArranged } from '#suggestions/clocks/holidays.ts'

const longestName = 20

/** What one day of the calendar is. */
export const dayForm = fields(
  {
    day: day('日期', { wrong: '请填日期' }),
    kind: choice(
      '这一天',
      { holiday: '放假、停工', workday: '上班', calendar: '恢复原来的安排' },
      { missing: '请选这一天怎么算' },
    ),
    name: askedFor(
      'sometimes',
      optional(
        line('叫什么', { max: longestName, hint: '例：防台风停工。市民会看到；恢复原来的安排不用写', short: true }),
      ),
    ),
  },
  ({ day, kind, name }, fault) => {
    if (day && !day.startsWith('20')) fault('day', '请填日期')
    if (kind !== 'calendar' && !name) fault('name', '请写叫什么，20 个字以内')
  },
)

/** The arrangement of a whole year, as the notice of the State Council says it. */
export const yearForm = (year: number) =>
  fields(
    {
      notice: line('通知的文号', { max: 60, hint: '例：国办发明电〔2026〕9号', missing: '请写通知的文号' }),
      holidays: words('放假，每行一段', {
        rows: 7,
        hint: '例：2027-02-05 2027-02-11 春节假期',
        missing: '请写放假的日子，每行一段',
      }),
      make_up: optional(words('补班，每行一天', { rows: 4, hint: '例：2027-02-14' })),
      // The notice that was entered before, and is ticked to be replaced.
      replaces: passedOn(),
    },
    ({ holidays, make_up }, fault) => {
      const strange = linesOf(holidays).find(line => !readHoliday(line))
      if (strange) fault('holidays', `这一行看不懂：“${strange}”。请写成：开始日 结束日 名称，名称不超过 20 个字`)
      const strangeDay = linesOf(make_up).find(line => !readDay(line))
      if (strangeDay) fault('make_up', `这一行看不懂：“${strangeDay}”。请写成一个日期`)
      const faults = findArrangementFaults({ year, holidays: holidaysIn(holidays), makeUpDays: daysIn(make_up) })
      const ofHolidays = sayFaults(faults, 'holidays', year)
      if (ofHolidays && !strange) fault('holidays', ofHolidays)
      const ofMakeUp = sayFaults(faults, 'makeUpDays', year)
      if (ofMakeUp && !strangeDay) fault('make_up', ofMakeUp)
    },
  )

/** The holidays of a text, as far as they can be read. */
export const holidaysIn = (text: string | undefined) => linesOf(text).flatMap(line => readHoliday(line) ?? [])

/** The days of a text, as far as they can be read. */
export const daysIn = (text: string | undefined) => linesOf(text).flatMap(line => readDay(line) ?? [])

/** An entered arrangement as the form takes it. */
export function typedYear(notice: string, days: Awaited<ReturnType<typeof listArranged>>) {
  const holidays = rangesOf(days.filter(({ kind }) => kind === 'holiday'))
  return {
    notice,
    holidays: holidays.map(({ from, to, name }) => `${from} ${to} ${name}`).join('\n'),
    make_up: days.flatMap(({ day, kind }) => (kind === 'workday' ? [day] : [])).join('\n'),
  }
}

function sayFaults(faults: ArrangementFault[], part: ArrangementFault['of'], year: number): string | undefined {
  const said = faults.filter(({ of }) => of === part).map(({ fault, day }) => calendarWords.faults[fault](day, year))
  return said.length > 0 ? said.join('；') : undefined
}

function readHoliday(line: string) {
  const [from = '', to = '', ...words] = line.split(/\s+/)
  const [first, last, name] = [readDay(from), readDay(to), words.join(' ')]
  return first && last && first <= last && name && countCharacters(name) <= longestName
    ? { from: first, to: last, name }
    : undefined
}

function linesOf(text = ''): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
}
