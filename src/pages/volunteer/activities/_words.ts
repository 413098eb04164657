/** What is said where one looks for something to do. */
export const findingWords = {
  title: '全部活动',
  lead: '每一班写着做什么、在哪里、还有几个名额。',
  search: '找',
  words: { label: '找什么', hint: '例：河边、老人、讲解' },
  days: { week: '七天内', weekend: '周末', workdays: '周一到周五' },
  labels: {
    q: '找什么',
    on: '哪一天',
    part: '什么时候',
    county: '县（市、区）',
    kind: '做什么',
    skill: '用得上的本领',
    organisation: '组织',
    children: '带孩子',
    free: '名额',
  },
  any: '都可以',
  allCity: '全市',
  children: '可以带孩子',
  free: '只看有名额的',
  none: '没有合这些条件的班次',
  noneYet: '眼下没有班次',
  without: (label: string, shifts: number) => `不限“${label}”：${shifts} 班`,
  all: '看全部活动',
} as const

/** What is said where one looks for what is near. */
export const nearWords = {
  title: '离我近的',
  link: '看看哪些离我近',
  lead: '四周内可以报名的活动，按县（市、区）排。',
  use: '离我近的排在前面',
  asking: '正在获取位置……',
  found: '排好了。你的位置只在这部手机、这台电脑里用了一下，没有发出去，也没有存下来。',
  refused: '没有得到位置。不要紧，下面按县（市、区）找。',
  sorted: '由近到远',
  next: (moment: string, shifts: number) => (shifts === 1 ? moment : `最近一班 ${moment}，共 ${shifts} 班`),
  need: '哪里缺人手，写下来告诉我们',
} as const
