import { sayDay } from './deadline-words.ts'

type Facts = Record<string, string | number>

export interface Site {
  name: string
  /** Where citizens reach the portal; without it no link is written. */
  origin: string | undefined
}

/** How long something is, and where to read on. A message names a code or a day, never a person and never what somebody wrote. */
const track = ({ origin }: Site, { code }: Facts) => (origin ? `进度：${origin}/participate/track/${code}` : '凭编号可在网站“查办理进度”里查看。')
const desk = ({ origin }: Site, { plainCode }: Facts) => (origin ? `打开：${origin}/desk/suggestions/${plainCode}` : '请登录工作台查看。')
const by = (due: string | number | undefined) => (due === undefined ? '' : `，${sayDay(String(due))}下班前`)

/**
 * What the portal tells people, by template. To an author: `code` (in groups), `due` (a day).
 * To staff: also `plainCode` and `step`.
 */
export const messageWords = {
  'one-time-code': () => '验证码 {secret}，10 分钟内有效。任何人（包括工作人员）都不会向你要验证码。',
  'suggestion-accepted': (facts, site) => `你的建言 ${facts.code} 已受理${by(facts.due)}交给负责的单位。${track(site, facts)}`,
  'suggestion-declined': (facts, site) => `你的建言 ${facts.code} 没有受理，理由和可以找谁已写在进度页上。${track(site, facts)}`,
  'suggestion-merged': (facts, site) => `你的建言 ${facts.code} 和正在办的一件事是同一件，已合到一起办，答复时会一起告诉你。${track(site, facts)}`,
  'suggestion-handed-over': (facts, site) => `你的建言 ${facts.code} 已交给负责的单位${by(facts.due)}答复。${track(site, facts)}`,
  'suggestion-extended': (facts, site) => `你的建言 ${facts.code} 经批准延期，${sayDay(String(facts.due))}下班前答复，理由写在进度页上。${track(site, facts)}`,
  'suggestion-suspended': (facts, site) => `你的建言 ${facts.code} 暂时无法办理，${sayDay(String(facts.until))}恢复，理由写在进度页上。${track(site, facts)}`,
  'suggestion-overdue': (facts, site) => `你的建言 ${facts.code} 没有按时答复，对不起。已发督办函催办。${track(site, facts)}`,
  'suggestion-answered': (facts, site) => `你的建言 ${facts.code} 有答复了，请看看满不满意；没有解决可以要求重新办理。${track(site, facts)}`,
  'suggestion-closed': (facts, site) => `你的建言 ${facts.code} 经回访已办结。还有不满意的，仍可以评价。${track(site, facts)}`,
  'suggestion-reopened': (facts, site) => `你的建言 ${facts.code} 已交回原来的单位重新办理${by(facts.due)}答复。${track(site, facts)}`,
  'desk-handed-over': (facts, site) => `新交办的建言 ${facts.code}${by(facts.due)}答复。${desk(site, facts)}`,
  'desk-co-unit': (facts, site) => `请协办建言 ${facts.code}${by(facts.due)}提交协办意见。${desk(site, facts)}`,
  'desk-returned': (facts, site) => `建言 ${facts.code} 被退单${by(facts.due)}需重新交办；答复时限不重算。${desk(site, facts)}`,
  'desk-answered': (facts, site) => `建言 ${facts.code} 的答复待核实${by(facts.due)}。${desk(site, facts)}`,
  'desk-sent-back': (facts, site) => `建言 ${facts.code} 的答复被退回返工${by(facts.due)}重新答复。${desk(site, facts)}`,
  'desk-extension-asked': (facts, site) => `建言 ${facts.code} 申请延期 ${facts.days} 个工作日，请尽快决定。${desk(site, facts)}`,
  'desk-extension-decided': (facts, site) => `建言 ${facts.code} 的延期申请${facts.granted ? '已批准' : '没有批准'}${by(facts.due)}答复。${desk(site, facts)}`,
  'desk-added-to': (facts, site) => `建言 ${facts.code} 的提交人补充了内容。${desk(site, facts)}`,
  'desk-reopened': (facts, site) => `建言 ${facts.code} 没有解决，要求重新办理${by(facts.due)}。${desk(site, facts)}`,
  'desk-withdrawn': (facts, site) => `建言 ${facts.code} 已由提交人撤回，不用再办。${desk(site, facts)}`,
  'desk-half-time': (facts, site) => `建言 ${facts.code} 的${facts.step}时限已过半${by(facts.due)}到期。${desk(site, facts)}`,
  'desk-eve': (facts, site) => `建言 ${facts.code} 的${facts.step}时限还有一个工作日${by(facts.due)}到期。${desk(site, facts)}`,
  'desk-overdue': (facts, site) => `建言 ${facts.code} 的${facts.step}已逾期${facts.letter ? `，已发督办函 ${facts.letter}（黄灯）` : ''}。${desk(site, facts)}`,
  'desk-red': (facts, site) => `建言 ${facts.code} 督办后仍未${facts.step}，督办函 ${facts.letter} 转为红灯。${desk(site, facts)}`,
  'desk-supervised': (facts, site) => `建言 ${facts.code} 被督办，督办函 ${facts.letter}。${desk(site, facts)}`,
} as const satisfies Record<string, (facts: Facts, site: Site) => string>

export type MessageTemplate = keyof typeof messageWords

/** The words of a message, signed as SMS gateways want it: 【site】 in front. An unknown template (of a later version) throws. */
export function sayMessage(template: string, facts: Facts, site: Site, secret = '******'): string {
  const words: ((facts: Facts, site: Site) => string) | undefined = messageWords[template as MessageTemplate]
  if (!words) throw new Error(`no words for the message ${template}`)
  return `【${site.name}】${words(facts, site).replace('{secret}', secret)}`
}
