/** What stands around every map of the city. */
export const mapWords = {
  elsewhere: '看地图：',
  view: '列表和地图',
  places: '处',
  unplaced: '这里的条目还没有写明经纬度，图上画不出来。',
  list: '列表',
  map: '地图',
  source: (source: string) => `县界来源：${source}，简化过，不作划界依据。`,
  apart: '圆点按经纬度标出，挨得近的错开。',
  sketch: '示意图。',
  county: (name: string, count: number, unit: string) => `${name}：${count} ${unit}`,
  legend: '颜色越深越多',
  shade: (from: number, to: number, unit: string) => (from === to ? `${from} ${unit}` : `${from}–${to} ${unit}`),
  counties: '各县（市、区）',
  chooseCounty: '在图上或表里选一个县（市、区），就看得到每一处在哪里。',
  pictured: (title: string, count: number, unit: string) => `${title}，共 ${count} ${unit}，逐项列在图后的表里。`,
  dotted: (title: string, count: number) => `${title}：${count} 处标在图上，名称见列表里同一个编号。`,
} as const
