import { common, compound, offices, personal, roles, usualWords, notBefore } from './name-parts.ts'

/** A place in a text that has no blanks. */
export interface Place {
  start: number
  end: number
}

const single = [...new Set(common)].filter(character => !/\s/.test(character))
/** A surname that is also part of an everyday word before it: 保安师傅 is no 安师傅. */
const surname = single.map(name => (notBefore[name] ? `(?<![${notBefore[name]}])${name}` : name)).join('|')
const double = compound.join('|')
const given = '[\\u4e00-\\u9fff]'

/** What follows a name: the end, a mark, or a word that begins what the person did. */
const after =
  '(?=$|[^\\u4e00-\\u9fff]|[在将把因于未不被的和与及等驾违擅私乱随多曾已从向对说家身持酒超涉有无没拒经做是也又并闯停开骑占堆倒扔抛遛逆压打拆砍烧焚摆侵强撞逃晾吐参主拾捡捐获荣帮救])'
const before = '(?<=^|[^\\u4e00-\\u9fff]|[由向对和与及是为叫请跟给把被让员人者民长])'
/** 于某路 is some road, 龙某河 some river. */
const something = '路街巷弄村镇乡社小大商店些种个项日时处地段月年一次单县市区局公工企学医超河江溪湖桥'
/** 张某某. */
const some = `某(?:某|甲|乙|丙|丁)?(?![某${something}])`
/** 张XX, 张○○. */
const crossed = `(?:X{1,2}|[×○●□]{1,2})(?![A-Z\\d×○●□元${something}])`

const patterns = [
  `(?:${double}|${surname})${some}`,
  `(?:${before}|(?<=${roles}))(?:${double}|${surname})${crossed}`,
  // 刘姓男子; 王姓宗祠 is of all of them.
  `(?:${double}|${surname})姓(?:${roles}|男童|女童|男孩|女孩|夫妇|夫妻|妇女|大爷|大妈|先生|女士)`,
  `(?:${surname})(?:${personal})`,
  `(?:${surname})(?:${offices})`,
  `${before}(?:(?:${double})${given}{1,2}|(?:${surname})${given}{1,2})(?:${personal})`,
  // 三年级的张小禾小朋友, 莲都小学王小明同学.
  `(?<=[级班的学园校院生友员])(?:(?:${double})${given}{1,2}|(?:${surname})${given}{1,2})(?:小朋友|同学)`,
  // The compound surnames that stand here begin no other word.
  `(?:${double})(?![村镇路街桥庙祠山坊巷亭湖河塘溪八见]|${given}[村镇乡路街巷弄桥])${given}{1,2}?${after}`,
  `(?:${roles})[：:是为叫系]?(?<name>(?:${double}|${surname})${given}{1,2})${after}`,
  `(?<name>(?:${double}|${surname})${given}{1,2})(?=[（(，,|][男女](?:$|[，,|）)、。；]))`,
  // 王小明（10岁）; not 宫开放（6岁以上）.
  `(?:${before}|(?<=${roles}))(?<name>(?:${double}|${surname})${given}{1,2})(?=[（(，,]\\d{1,2}周?岁[）)，,、。；])`,
  `${before}(?<name>(?:${double}|${surname})${given}{1,2})(?=等[\\d一二两三四五六七八九十]+[人名])`,
].map(pattern => new RegExp(pattern, 'g'))

/** 张*军, 张**, as they are written: stars in a text are else those of Markdown, which come twice. */
const starred = new RegExp(
  `(?<![*＊])(?:${before}|(?<=${roles}))(?:${double}|${surname})(?:\\\\?[*＊]${given}(?!\\\\?[*＊])${after}|(?:\\\\?[*＊]){2}(?![*＊\\u4e00-\\u9fff]))`,
  'g',
)

/** Names with stars in a text that still has them. */
export const starredNamesIn = (text: string): Place[] =>
  [...text.matchAll(starred)].map(({ 0: name, index }) => ({ start: index, end: index + name.length }))

/**
 * The ways in which Chinese reports name somebody: 张某, 王女士, 当事人李…, 欧阳… . It catches the careless;
 * who was clever is left to those who review.
 */
export function namesIn(text: string): Place[] {
  return patterns.flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(match => {
      const name = match.groups?.name ?? match[0]
      if (isUsual(name)) return []
      const start = match.index + match[0].indexOf(name)
      return [{ start, end: start + name.length }]
    }),
  )
}

/** 管理员, 安全感; but 李子涵 is a child, and 李子树 is none. */
const isUsual = (name: string): boolean =>
  usualWords.has(name.slice(0, 2)) && !/^李子[^树园林花干酒成熟红沟坝]$/.test(name)

const whole = `(?<name>(?:${double}|${surname})${given}{1,2})`
/** How people name themselves in a letter: 我是张三, 本人李四, 王五，电话138… . */
const ownNames = [
  `(?:我(?:是|叫|名叫|姓名)|本人(?:是|叫|姓名)?|名叫|名字[是叫]?|署名|落款)[：:]?${whole}${after}`,
  `${before}${whole}(?=[、，,：:（(]?(?:的|我的)?(?:电话|手机|联系电话|联系方式|微信|1[3-9]\\d{9}))`,
].map(pattern => new RegExp(pattern, 'g'))

/** Where somebody names themselves; news do not speak so. */
export function ownNamesIn(text: string): Place[] {
  return ownNames.flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(match => {
      const name = match.groups!.name!
      if (isUsual(name)) return []
      const start = match.index + match[0].indexOf(name)
      return [{ start, end: start + name.length }]
    }),
  )
}
