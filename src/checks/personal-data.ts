import { namesIn, type Place, starredNamesIn } from './names.ts'
import { isBankCard, isIdentity, isMobile, numbersIn } from './numbers.ts'
import { type Plain, readingsOf, without } from './plain.ts'

/** What may point at somebody. */
export type PersonalKind = 'identity' | 'bank' | 'mobile' | 'plate' | 'address' | 'name'

/** Personal data with its place in the text as it was written. */
export interface PersonalData extends Place {
  kind: PersonalKind
}

// 浙K12345, 浙KD12345 (new energy), 浙K1234挂: a letter and five or six signs of which at least two are digits.
const plate =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z](?=[A-Z]*\d[A-Z]*\d)(?:[A-HJ-NP-Z\d]{6}|[A-HJ-NP-Z\d]{5}|[A-HJ-NP-Z\d]{4}[挂学警港澳领])/g

const count = '(?:\\d+|[一二三四五六七八九十]+)'
/** 501室, 501, 五〇一室. */
const room = '(?:\\d{2,4}(?:室|户|号)?|[一二三四五六七八九十〇零○]{2,5}(?:室|户|号))'
const address = new RegExp(
  [
    // 3幢2单元501室, 12号楼一单元, 5幢301: a dwelling in a house.
    `${count}(?:号楼|幢|栋|座)(?:${count}|[A-Z东西南北中])(?:单元|门)${room}?`,
    `${count}(?:号楼|幢|栋|座)\\d{3,4}(?:室|户|号)?`,
    `${count}单元${room}`,
    // 解放街100号402.
    '(?<=[路街巷弄坊里])\\d+号\\d{3,4}(?:室|户)?(?![\\d年月日元人件个名米])',
    // 501室; not 2026室内, 12室友.
    '(?:\\d{2,5}|[一二三四五六七八九十][一二三四五六七八九十〇零○]{2,3})室(?![内外友温])',
    // The house of a family in a village; not 村2号井.
    '村[\\u4e00-\\u9fff]{0,6}?\\d+号(?![楼线路文令井点位机台岗厅馆院桥池地田库站]|门(?![口前外牌]))',
  ].join('|'),
  'g',
)

/**
 * Everything in a text that may point at one person, in the order in which it stands there. Blanks, hyphens, dots,
 * full-width and unseen characters, entities and tags hide nothing; `start` and `end` are places in the text as it was given.
 */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = []
  for (const plain of readingsOf(text)) searchReading(plain, found)
  for (const { start, end } of starredNamesIn(text))
    if (!found.some(other => start < other.end && other.start < end)) found.push({ kind: 'name', start, end })
  return found.sort((a, b) => a.start - b.start)
}

/** Adds what a reading of the text holds, unless something found before stands at the same place. */
function searchReading(plain: Plain, found: PersonalData[]): void {
  const addIn =
    ({ from, to }: Plain) =>
    (kind: PersonalKind, place: Place): void => {
      const [start, end] = [from[place.start]!, to[place.end - 1]!]
      if (!found.some(other => start < other.end && other.start < end)) found.push({ kind, start, end })
    }
  const [add, close] = [addIn(plain), without(plain, parting)]
  const addNumber = addIn(close)
  const numbers = [...numbersIn(close)]
  for (const number of numbers.filter(isIdentity)) addNumber('identity', number)
  for (const number of numbers.filter(isBankCard)) addNumber('bank', number)
  for (const number of numbers.filter(isMobile))
    // 13/14 12~15 (138): so short pieces are no number where such marks part them.
    if (number.pieces[0]! >= 3 || plain.text.includes(number.digits)) addNumber('mobile', number)
  for (const place of platesIn(close)) addNumber('plate', place)
  for (const match of plain.text.matchAll(address)) add('address', placeOf(match))
  for (const place of namesIn(plain.text)) add('name', place)
}

/** (138)0000~0000: marks that also part the pieces of a number. */
const parting = /[()~/]/

const placeOf = (match: RegExpExecArray): Place => ({ start: match.index, end: match.index + match[0].length })

function platesIn({ text, gap }: Plain): Place[] {
  return [...text.matchAll(plate)].flatMap(match => {
    const { start, end } = placeOf(match)
    const goesOn = (at: number) => /[A-Z\d]/.test(text[at] ?? '') && !gap[at]
    // A sixth sign that belongs to what follows: 浙K12345 2026年.
    const ends = [end, end - 1].filter(at => at - start >= 7 && !goesOn(at))
    return ends[0] === undefined ? [] : [{ start, end: ends[0] }]
  })
}
