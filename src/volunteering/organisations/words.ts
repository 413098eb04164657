import type { OrganisationStanding, OrganisationState } from '#db/schema-volunteers.ts'

export const organisationStates: Record<OrganisationState, string> = {
  applied: '等审核',
  approved: '已通过',
  suspended: '暂停中',
  declined: '没有通过',
  dissolved: '已解散',
}

/** What stands behind an organisation. */
export const standings: Record<Exclude<OrganisationStanding, 'earlier'>, { label: string; hint: string }> = {
  registered: { label: '登记过的组织', hint: '在民政等部门登记过，有统一社会信用代码' },
  supervised: { label: '挂靠单位的队伍', hint: '没有登记，由单位、社区或学校管着' },
}

export const organisationWords = {
  suspended: '这个组织暂停中，不能办活动、排班次。',
  dissolved: '这个组织已经解散。',
  why: '原因',
  suspendedPublic: '这支队伍的活动暂时停了。',
  waitsChange: '有一次修改在等文明办审核。',
  declinedChange: '上一次修改没有同意',
  changeTitle: '要改成的资料',
  before: '现在',
  after: '改成',
  office: '办理',
  askedToOrganise: '请你一起组织',
  askedToOrganiseHint: '同意以后，你能写活动、看报名人的姓名和电话。',
  waitsForAnswer: (count: number) => `还有 ${count} 位没有答复。`,
  founder: '发起人',
  alone: '只有一位组织者：办未满 14 周岁孩子的活动，至少要两位。',
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
  standing: '哪一种队伍',
  code: '统一社会信用代码',
  unit: '挂靠单位',
  documents: '证明材料',
  documentAlt: (position: number) => `证明材料第 ${position} 张`,
  applicant: '申请人',
  showApplicant: '显示申请人',
  applicantHint: '看姓名、编号和电话，每次都会记一笔。',
  gone: '（已注销）',
  changes: '等审核的修改',
  next: '审核',
} as const

/** Applying for a team to be admitted. */
export const applyWords = {
  title: '申请成立队伍',
  lead: '几个人就能成立一支志愿服务队伍。文明办审核以后，队伍公开，你来安排活动、招募小园丁。',
  notProven: '申请人须是登记过、填了居民身份证号码的成年小园丁。',
  register: '登记做小园丁',
  addNumber: '补上身份证号码',
  submit: '提交申请',
  whatThen: '提交以后',
  steps: [
    '文明办在工作台上审核，结果在“我的花园”里看，也发短信告诉你。',
    '通过以后，你是第一位组织者，可以再请别人一起组织。',
    '没有通过会写明原因，改好可以再申请。',
  ],
  mine: '我申请的队伍',
  link: '申请成立队伍',
} as const
