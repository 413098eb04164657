/**
 * The counties of Lishui by GB/T 2260 code. The development zone has no such code; `3311KF` is ours.
 * In YAML a code is quoted ("331102"), or it would be read as a number.
 */
export const counties = {
  '331102': '莲都区',
  '331121': '青田县',
  '331122': '缙云县',
  '331123': '遂昌县',
  '331124': '松阳县',
  '331125': '云和县',
  '331126': '庆元县',
  '331127': '景宁畲族自治县',
  '331181': '龙泉市',
  '3311KF': '丽水经济技术开发区',
} as const

export type CountyCode = keyof typeof counties

/** The streets, towns and townships of 莲都区, in the order of the city's own lists. */
export const lianduStreets = [
  '紫金街道', '岩泉街道', '万象街道', '白云街道', '联城街道', '南明山街道',
  '碧湖镇', '大港头镇', '老竹畲族镇', '雅溪镇',
  '太平乡', '仙渡乡', '峰源乡', '丽新畲族乡', '黄村乡',
] as const
