import type { Place } from '#checks/names.ts'
import { findPersonalData } from '#checks/personal-data.ts'
import { readingsOf } from '#checks/plain.ts'
import type { CoverKind } from './words.ts'

/** How people write digits who do not want a machine to read them, or who write by hand. */
const written: Readonly<Record<string, string>> = Object.fromEntries(
  ['〇零○', '一壹幺', '二贰贰貳两', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'].flatMap(
    (characters, digit) => [...characters].map(character => [character, String(digit)]),
  ),
)
const numeral = new RegExp(`[${Object.keys(written).join('')}]`, 'g')
/** What stands between the groups of a number in a letter, beside the blanks and hyphens that the checks know. */
const parting = String.raw`[\s,，、。.:：;；+＋=＝|｜()（）\[\]【】"“”'‘’—–·_/\\-]`
const between = new RegExp(String.raw`(?<=\d${parting}{0,3})${parting}(?=${parting}{0,3}\d)`, 'g')
const asDigits = (text: string) =>
  text
    .replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(numeral, character => written[character]!)
    .replace(/(?<=\d[oOlI]*)[oOlI](?=[oOlI]*\d)/g, letter => (/o/i.test(letter) ? '0' : '1'))

/**
 * The same text, character for character, with digits for numerals and hyphens between their groups. Of a 一 between digits
 * the second one makes the dash that it may be: 138一0000一0000.
 */
const digitsIn = (text: string): string[] => [
  ...new Set(
    [text, text.replace(/(?<=[\d０-９])一(?=[\d０-９])/g, '-')].map(each => asDigits(each).replace(between, '-')),
  ),
]

const numbers: ReadonlySet<string> = new Set<CoverKind>(['mobile', 'identity', 'bank', 'plate'])
/** 13:30，14:00: short groups are times and prices; a phone is written in longer ones, or digit by digit. */
const inGroups = /^\d{3}|^\d(?:\D+\d)+$/
const landline = /(?<!\d)(?:0086|86)?0\d{2,3}\d{7,8}(?!\d)/g
/** 座机：2090000. */
const local =
  /(?:电话|座机|固话|号码|办公|家里|联系|致电|来电|拨打|打)(?:号码)?[是为:：]{0,2}(?<number>[2-8]\d{6,7})(?!\d)/g
const spoken = /1[3-9](?:-?\d){9}/g
/** 138****0000 still tells a neighbour who it is. */
const masked = /(?<!\d)1[3-9]\d[*＊×✱xX#•]{2,6}\d{2,4}(?!\d)/g

const contacts = [
  // In the text as it is written: dots and lines belong to it.
  /[\w.+-]+\s*[@＠]\s*[\w-]+(?:\s*[.．。]\s*[\w-]+)+/g,
  /[\w.+-]+\s*(?:\bat\b|[([（【]\s*at\s*[)\]）】]|艾特)\s*[\w-]+(?:\s*(?:[.．。点]|\bdot\b)\s*[\w-]+)*\s*(?:[.．。点]|\bdot\b)\s*(?:com|cn|net|org)/gi,
  /(?:微信号?|薇信|威信|wechat|weixin|(?<![a-z])wx|QQ号?|扣扣号?|V信|VX|抖音号?|快手号?|小红书号?)[:：是为\s]{0,3}[A-Za-z0-9][\w-]{4,19}/gi,
  /(?<![A-Za-z])[VQ]\s*[:：]\s*[A-Za-z0-9][\w-]{4,19}/gi,
]

/** Numbers and addresses by which somebody can be reached, in all the ways in which a letter writes them. */
export function numbersInLetter(text: string): { kind: CoverKind; place: Place }[] {
  const found: { kind: CoverKind; place: Place }[] = []
  const add = (kind: CoverKind, start: number, end: number) => found.push({ kind, place: { start, end } })
  for (const contact of contacts)
    for (const { 0: whole, index } of text.matchAll(contact)) add('contact', index, index + whole.length)
  for (const { 0: whole, index } of text.matchAll(masked)) add('mobile', index, index + whole.length)
  for (const digits of digitsIn(text)) {
    for (const { kind, start, end } of findPersonalData(digits))
      if (numbers.has(kind) && (kind !== 'mobile' || inGroups.test(digits.slice(start, end)))) add(kind, start, end)
    for (const plain of readingsOf(digits)) {
      const addNumber = (start: number, { length }: string) =>
        add('landline', plain.from[start]!, plain.to[start + length - 1]!)
      for (const { 0: number, index } of plain.text.matchAll(landline)) addNumber(index, number)
      for (const { 0: whole, index, groups } of plain.text.matchAll(local))
        addNumber(index + whole.length - groups!.number!.length, groups!.number!)
    }
    // In numerals it runs on into the next word: …一二三四一直打不通.
    for (const { 0: number, index } of digits.matchAll(spoken)) {
      const end = index + number.length
      const isInNumerals = text.slice(index, end).search(numeral) >= 0
      if (isInNumerals && inGroups.test(number) && !/\d/.test((text[index - 1] ?? '') + (text[end] ?? '')))
        add('mobile', index, end)
    }
  }
  return found
}

/** Where a number stands in a text, however its digits and groups are written. */
export function placesOfNumber(number: string, text: string): Place[] {
  const whole = asDigits(number)
    .replaceAll(/\D/g, '')
    .replace(/^(?:00)?86(?=0?\d{9})/, '')
  // 0578-2090000 is 2090000 to who lives there.
  const wanted = [whole, ...(/^0\d{9,11}$/.test(whole) ? [whole.slice(4), whole.slice(3)] : [])]
  return digitsIn(text).flatMap(digits =>
    readingsOf(digits).flatMap(plain =>
      wanted
        .filter(({ length }) => length >= 7)
        .flatMap(each =>
          [...plain.text.matchAll(new RegExp(each, 'g'))].map(({ index }) => ({
            start: plain.from[index]!,
            end: plain.to[index + each.length - 1]!,
          })),
        ),
    ),
  )
}
