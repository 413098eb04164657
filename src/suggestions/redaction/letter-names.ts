import { Converter } from 'opencc-js/t2cn'
import { compound, personal, usualWords } from '#checks/name-parts.ts'
import { ownNamesIn, type Place } from '#checks/names.ts'
import { type Plain, readingsOf } from '#checks/plain.ts'
import { isForEverybody, noNames, plainSurnames, surnames } from './surnames.ts'

const toSimplified = Converter({ from: 't', to: 'cn' })
const simplified = new Map<string, string>()
/** One character at a time, so that every place stays where it is. */
const simplify = (text: string): string =>
  text.replaceAll(/[\u4e00-\u9fff]/g, character => {
    const known = simplified.get(character) ?? toSimplified(character)
    simplified.set(character, known)
    return known.length === character.length ? known : character
  })

const given = '[\\u4e00-\\u9fff]'
const double = compound.join('|')
const name = `(?<name>(?:${double}|[${surnames}])${given}{1,2})`
const plainName = `(?<name>(?:${double}|[${plainSurnames}])${given}{1,2})`
/** What follows a name: the end, a mark, or a word with which a letter goes on. */
const after =
  '(?=$|[^\\u4e00-\\u9fff]|[在将把因于未不被的和与及等对向从说家是也又已住反投举建请希想要咨写敬呈来留每昨今前刚一都很求提]|电话|手机|联系|微信|[妈爸父母爷奶丈妻老儿女]|先生|女士|先生)'
const called = '(?:我叫做?|我名叫|名叫|本人叫|名字[是叫为]|姓名[是为]?|签名|签字|署名|落款|敬启人)[：:]?'
const roles =
  '(?:业主|住户|户主|居民|村民|市民|租户|租客|房东|家长|学生|职工|用户|联系人|经办人|投诉人|反映人|举报人|建议人|诉求人|申请人|提交人|写信人)'
const kin =
  '(?:爸爸|爸|妈妈|妈|父亲|母亲|丈夫|老公|妻子|老婆|爱人|儿子|女儿|哥哥|哥|弟弟|弟|姐姐|姐|妹妹|妹|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|孙子|孙女|叔叔|舅舅|姑姑|对象)'

const inPlain = [
  `${called}${name}${after}`,
  `(?:我是|本人是?)[：:]?${plainName}${after}`,
  // 我（王建国）.
  `(?:我|本人)[（(]${plainName}[）)]`,
  `我姓(?<name>[${surnames}])(?=[，,。、；;名叫单]|$)`,
  `我姓(?:${double}|[${surnames}])[，,、]?(?:名叫?|叫|单名)(?<name>${given}{1,2})${after}`,
  `${roles}[：:]?${plainName}${after}`,
  `${kin}(?:叫|名叫|是)?[：:]?${plainName}${after}`,
].map(pattern => new RegExp(pattern, 'g'))

const begins = '(?:我是|我叫|本人(?:是|叫)?|名叫|姓名|署名|落款|联系人)'
const asWritten = [
  // 阿依古丽·买买提; Tom Smith.
  new RegExp(String.raw`${begins}[:：\s]*(?<name>[\u4e00-\u9fff]{2,8}(?:[·•・‧][\u4e00-\u9fff]{2,8})+)`, 'g'),
  new RegExp(
    String.raw`(?:${begins}|\bmy name is|\bI am|\bI['’]m)[:：\s]*(?<name>[A-Z][a-z]+(?:[ ·•][A-Z][a-z]+){0,3})\b`,
    'g',
  ),
  // A line of its own at the end is a signature.
  new RegExp(
    String.raw`(?:此致|敬礼|敬上|谢谢|感谢|拜托了?)[！!。.，,\s]*\n\s*(?<name>(?:${double}|[${plainSurnames}])${given}{1,2})(?=\s*(?:敬上|上|呈)?\s*(?:$|\n))`,
    'g',
  ),
]

/** Where somebody names themselves or their family, as people do in letters. */
export function namesInLetter(text: string): Place[] {
  const isUsual = (found: string) => usualWords.has(found.slice(0, 2)) || noNames.has(found.slice(0, 2))
  const places: Place[] = []
  for (const plain of readingsOf(text)) {
    const simple = simplify(plain.text)
    places.push(...ownNamesIn(simple).map(place => inText(plain, place)))
    for (const pattern of inPlain)
      for (const match of simple.matchAll(pattern)) {
        const found = match.groups!.name!
        if (isUsual(found)) continue
        const start = match.index + match[0].lastIndexOf(found)
        places.push(inText(plain, { start, end: start + found.length }))
      }
  }
  for (const pattern of asWritten)
    for (const match of text.matchAll(pattern)) {
      const found = match.groups!.name!
      const start = match.index + match[0].lastIndexOf(found)
      if (!isUsual(found)) places.push({ start, end: start + found.length })
    }
  return places
}

/** Where a word stands in a text, however it is written: blanks, full-width, traditional and unseen characters hide nothing. */
export function placesOf(word: string, text: string): Place[] {
  const wanted = simplify(readingsOf(word)[0]!.text)
  if (wanted === '') return []
  const places: Place[] = []
  for (const plain of readingsOf(text)) {
    const simple = simplify(plain.text)
    for (let at = simple.indexOf(wanted); at >= 0; at = simple.indexOf(wanted, at + wanted.length)) {
      const place = inText(plain, { start: at, end: at + wanted.length })
      if (!places.some(({ start }) => start === place.start)) places.push(place)
    }
  }
  return places
}

/** Every place of the name that an author gave: whole, in its parts, and the given name where they call themselves so. */
export function placesOfName(gave: string, text: string): Place[] {
  const whole = gave
    .normalize('NFKC')
    .trim()
    .replace(/^(?:我是|我叫|本人是?)/, '')
  const core = whole.replace(new RegExp(`(?:${personal})$`), '')
  const parts = core.split(/[·•・‧.\s]+/)
  const words = [...new Set([whole, core, ...(parts.length > 1 ? parts : [])])].filter(
    word => isLong(word) && !isForEverybody(word),
  )
  const places = words.flatMap(word => placesOf(word, text).filter(place => isWhole(word, text, place)))
  const chinese = simplify(readingsOf(core)[0]!.text)
  const first = new RegExp(`^(?:${double}|${given})(${given}{2})$`).exec(chinese)?.[1]
  if (first && !isForEverybody(core)) {
    const calls = new RegExp(
      `(?:我是|叫|本人|名字?|署名|落款|小|阿|此致敬礼)[：:]?${first}|${first}(?:${personal}|敬上)`,
      'g',
    )
    for (const plain of readingsOf(text))
      for (const { 0: found, index } of simplify(plain.text).matchAll(calls)) {
        const start = index + found.indexOf(first)
        places.push(inText(plain, { start, end: start + first.length }))
      }
  }
  return places
}

const inText = ({ from, to }: Plain, { start, end }: Place): Place => ({ start: from[start]!, end: to[end - 1]! })
/** One character is in every second sentence; two letters of the alphabet are, too. */
const isLong = (word: string) => (/^[\x00-\u024f]+$/.test(word) ? word.length > 2 : [...word].length > 1)
/** Tom is no part of Tomorrow. */
const isWhole = (word: string, text: string, { start, end }: Place) =>
  !/^[A-Za-z]/.test(word) || !/[A-Za-z]/.test((text[start - 1] ?? '') + (text[end] ?? ''))
