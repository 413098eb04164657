import type { Place } from '#checks/names.ts'

/** A room on a floor: 502, 1203. */
const room = String.raw`(?:[1-9]|[1-3]\d)(?:0[1-9]|[1-2]\d)`
/** What tells that numbers with a hyphen are a dwelling, and no section and no line of a bus. */
const livesBefore =
  '(?:住在?|家在|地址[是为:：]?|小区|花园|家园|公寓|新村|新城|苑|府|庭|湾|园|幢|栋|座|楼|业主|住户|邻居|我家|我是)'
const livesAfter = '(?:室|房|户|号?业主|的?住户|的?业主|的?邻居|的?租客|的?房东|住|家|楼上|楼下|漏水)'
const dash = '[-－–—~～]'
const numeral = '[一二三四五六七八九十百零〇○两]'
const noHouse = '楼线路文令井点位机台岗厅馆院桥池地田库站'

const homes = [
  // 502房, 502号房; no 502房产.
  String.raw`(?<!\d)${room}号?房(?![产价地租贷改东屋])`,
  // 五百零二室.
  String.raw`${numeral}百${numeral}{0,3}(?:号?房|室)(?![内外友温产价地租贷改东屋])`,
  // 5-2-502, 3#502: nothing else is written so.
  String.raw`(?<![\d.-])\d{1,3}${dash}\d${dash}${room}(?![\d.年月-])`,
  String.raw`(?<![\d.#])\d{1,3}[#＃]${dash}?${room}(?![\dA-Za-z.])`,
  // 3-502, where somebody lives.
  String.raw`(?<=${livesBefore}[\s:：]?|^)\d{1,3}${dash}${room}(?![\d.年月-])(?:室|房|户)?(?=$|[^点分路])`,
  String.raw`(?<![\d.-])\d{1,3}${dash}${room}(?=${livesAfter})(?:室|房|户)?`,
  // 3号502; no 3号502路公交.
  String.raw`(?<![月\d])\d{1,4}号${room}(?:室|房|户)?(?![\d年月日元人件个名米路次班线车号])`,
  // 村十二号, as the checks find 村12号.
  String.raw`村[\u4e00-\u9fff]{0,6}?${numeral}{1,4}号(?![${noHouse}]|门(?![口前外牌]))`,
  // A house alone is where the street lamp is broken; it says who wrote only where they say that they live there.
  String.raw`(?<=(?:我|家|就|本人)住在?[\u4e00-\u9fff]{0,12})(?:\d+|${numeral}{1,3})(?:幢|栋|号楼|座)`,
].map(pattern => new RegExp(pattern, 'gm'))

const anyNumber = String.raw`(?:\d{1,4}(?:[ \t]*${dash}[ \t]*\d{1,4})?|${numeral}{1,5})`
const doors = [
  // 幸福弄18号, 紫荆路9号2幢, 解放街 12-3 号; no 人民路3号线, 这里2号, 国道330号.
  String.raw`(?<=[路街巷弄坊村庄湾]|胡同|大道|小区|社区|新村|花园|家园|公寓|[苑府庭]|(?<![公这那哪夜村家城园屋手店校区街巷路])里)[ \t]*${anyNumber}[ \t]*号(?![ \t]*(?:[${noHouse}车灯杆柱桩变表公]|门(?![口前外牌])))(?:[ \t]*之?[ \t]*${anyNumber}(?![ \t]*号?[楼层米个年月日]))?(?:[ \t]*(?:\d{1,3}|${numeral}{1,3})?[ \t]*(?:幢|栋|座|号楼))?`,
  // 门牌18号, 门牌号是18.
  String.raw`(?<=门牌号?码?[是为:：]?[ \t]*)${anyNumber}(?:[ \t]*号)?`,
  // 18号门牌.
  String.raw`${anyNumber}[ \t]*号(?=门牌)`,
].map(pattern => new RegExp(pattern, 'g'))

/** Dwellings as a letter writes them, beside those that the checks find. */
export const homesInLetter = (text: string): Place[] => placesIn(text, homes)

/** Numbers of houses: units find a place by them; what everybody reads goes without, where a clerk does not say otherwise. */
export const doorsInLetter = (text: string): Place[] => placesIn(text, doors)

function placesIn(text: string, patterns: readonly RegExp[]): Place[] {
  const plain = text.replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
  return patterns.flatMap(pattern =>
    [...plain.matchAll(pattern)].map(({ 0: whole, index }) => ({
      start: index + whole.length - whole.trimStart().length,
      end: index + whole.length,
    })),
  )
}
