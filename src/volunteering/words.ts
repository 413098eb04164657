/** What organisers and the office read at the desk of volunteering. */
export const volunteerDeskWords = {
  title: '志愿服务',
  lead: '活动、班次和名单，求助，各地情况',
  tabs: {
    start: '概况',
    needs: '求助',
    applications: '组织申请',
    people: '志愿者',
    register: '活动和组织',
    overview: '各地情况',
    rules: '规则',
    incidents: '出过的事',
  },
  notNow: {
    title: '现在不能办',
    words:
      '这个组织暂停了或者已经解散，或者你的报名暂停着，活动和班次现在不能看、不能改。原因见组织的页面，或者“我的花园”。',
  },
  keptFrom: {
    title: '眼下不能组织',
    words:
      '你的报名暂停着，或者登记里的证件号码、出生日期还要核实。这段时间不能组织，也看不到求助和报名的人。原因见“我的花园”。',
  },
  notYours: { title: '不是你的组织', words: '这一页只给这个组织的组织者看。要一起组织，请让现在的组织者把你加进来。' },
} as const

export const startWords = {
  soon: '接下来两周的班次',
  noShifts: '接下来两周没有班次',
  noShiftsHint: '到组织里写一个活动，排上班次，发布以后大家就能报名。',
  organisations: '我的组织',
  allOrganisations: (count: number) => `全部组织（${count}）`,
  noOrganisation: '还没有组织',
  noOrganisationHint: '组织通过审核后，申请人就是它的第一位组织者。',
  toVerify: '件求助待核实',
  toTakeUp: '件求助等人接',
  toDecide: '个组织待审核',
  toReview: '活动待看',
  toReviewLead: '组织最初的活动和有危险的活动，看过再公开',
  toChange: '个组织的修改待审核',
  needsLead: '有人缺人手，核实以后由组织来接',
  applicationsLead: '想在这里招募志愿者的队伍',
  overviewLead: '各县（市、区）的志愿者、班次和报名',
} as const

export const incidentWords = {
  title: '出过的事',
  lead: '组织者在班次上记下的，最新的在前。每次看都会记一笔。',
  onShift: '这一班出过的事',
  none: '没有记过什么',
  noneHint: '组织者在进行中的班次里记下的事，会出现在这里。',
} as const

export const overviewWords = {
  title: '各地情况',
  lead: '志愿者和组织是现在的数，班次和报名是这个月的。',
  county: '县（市、区）',
  volunteers: '志愿者',
  organisations: '组织',
  shifts: '班次',
  places: '名额',
  taken: '报名',
  share: '报满程度',
  hidden: '不列',
  hiddenNote: '不足 5 人的数不列出，免得认出是谁；只有一处不足 5 人时，再隐去一处，免得从合计里倒推。',
  caption: (month: string) => `${month}，按县（市、区）`,
  monthName: (month: string) => `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`,
  previous: '上个月',
  next: '下个月',
} as const
