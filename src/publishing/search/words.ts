/** What the search says. */
export const searchText = {
  title: '搜索',
  label: '搜什么',
  hint: '词、地名、人名，或拼音',
  submit: '搜索',
  service: '办事',
  lead: '榜样、曝光整改、公告、文章、公益广告、责任单位和各种台账都在这里。',
  found: (query: string, count: number) => `“${query}”：找到 ${count} 条`,
  instead: (typed: string, right: string) => `没有“${typed}”，下面是“${right}”的结果。`,
  none: (query: string) => `没有找到“${query}”`,
  nothingToLookFor: '请至少写一个字',
  noneHints: [
    '换一个短一点的词，比如只写“停车”',
    '看看有没有错别字，也可以写拼音，比如“banmaxian”',
    '去掉下面选的栏目、地区或年份',
  ],
  noneAsk: '还是没有？',
  noneAskLink: '直接说给我们听',
  whole: '去掉筛选，在全部内容里找',
  by: { type: '栏目', county: '县（市、区）', year: '年份' },
  all: { type: '全部', county: '全市', year: '不限年份' },
  narrow: '缩小范围',
} as const
