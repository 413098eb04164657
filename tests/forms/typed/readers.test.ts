import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readClock, readDay } from '#forms/typed/day.ts'
import { readEmail } from '#forms/typed/email.ts'
import { checkCharacterOf, readIdentityNumber } from '#forms/typed/identity-number.ts'
import { readDegrees, readNumber } from '#forms/typed/number.ts'
import { readOneTimeCode, readSecondFactorCode } from '#forms/typed/one-time-code.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { checkCharacter, readSuggestionCode } from '#forms/typed/suggestion-code.ts'

const readers: Record<string, (typed: string) => string | number | undefined> = {
  phone: readPhone,
  email: readEmail,
  'identity number': readIdentityNumber,
  'suggestion code': readSuggestionCode,
  'one-time code': readOneTimeCode,
  'second factor': readSecondFactorCode,
  day: readDay,
  clock: readClock,
  number: readNumber,
  degrees: readDegrees,
}

const identity = `33110219900504001${checkCharacterOf('33110219900504001')}`
const withX = ['001', '002', '003', '004', '005', '006', '007', '008', '009', '010', '011']
  .map(rest => `33110219900504${rest}`)
  .filter(start => checkCharacterOf(start) === 'X')
  .map(start => `${start}X`)[0]!
const code = ['8F3K7QWD2M0', '8F3K7QWD2M1', '8F3K7QWD2M2']
  .map(body => body + (checkCharacter(body) ?? ''))
  .find(whole => whole.length === 12)!
const inGroups = code.replace(/(.{4})(?=.)/g, '$1-')

/** What people type and paste, by the plain value that they mean. */
const meant: [kind: string, value: string | number, typed: string[]][] = [
  [
    'phone',
    '13800000000',
    [
      '13800000000',
      '138 0000 0000',
      '138-0000-0000',
      '(138)0000 0000',
      '（138）0000 0000',
      '+86 138-0000-0000',
      '8613800000000',
      '008613800000000',
      '+8613800000000',
      '86-13800000000',
      '１３８００００００００',
      '８６１３８００００００００',
      '\u202a13800000000\u202c',
      '\u202d+86 138 0000 0000\u202c',
      '\u206613800000000\u2069',
      '138\u200b0000\u200d0000',
      '\u200e13800000000\u200f',
      '138\u00ad00000000',
      '\ufeff13800000000',
      '手机：13800000000',
      'tel:+8613800000000',
      '138–0000–0000',
      '138．0000．0000',
      ' 13800000000\n',
    ],
  ],
  [
    'phone',
    '0578-2090000',
    [
      '0578-2090000',
      '(0578)2090000',
      '（0578）2090000',
      '0578 209 0000',
      '05782090000',
      '+86 578 2090000',
      '+86-0578-2090000',
      '０５７８－２０９００００',
      '电话：0578-2090000',
    ],
  ],
  ['phone', '010-62345678', ['010 6234 5678', '+86 10 6234 5678']],
  [
    'phone',
    '0578-2090000-801',
    ['0578-2090000-801', '0578-2090000转801', '0578-2090000 转 801', '0578-2090000 分机801', '0578-2090000 ext. 801'],
  ],
  ['phone', '+390212345678', ['+39 02 1234 5678', '+39-02-12345678', '0039 02 1234 5678', '＋39 02 1234 5678']],
  ['phone', '+34612345678', ['+34 612 34 56 78', '0034612345678']],
  ['phone', '+12025550100', ['+1 (202) 555-0100', '+1 202 555 0100']],
  ['phone', '+85261234567', ['+852 6123 4567', '00852-61234567']],
  ['phone', '+85366123456', ['+853 6612 3456']],
  ['phone', '+886912345678', ['+886 912 345 678', '+886 0912 345 678']],
  [
    'email',
    'a@qq.com',
    [
      'a@qq.com',
      'ａ@qq.com',
      'ａ＠ｑｑ．ｃｏｍ',
      'a@qq。com',
      'a@qq.com\u200b',
      '\u202aa@qq.com\u202c',
      'mailto:a@qq.com',
      '<a@qq.com>',
      'a @qq.com',
      'a@QQ.com',
      'a@qq.com，',
      'a@qq.com。',
      'a@qq .com',
    ],
  ],
  ['email', 'Wu.Xi+x@mail.example.cn', ['Wu.Xi+x@mail.example.cn', 'MAILTO:Wu.Xi+x@Mail.Example.CN']],
  [
    'identity number',
    identity,
    [
      identity,
      `${identity.slice(0, 6)} ${identity.slice(6, 14)} ${identity.slice(14)}`,
      [...identity].join(' '),
      `${identity.slice(0, 6)}-${identity.slice(6, 14)}-${identity.slice(14)}`,
      `\u202a${identity}\u202c`,
      [...identity].map(digit => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0)).join(''),
    ],
  ],
  [
    'identity number',
    withX,
    [withX, withX.toLowerCase(), withX.replace('X', '×'), withX.replace('X', 'Ｘ'), withX.replace('X', 'х')],
  ],
  [
    'suggestion code',
    code,
    [
      code,
      inGroups,
      code.toLowerCase(),
      inGroups.replaceAll('-', ' '),
      inGroups.replaceAll('-', '—'),
      `编号 ${inGroups}`,
      `编号：${inGroups}。请留好`,
      `https://example.cn/participate/track/${inGroups}`,
      `【丽水文明】code ${inGroups} 已受理，查进度请打开 https://example.cn/participate/track/${inGroups}`,
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
      `\u200b${inGroups}\u200b`,
    ],
  ],
  [
    'one-time code',
    '123456',
    [
      '123456',
      '123-456',
      '123 456',
      '１２３４５６',
      '验证码123456',
      '验证码：123456',
      '【丽水文明】验证码 123456，10 分钟内有效。工作人员不会问你要。',
      '\u200b123456',
      '【丽水文明】123456 是你的验证码，如有疑问拨打 0578-2090000',
    ],
  ],
  ['one-time code', '000012', ['000012']],
  ['second factor', '123456', ['123 456', '123456']],
  ['second factor', '8F3K7QWD2M', ['8F3K7-QWD2M', '8f3k7-qwd2m', '8F3K7 QWD2M']],
  [
    'day',
    '1990-05-04',
    [
      '19900504',
      '1990-05-04',
      '1990-5-4',
      '1990.5.4',
      '1990/05/04',
      '1990年5月4日',
      '1990年05月04日',
      '1990 年 5 月 4 日',
      '１９９０－０５－０４',
      '1990年5月4号',
      '1990 5 4',
      '1990。5。4',
      '\u200e1990-05-04',
      '１９９００５０４',
    ],
  ],
  ['day', '2028-02-29', ['2028.2.29']],
  [
    'clock',
    '09:30',
    ['9:30', '09:30', '9：30', '９：３０', '0930', '9点30分', '9点半', '9时30分', '上午9:30', '09:30:00', '9.30'],
  ],
  ['clock', '14:00', ['14:00', '下午2点', '下午2:00', '14点', '14点整', '1400']],
  ['number', 30, ['30', '３０', ' 30 ', '+30', '030', '\u200b30']],
  ['number', -5, ['-5', '－5', '−5']],
  [
    'degrees',
    28.4517,
    [
      '28.4517',
      '28.4517°',
      '北纬28.4517°',
      'N 28.4517',
      '28.4517N',
      '28.4517° N',
      '２８．４５１７',
      '28.4517度',
      'N28.4517°',
      '纬度：28.4517'.replace('纬度：', '北纬'),
    ],
  ],
  ['degrees', 28.451667, ['28°27′06″', '28°27\'6"N', '北纬28度27分6秒', '28° 27′ 6″ N', "28°27'6''"]],
  ['degrees', -33.5, ['-33.5', '南纬33.5', '33.5S', '−33.5']],
]

/** What must not be taken for anything. */
const meaningless: [kind: string, typed: string[]][] = [
  [
    'phone',
    [
      '12345',
      '12800000000',
      '2090000',
      '0578-209000',
      'abc',
      '138000000012',
      '1380000000',
      '+39 1',
      '+852 123',
      '13800000000 13900000000',
      'a13800000000',
      '110',
      '+999 12345678',
      '0x13800000000',
    ],
  ],
  [
    'email',
    [
      'wu@',
      '@qq.com',
      'wu',
      'a@b',
      'a@@qq.com',
      'a@qq.com b@qq.com',
      'a..b@qq.com',
      '.a@qq.com',
      'a@-qq.com',
      'a@qq..com',
      '微信号',
      'a@qq.com\nb',
      `${'a'.repeat(200)}@qq.com`,
    ],
  ],
  [
    'identity number',
    [
      '331102199005040011',
      identity.slice(0, 17),
      `${identity}1`,
      '331102199013040011',
      `11111118991231001${checkCharacterOf('11111118991231001')}`,
      'abc',
      '330102900504001',
    ],
  ],
  [
    'suggestion code',
    [
      '',
      code.slice(1),
      `${code}0`,
      code.slice(0, -1) + (code.endsWith('2') ? '3' : '2'),
      'UUUUUUUUUUUU',
      '编号',
      '13800000000',
    ],
  ],
  ['one-time code', ['12345', '1234567', 'abcdef', '123456 654321', '12 34', '']],
  ['second factor', ['8F3K7-QWD2', '8F3K7-QWD2U', '1234']],
  [
    'day',
    [
      '2026-02-30',
      '2026-13-01',
      '90-05-04',
      '1990-05',
      '明天',
      '2026112',
      '202611200',
      '2026-11-20T09:00',
      '20.11.2026',
      '2026年',
      '',
    ],
  ],
  ['clock', ['25:00', '9:60', '9', '九点', '930', '24:00', '']],
  ['number', ['0x1F', '1e3', 'Infinity', 'NaN', '一', '3 0', '1,000', '--1', '']],
  ['degrees', ['0x1C', '北纬', '28.4517,119.9226', '28°61′', 'N28.4517E', '1e1', 'Infinity', 'NaN', '28..4', '']],
]

describe('a typed value', () => {
  test.each(meant.flatMap(([kind, value, typed]) => typed.map(each => [kind, each, value] as const)))(
    '%s %j is %j',
    (kind, typed, value) => {
      expect(readers[kind]!(typed)).toBe(value)
    },
  )

  test.each(meaningless.flatMap(([kind, typed]) => typed.map(each => [kind, each] as const)))(
    '%s is not read out of %j',
    (kind, typed) => {
      expect(readers[kind]!(typed)).toBeUndefined()
    },
  )

  test.each(meant.map(([kind, value]) => [kind, value] as const))('%s %j is itself in plain form', (kind, value) => {
    expect(readers[kind]!(String(value))).toBe(value)
  })

  test.each(Object.keys(readers))(
    '%s: no reader throws or hangs, whatever comes, and what it gives it would give again',
    kind => {
      const read = readers[kind]!
      const pieces = fc.constantFrom(
        '138',
        '0000',
        '+86',
        '0578',
        '-',
        ' ',
        '（',
        '）',
        '转',
        '\u200b',
        '２',
        '@',
        'qq',
        '.',
        '。',
        'com',
        '年',
        '月',
        '°',
        '′',
        'N',
        '8F3K',
        'X',
        '\n',
        '验证码',
        '𠮷',
      )
      const typed = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces, { maxLength: 30 }).map(parts => parts.join('')),
      )
      fc.assert(
        fc.property(typed, text => {
          const value = read(text)
          expect(value === undefined || read(String(value)) === value).toBe(true)
        }),
        { numRuns: 2000 },
      )
    },
  )

  test('a very long text is refused at once', () => {
    for (const read of Object.values(readers)) {
      const startedAt = performance.now()
      for (const piece of ['1', '1-', 'a@', '8F3K', '0578 ', '28°', '(', '. ']) read(piece.repeat(100_000))
      expect(performance.now() - startedAt).toBeLessThan(3000)
    }
  })
})
