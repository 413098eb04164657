/** How somebody may find something; the last says that they cannot tell. */
export const grades = {
  very: '很满意',
  fairly: '比较满意',
  middling: '一般',
  hardly: '不太满意',
  not: '不满意',
  unknown: '说不清',
} as const
export type Grade = keyof typeof grades

/** The grades that are counted together: few answers to each would tell of whom they are. */
export const opinions = {
  well: ['very', 'fairly'],
  badly: ['middling', 'hardly', 'not'],
  unknown: ['unknown'],
} as const satisfies Record<string, readonly Grade[]>
export type Opinion = keyof typeof opinions

/** What the page of the survey says. */
export const surveyWords = {
  until: (day: string) => `可以答到 ${day}`,
  from: (day: string) => `${day}开始`,
  signIn: '用手机号登录来答',
  signInHint: '一个手机号答一次。要先收一个验证码；只记各个答案有多少人选，不记谁选了什么，查不到是谁答的。',
  staff: '你现在用工作人员的账号登录着。请退出以后用自己的手机号来答。',
  county: '你住在哪里',
  choose: '请选择',
  missing: (question: string) => `请评“${question}”；说不清的选“说不清”`,
  submit: '交上去',
  done: '收到了，谢谢你。截止以后来看结果。',
  already: '这个手机号已经答过了，谢谢。',
  closed: '这份问卷已经截止，或者还没有开始。',
  none: '现在没有可以答的问卷',
  noneHint: '每半年一次。上一次的结果在下面。',
  results: (title: string) => `${title}：结果`,
  total: (count: number) => `${count} 人答了。`,
  few: '答的人不足 5 个，不公布。',
  question: '问的是',
  opinions: { well: '很满意和比较满意', badly: '一般和不满意', unknown: '说不清' } satisfies Record<Opinion, string>,
  share: (percent: number, count: number) => `${percent}%（${count} 人）`,
  atLeast: (percent: number) => `${percent}% 以上`,
  byCounty: '各地答的人数',
  answered: '人数',
  hidden: { few: '不足5人', withheld: '未列' },
  small: '百分比按全部答的人算。不足 5 人的数字不公布，会让人倒推出来的也不列。',
  chosen: '你选的还在这里',
} as const

export const surveyDeskWords = {
  title: '市民评价',
  lead: '截止以前只看得到大约答了多少；截止以后看结果，和公开的一样，不足 5 个的数字不显示',
  soFar: (count: number) => (count === 0 ? '答的人不到 10 个' : `${count} 人以上答了`),
  later: '结果在截止以后才看得到。',
  open: '正在答',
  ended: '截止了',
  ahead: '还没有开始',
  none: '还没有问卷。由编辑在“内容管理”里写好发布。',
} as const
