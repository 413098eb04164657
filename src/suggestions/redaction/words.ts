import type { PersonalKind } from '#checks/personal-data.ts'

/** What is covered: what the checks find, what is special to letters, and what a clerk typed (`other`). */
export type CoverKind = PersonalKind | 'landline' | 'contact' | 'other'

/** What is covered is called. */
const coverKinds: Readonly<Record<CoverKind, string>> = {
  name: '姓名',
  mobile: '电话',
  landline: '电话',
  identity: '身份证号',
  bank: '银行卡号',
  plate: '车牌号',
  address: '门牌',
  contact: '联系方式',
  other: '已遮住',
}

export const coverWords = {
  /** What stands for it; it tells nothing of how long it was. */
  cover: (kind: CoverKind) => `■■〔${coverKinds[kind]}〕`,
  /** What units read before the office has let a text through. */
  notYet: { title: '（标题等受理员确认）', body: '（这段文字等受理员确认，确认以后给你们看）', place: '' },
  photosNotYet: (count: number) => `还有 ${count} 张照片等受理员看过，看过以后给你们看。`,
} as const

/** The page on which a photo is covered. */
export const photoCoverWords = {
  title: '遮住照片的一部分',
  lead: '人脸、车牌、门牌、窗户里的人，单位都不该看到。遮好以后单位只看得到遮过的这一张，原片留在这里。',
  draw: '在照片上按住拖动，画一个框；框可以拖走。用键盘：按“加一个框”，方向键移动，按住 Shift 改大小，Delete 去掉。',
  add: '加一个框',
  box: (at: number) => `第 ${at} 个框`,
  boxes: '遮住的框',
  boxesHint: '一行一个框，写左、上、宽、高，都是占照片的百分之几。例：10 20 30 15',
  clear: '照片里没有人脸、车牌，原样给单位看',
  submit: '给单位看这一张',
  back: '回到这一件',
  wrongLine: (line: number) => `第 ${line} 行要写四个数：左、上、宽、高，都在 0 到 100 之间。例：10 20 30 15`,
  tooMany: (most: number) => `最多画 ${most} 个框，请把挨着的合成一个`,
  nothing: '请画框遮住；没有人脸、车牌的，勾选下面一格',
  now: (boxes: number) => (boxes === 0 ? '单位现在看到的是原样。' : `单位现在看到的遮住了 ${boxes} 处。`),
} as const

/** A cover in a text, as a piece of it. */
export const coverPattern = /(■■〔[^〕]*〕)/

/** The clerk's preview. */
export const previewWords = {
  title: '单位会读到的文字',
  lead: '系统找到的个人信息已经遮住；不用遮的，去掉勾。原文只留在受理员和督办员这里。',
  nothingFound: '没有找到个人信息，原文照转。',
  forgotten: '提交人的姓名或电话已经删掉，系统认不出来了：请通读一遍，有漏掉的，遮住再给单位看。',
  rewritten: '原来遮住过的那一段改了字：请通读一遍，还要遮的，遮住再给单位看。',
  proposed: '要遮住的',
  finding: (kind: CoverKind, found: string) => `${coverKinds[kind]}：${found}`,
  sources: { suggestion: '建言', addition: '补充', appeal: '申诉', rating: '评价' },
  photos: (count: number) => `照片 ${count} 张还没有看过`,
  photosHint: '不勾的，照片先不给单位看。有人脸、车牌的，先点照片遮住再交。',
  photo: (position: number, boxes: number | undefined) =>
    `照片 ${position}：${boxes === undefined ? '还没有看过' : boxes === 0 ? '原样给单位看' : `遮住了 ${boxes} 处`}`,
  coverPhoto: '遮住一部分',
  inAnswer: (found: readonly string[]) => `答复里像有个人信息，请核对该不该写：${found.join('；')}`,
  together: '有个人信息或照片的，先看过单位会读到的文字。',
  tooMany: (title: string) => `要看的太多，“${title}”请单独交办。`,
} as const
