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

/** What the page of the survey says. */
export const surveyWords = {
  until: (day: string) => `可以答到 ${day}`,
  from: (day: string) => `${day}开始`,
  signIn: '用手机号登录来答',
  signInHint: '一个手机号答一次。要先收一个验证码；答了什么和号码分开存放，查不到是谁答的。',
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
  well: '很满意和比较满意',
  share: (percent: number, of: number) => `${percent}%（${of} 人）`,
  byCounty: '各地答的人数',
  answered: '人数',
  hidden: { few: '不足5人', withheld: '未列' },
  small: '不足 5 个的数字不公布，会让人倒推出来的也不列；“说不清”的不算在内。',
} as const

export const surveyDeskWords = {
  title: '市民评价',
  lead: '问卷答了多少、评得怎么样；和公开的一样，不足 5 个的数字不显示',
  open: '正在答',
  ended: '截止了',
  ahead: '还没有开始',
  none: '还没有问卷。由编辑在“内容管理”里写好发布。',
} as const
