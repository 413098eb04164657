import { saysSomething } from '#forms/typed/characters.ts'

/** What people write to be rid of a field. Compared without blanks and marks. */
const empty = new Set(
  '无 没 没有 暂无 暂时没有 未有 无无 略 从略 同上 同前 如上 见上 见上面 见上文 同左 见附件 另行通知 另定 待定 待补 待补充 待填 以后补 不详 不明 不知道 未知 不清楚 看情况 都行 随便 随意 其他 其它 正常 一般 无风险 没有风险 没风险 无危险 没有危险 零风险 无需 不需要 不用 测试 试试 填空 内容 文字 说明 none no nil null na test todo tbd'.split(
    ' ',
  ),
)

/** Whether a text answers nothing: 无, 略, 同上, x, one sign over and over, or figures alone. */
export function isNonAnswer(text: string): boolean {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return !saysSomething(text) || plain.length < 2 || empty.has(plain) || /^(.)\1*$/u.test(plain) || /^\d+$/.test(plain)
}

/** The same of a number: a policy or a batch has figures alone. */
export function isNonNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return /^\d+$/.test(plain) ? plain.length < 4 || /^(.)\1*$/.test(plain) : isNonAnswer(text)
}

/** Said at the field. */
export const nonAnswerWords = '请写具体的：“无”“略”“同上”这样的不算'
