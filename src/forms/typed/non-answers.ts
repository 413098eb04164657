import { saysSomething } from './characters.ts'

/** What people write to be rid of a field. Compared without blanks and marks. */
const empty = new Set(
  '无 没 没有 暂无 暂时没有 未有 无无 略 从略 同上 同前 如上 见上 见上面 见上文 同左 见附件 另行通知 另定 待定 待补 待补充 待填 以后补 不详 不明 不知道 未知 不清楚 看情况 都行 随便 随意 其他 其它 正常 一般 无需 不需要 不用 测试 试试 填空 内容 文字 说明 none no nil null na test todo tbd'.split(
    ' ',
  ),
)

/** That there is nothing of the kind: 暂无风险, 没有什么危险, 不存在, 未投保. */
const denial =
  /^(?:暂时?|目前|现在|基本上?|应该|可能|都|反正)*(?:无|没有?|未|不存在|不会有|不需要?|无需|不用|零)(?:什么|啥|任何|特殊|特别|明显|太大|大的?|其[他它]|相关|的|有|买|投|办)*(?:风险|危险|隐患|问题|要求|保险|保单号?|单号|保|事|情况|影响|防护|措施|培训|必要)*$/
/** That it stands elsewhere: 见活动方案, 详见附件, 如题, 同上所述. */
const elsewhere =
  /^(?:[详請请]?[见看見]|詳見|参[见照]|[按依]照?|同|如)(?:活动|上面?|前面?|下面?|附件|方案|通知|群里?|文件|公告|链接|题|所述|述|以上|上述|内容|要求|规定|安排|说明|中|的)+$/
/** That it comes later: 办理中, 后补, 正在投保. */
const later =
  /^(?:正在|尚在|还在)?(?:办理|购买|投保|落实|联系|确定|补充?)(?:中|后补|之中)?$|^(?:随后|稍后|以后|日后|之后|后)再?(?:补[上充]?|办|买|定|说|交|填|提供)$/

const isNothing = (plain: string) =>
  plain.length < 2 ||
  empty.has(plain) ||
  /^(.)\1*$/u.test(plain) ||
  /^[a-z]{0,3}略$/.test(plain) ||
  [denial, elsewhere, later].some(turn => turn.test(plain))

/** Whether a text answers nothing: 无, 略, 同上, 暂无风险, x, one sign over and over, a few small letters, or figures alone. */
export function isNonAnswer(text: string): boolean {
  const whole = text.normalize('NFKC')
  const parts = whole
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  return (
    !saysSomething(text) ||
    isNothing(parts.join('')) ||
    parts.every(isNothing) ||
    /^[a-z\s]{1,4}$/.test(whole.trim()) ||
    /^\d+$/.test(parts.join(''))
  )
}

/** The same of a number: a policy or a batch has figures alone, but not four in a row. */
export function isNonNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return /^\d+$/.test(plain)
    ? plain.length < 4 || /^(.)\1*$/.test(plain) || '0123456789'.includes(plain)
    : isNonAnswer(text)
}

/** The same of a name: 丽丽 is one, 先生 is none. */
export function isNoName(text: string): boolean {
  const name = text.trim()
  return (
    /^(?:先生|女士|小姐|老师|同志|某某|本人)$/.test(name) || (isNonAnswer(name) && !/^(\p{Script=Han})\1$/u.test(name))
  )
}

/** Said at the field. */
export const nonAnswerWords = '请写具体的：“无”“略”“同上”这样的不算'
