import { describe, expect, test } from 'vitest'
import { findingsIn } from '#publishing/checks/findings.ts'
import { findingWords } from '#publishing/checks/words.ts'
import { contentTypes, typeNamed } from '#publishing/types/index.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const { dates: words } = findingWords

/** The findings of dates: field, weight and words. */
const datesIn = (type: string, data: Record<string, unknown>, { body = '', year = '2026' } = {}) =>
  findingsIn(typeNamed(type)!, { path: `content/${type}/${year}/a.md`, data, body }, [], now)
    .filter(({ kind }) => kind === 'date')
    .map(({ field, weight, says }) => [field, weight, says])

const asked: [string, Record<string, unknown>, string, string, string][] = [
  ['notices', { issued_on: '2031-11-02' }, 'issued_on', 'confirm', words.notYet('2031-11-02', '成文日期')],
  ['notices', { issued_on: '2062-11-02' }, 'issued_on', 'confirm', words.farFuture(2062)],
  ['notices', { issued_on: '1026-11-02' }, 'issued_on', 'confirm', words.longPast(1026)],
  ['pages', { version: '2026-11-23' }, 'version', 'confirm', words.notYet('2026-11-23', '版本日期')],
  ['articles', { expires_at: '2026-11-22T09:00:00+08:00' }, 'expires_at', 'confirm', words.expired],
  ['articles', { expires_at: '2099-11-22T09:00:00+08:00' }, 'expires_at', 'warns', words.farFuture(2099)],
  ['exposures', { expose_until: '2099-12-31' }, 'expose_until', 'warns', words.farFuture(2099)],
  [
    'exposures',
    { found_on: '2026-11-02', steps: [{ on: '2026-11-01', text: '一步' }] },
    'steps.0.on',
    'confirm',
    words.order('日期', '发现日期'),
  ],
  [
    'exposures',
    { asked_for_statement_on: '2026-11-02', statement: { on: '2026-11-01', text: '说明' } },
    'statement.on',
    'confirm',
    words.order('收到日期', '征求说明日期'),
  ],
]
test.each(asked)('%s %j is asked about at %s (%s)', (type, data, field, weight, says) => {
  expect(datesIn(type, data)).toEqual([[field, weight, says]])
})

test('what comes later on purpose is not asked about: a notice of the day on which it is due to appear', () => {
  const due = { issued_on: '2026-11-24', publish_at: '2026-11-24T09:00:00+08:00' }
  expect(datesIn('notices', due)).toEqual([])
  expect(datesIn('notices', { issued_on: '2026-11-22' })).toEqual([])
})

test.each(contentTypes.filter(({ byYear }) => byYear))('the folder 9999 of $name is asked about', ({ name }) => {
  expect(datesIn(name, {}, { year: '9999' })).toEqual([['', 'confirm', words.folder('9999', '2026')]])
  expect(datesIn(name, {}, { year: '2025' })).toEqual([])
})

describe.each(contentTypes)('a day written in a text of $name', ({ name }) => {
  test.each([
    ['会议2026年2月30日召开', words.noSuchDay],
    ['会议2026年11月23日（星期二）召开', words.weekday('周一')],
    ['会议定于2025年3月5日召开', words.announcedLate('2026年11月22日')],
  ])('%s', (body, says) => {
    expect(datesIn(name, {}, { body })).toEqual([['body', 'warns', says]])
  })

  test('is left alone where it is right', () => {
    const body = '会议定于2026年11月23日（星期一）召开，去年的在2025年11月23日（星期日）。'
    expect(datesIn(name, {}, { body })).toEqual([])
  })
})
