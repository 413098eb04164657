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
