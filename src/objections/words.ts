/** Words of what people object while something is on public notice (公示), and of its answer. */
export const objectionWords = {
  title: '异议',
  none: '还没有人提异议。',
  by: (name: string, contact: string) => `${name}，${contact}`,
  forgotten: '提异议的人的姓名、电话在作出决定时已经清除。',
  unanswered: '还没有答复',
  answered: (on: string) => `${on}答复：`,
  span: (from: string, until: string) => `公示：${from}至${until}`,
  tooShort: (days: number, first: string) => `公示至少${sayNumber(days)}个工作日，最早到${first}`,
  tooLong: '公示不超过六十天',
  nothingToAnswer: '没有要答复的异议。',
  answer: {
    title: '答复异议',
    hint: '查清楚再答复。答复会显示在公示页面上，不写提异议的人是谁。',
    submit: '答复',
    done: '已经答复。',
    which: '哪一条',
    choose: '请选择异议',
    words: '答复',
    gone: '这一条已经答复过了。',
  },
  /** What is written for everybody, and points at somebody. */
  publicText: {
    looked: '看过，可以公开',
    lookedHint: '系统提示像有人名、车牌或电话的，核对以后勾选；写到孩子的，请删去',
    certain: (found: readonly string[]) => `公示大家都看得到，不能写证件号、手机号、门牌：${found.join('、')}。请删去`,
    given: '写了提异议的人的姓名或电话。公示大家都看得到，请删去',
    doubtful: (found: readonly string[]) =>
      `好像写了个人信息：${found.join('、')}。请删去；确实可以公开的，勾选“看过，可以公开”再交`,
  },
  award: {
    tooEarly: (until: string) => `公示到 ${until}，期满以后才能命名、授奖`,
    unanswered: '还有异议没有答复',
    sameHand: '公示是你经手的，这一步须由另一个人办',
  },
  public: {
    object: '我有异议',
    words: '哪里不够条件',
    name: '你的姓名',
    contact: '联系电话',
    submit: '提交异议',
    done: '收到了。创建办查清楚以后，会在这个页面上答复。',
    over: '公示已经结束，不能再提异议。',
    tooMany: '这个电话一天里提交得太多了，请明天再来；急事请打联系电话',
    answers: '已经答复的异议',
    until: (day: string) => `公示到${day}`,
  },
} as const

const sayNumber = (days: number) =>
  ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十'][days] ?? ` ${days} `
