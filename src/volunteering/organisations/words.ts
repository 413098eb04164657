export const organisationWords = {
  activities: '活动',
  add: '写一个活动',
  none: '还没有活动',
  noneHint: '先起个名字存成草稿，发布前慢慢补全。',
  coming: (count: number) => `${count} 个班次待开始`,
  noComing: '没有待开始的班次',
  organisers: '组织者',
  since: (day: string) => `${day}起`,
  number: '志愿者编号',
  members: '成员名单',
  publicPage: '公开页面',
  membersLead: '谁想加入就加入，随时退出，不用谁批准（《浙江省志愿服务条例》第十一条）。每次打开名单都会记一笔。',
  member: '姓名',
  home: '所属队伍',
  joined: '加入',
  noMembers: '还没有成员',
  noMembersHint: '志愿者在组织的公开页面上点“加入”，就会出现在这里。',
  erased: '（已注销）',
} as const

export const applicationWords = {
  title: '组织申请',
  lead: '通过以后，申请人就是它的第一位组织者，能写活动、看报名的人。',
  none: '没有待审核的组织',
  noneHint: '有人在网站上申请，就会出现在这里。',
  applied: '申请',
  county: '所在地',
  contact: '联系人',
  introduction: '介绍',
  parent: '上级组织',
  next: '审核',
} as const

/** Applying for a team to be admitted. */
export const applyWords = {
  title: '申请成立队伍',
  lead: '几个人就能成立一支志愿服务队伍。文明办审核以后，队伍公开，你来安排活动、招募小园丁。',
  submit: '提交申请',
  whatThen: '提交以后',
  steps: [
    '文明办在工作台上审核，结果在“我的花园”里看，也发短信告诉你。',
    '通过以后，你是第一位组织者，可以再请别人一起组织。',
    '没有通过会写明原因，改好可以再申请。',
  ],
  mine: '我申请的队伍',
  states: { applied: '等审核', approved: '已通过', declined: '没有通过', dissolved: '已解散' },
  link: '申请成立队伍',
} as const
