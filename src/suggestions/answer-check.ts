/**
 * What an answer has to say to be worth reading, and what must never stand in one that is sent.
 * Runs in the browser while somebody types and on the server when it is sent: no imports, no state.
 */
export const answerParts = {
  conclusion: {
    label: '结论',
    example: '属实、采纳、不采纳、已解决',
    pattern: /结论|属实|采纳|解决|整改|办好|办结|完成|不能|无法|同意|不同意/,
  },
  basis: {
    label: '依据',
    /** `{law}` stands for the city's own. */
    example: '《{law}》、现场查看',
    pattern: /依据|根据|按照|《[^》]+》|条例|规定|办法|规范|标准|职责|现场(查看|核实|勘查)|经(核实|查|了解|现场)/,
  },
  measure: {
    label: '措施',
    example: '做了什么、由谁做',
    pattern:
      /措施|怎么做|做法|已经?(安排|更换|清理|清运|加装|安装|划|修|拆|劝|约谈|立案|处罚|通知|落实)|将(安排|更换|清理|加装|安装|划|修|开展|组织)|安排|更换|加装|清理|维修|巡查|值守/,
  },
  date: {
    label: '日期',
    example: '10月14日前、每周二',
    pattern:
      /[\d一二三四五六七八九十]+ ?[月日号]|[\d一二三四五六七八九十两]+ ?(个)?(工作日|天|周|小时)(内|以内|后|之内)|每(天|周|月|日)|(本|下|这)(周|月)|今天|明天|月底|年底|\d{4}年/,
  },
  contact: {
    label: '联系方式',
    example: '0578-2090000',
    pattern: /(?:\d{3,4}-?)?\d{7,8}|1\d{10}|\b1[12]\d{3}\b|\b12345\b/,
  },
} as const

export type AnswerPart = keyof typeof answerParts

/** The parts that an answer does not seem to have. Words can only hint at them: a person may say that one does not apply. */
export function findMissingParts(body: string): AnswerPart[] {
  return (Object.keys(answerParts) as AnswerPart[]).filter(part => !answerParts[part].pattern.test(body))
}

const placeholders = [
  /[Xx×＊*]{2,}/,
  /[×xX某＊*] ?[年月日号元]/,
  /某某|待补充|待填|请填写|此处填|TODO|TBD/i,
  /_{2,}|＿{2,}|…{3,}|\.{6,}/,
  /【[^】]*】|\{\{?[^}]*\}\}?|\[[^\]]*\]/,
  /[（(]\s*[）)]/,
]

/** Text of a template that nobody filled in: 【…】, ××, 某某, ____. Returns the first such piece. */
export function findPlaceholder(body: string): string | undefined {
  for (const pattern of placeholders) {
    const found = pattern.exec(body)
    if (found) return found[0]
  }
  return undefined
}
