/** What the desk says about working days and deadlines. */

export const calendarWords = {
  title: '工作日历',
  lead: '放假、调休和停工；改了以后，还在走的时限会重算',
  year: (year: number) => `${year} 年`,
  months: '一二三四五六日',
  provisional: (year: number) =>
    `${year} 年的放假安排还没有公布，法定节假日先照放，到期日都标“暂定”。国务院公布后请在下面录入。`,
  entered: (notice: string) => `已按《${notice}》录入全年安排。`,
  kinds: { workday: '上班', holiday: '放假', weekend: '周末', 'make-up': '补班' },
  edit: '改一天',
  submitDay: '保存这一天',
  enter: '录入全年安排',
  submitYear: '录入',
  replaces: (notice: string) => `用上面写的，换掉按《${notice}》录入的全部日子`,
  alreadyEntered: '这一年已经录入过，日子不一样。确实要换掉，请在这里打勾',
  edits: '单位改过的日子',
  by: (name: string, at: string) => `${name}，${at}`,
  faults: {
    'outside-year': (day: string, year: number) => `${day} 不在 ${year} 年`,
    'too-long': (day: string) => `从 ${day} 起的这一段超过 31 天，请核对起止日期`,
    twice: (day: string) => `${day} 写了两次`,
    'in-holiday': (day: string) => `${day} 已在上面的放假里，不能又算补班`,
    ordinary: (day: string) => `${day} 不是周末，本来就上班，不用写成补班`,
  },
  moved: (count: number) =>
    count === 0
      ? '已保存，没有到期日变动。'
      : `已保存，${count} 个到期日重算了，每一个都有记录；答应的日子变了的，已告诉留了联系方式的市民。`,
} as const

export const deadlineWords = {
  title: '时限',
  lead: '每一步多久，按类型和类别',
  step: '步骤',
  for: '适用',
  amount: '时限',
  general: '一般情况',
  levels: { 'at-once': '立即办理', ordinary: '一般', complex: '复杂' },
  steps: {
    extension: '延期最多',
    red: '黄灯几天后转红灯',
    'appeal-limit': '多久以内可以申诉、撤销',
    'question-pause': '等提交人回答时最多停几天',
    suspension: '挂账超过几天要督办员定',
    alarm: '多久没有答复要报警',
  },
  days: (days: number) => `${days} 个工作日`,
  hours: (hours: number) => `${hours} 小时`,
  set: '定一个时限',
  submit: '保存',
  remove: '去掉',
  hint: '改了只影响以后开始计的时限，已经在走的不变。',
  done: '已保存。',
  office: {
    title: '办公时间',
    hint: '提醒在上班时发出，时限在下班时到期。改了以后，从今天起还在走的时限都按新的下班时间算。',
    opens: '上班',
    closes: '下班',
    closesFirst: '下班须晚于上班',
    submit: '保存办公时间',
  },
  general_kept: '一般时限不能去掉，只能改',
} as const

export const riseWords = {
  title: '红灯以后',
  lead: '督办函转红灯以后还没有答复的，一步一步往上报。挂账、等提交人回答的日子不算。',
  none: '没有定：红灯以后不再往上报。',
  whom: { parent: '上级单位', unit: '指定的单位', supervisors: '督办员' },
  step: (position: number, days: number, whom: string) =>
    `第 ${position} 步：${position === 1 ? '红灯' : '上一步'}后 ${days} 个工作日，报${whom}`,
  hint: '每报一步，那里的联络员、督办员和牵头单位都收到提醒；报到的单位在“已上报”里看得到这一件。没有上级单位的，报督办员。改了以后，已经红灯的从下一步起照新的走。',
  toWhom: '报给谁',
  toWhomMissing: '请选报给谁',
  unit: '哪个单位',
  noUnit: '不指定',
  unitMissing: '请选报给哪个单位',
  unitNotAsked: '只有报给“指定的单位”时才选单位',
  days: '几个工作日后',
  daysWrong: '请写 1 到 90 的数字',
  submit: '加一步',
  remove: '去掉',
  removeNamed: (position: number) => `去掉第 ${position} 步`,
  tooMany: '最多五步，请先去掉一步',
} as const
