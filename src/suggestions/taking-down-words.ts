import type { SuggestionSource } from '#db/schema-course.ts'

/** By which ways a suggestion comes that somebody at the desk writes down. */
export const writtenSources = {
  phone: '来电',
  visit: '来访',
  letter: '来信',
  hotline: '12345 转来',
  patrol: '巡访发现',
  email: '电子邮件',
} as const satisfies Record<Exclude<SuggestionSource, 'web' | 'open311'>, string>

/** Every way a suggestion comes. */
export const sourceWords: Record<SuggestionSource, string> = {
  web: '网上提交',
  open311: '接口送来',
  ...writtenSources,
}

export const takingDownWords = {
  title: '代录建言',
  lead: '替来电、来访、来信的人录进来；12345 转来的、巡访发现的也录在这里。时限从现在算起。',
  link: '代录一件',
  parts: { how: '怎么来的', what: '什么事', where: '在哪里', who: '谁提的' },
  source: { label: '来源', missing: '请选是怎么来的' },
  name: '对方怎么称呼',
  phone: '对方的手机号或座机',
  phoneHint: '没有也可以；办理单位看不到',
  anonymity: { label: '对方不愿意让人知道是他提的', hint: '工作台上会标明，回访、答复时请留意' },
  told: {
    label: '已经告诉对方姓名、电话怎么用，对方同意',
    hint: '写了称呼或电话才需要；内容见《个人信息保护说明》',
    missing: '写了称呼或电话，就要先告诉对方怎么用；对方不同意的，请把称呼和电话清空',
  },
  sendCode: {
    label: '把查询码发到这个手机',
    hint: '发之前请把号码念一遍给对方听。错一位，查询码就到了别人手里',
    noMobile: '发查询码要有 11 位手机号；没有手机的，请把查询码念给对方听或打印给对方',
  },
  submit: '录入',
  done: {
    title: '已录入',
    code: '查询码',
    hand: '请念给对方记下，或打印给对方。离开这一页就不再显示；工作人员也查不到。',
    sent: '查询码也已用短信发出。',
    number: '登记号',
    where: '查进度：网站“查办理进度”，输入查询码。',
    open: '打开这一件',
    another: '再录一件',
    print: '打印',
  },
  said: {
    anonymous: '要求匿名',
    by: (name: string) => `${name}代录`,
    client: (name: string) => `（${name}）`,
  },
} as const
