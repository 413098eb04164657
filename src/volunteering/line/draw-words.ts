export const drawWords = {
  title: '抽签',
  link: '抽签怎么抽、结果怎么核对',
  number: (entry: number) => `抽签号 ${entry}`,
  lead: '名额由程序按公开的办法抽，谁也改不了，谁都能自己再算一遍。',
  rules: [
    '班次一建好，系统就随机定下一个种子，先只公布它的 SHA-256，抽签时再公布种子本身：种子换过，两者就对不上。',
    '每份报名有一个抽签号，按收到的先后编；一家人一起报的是一份。',
    '抽签时，把种子、一个空格、抽签号连起来算 SHA-256，按结果从小到大排队。',
    '挨个看：剩下的名额够这份报名的所有人，就抽中；不够的，照这个顺序进候补。名额里留给第一次来的人的，别人不能用。',
    '抽签的那一刻来不了的（同一时间报上了别的班次、没有监护人同意等），排进候补。',
  ],
  commitment: '种子的 SHA-256',
  seed: '种子',
  waits: (moment: string) => `${moment} 以后抽签，一两分钟里出结果。种子抽签时公布。`,
  places: (places: number, others: number) =>
    others < places
      ? `抽签时有 ${places} 个名额，其中 ${places - others} 个留给第一次来的人。`
      : `抽签时有 ${places} 个名额。`,
  caption: '抽签结果，按排队的先后',
  columns: {
    place: '次序',
    entry: '抽签号',
    people: '人数',
    newcomers: '其中第一次来',
    able: '来得了',
    result: '结果',
  },
  won: '抽中',
  waiting: '候补',
  yes: '是',
  no: '否',
  noEntries: '没有人报名。',
  check: '自己核对',
  checkLead: '把下面的数据存成 draw.json，程序存成 check.mjs，用 Node 运行：node check.mjs。',
  data: '数据',
  program: '程序',
} as const
