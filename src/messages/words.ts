import { formatMoment, formatShortDay } from '#calendar/lishui.ts'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { contestMessages } from './contest-words.ts'
import { type Facts, garden, place, published, type Site, track } from './site-words.ts'
import { volunteerMessages } from './volunteer-words.ts'

export type { Site } from './site-words.ts'

const desk = (site: Site, { number }: Facts) => place(site, `suggestions/${number}`)
const assessment = (site: Site, { year }: Facts) => place(site, `assessment/${year}`)
const task = (site: Site, { task }: Facts) => place(site, `tasks/${task}`)
/** A task of the yearly list: its title is somebody's words, its place is not. */
const listed = ({ year, place }: Facts) => `${year}年任务清单第${place}项`
/** A suggestion as staff call it. */
const named = ({ numberWord }: Site, { number }: Facts) => formatSuggestionNumber(String(number), numberWord)
const by = (due: string | number | undefined) => (due === undefined ? '' : `，${formatShortDay(String(due))}下班前`)

/** The day that was promised before, where another takes its place. */
const postponed = ({ promised }: Facts) =>
  promised === undefined ? '' : `原来说${formatShortDay(String(promised))}，改为`

const moment = (iso: string | number | undefined) => formatMoment(new Date(String(iso)), new Date(String(iso)))
const starts = ({ startsAt }: Facts) => moment(startsAt)
const volunteerDesk = ({ origin, atDesk }: Site, path = '') =>
  atDesk ? '' : origin ? `${origin}/desk/volunteers${path}` : '请登录工作台查看。'
const incidents = (site: Site) => volunteerDesk(site, '/incidents')
const need = (site: Site, { need }: Facts) => volunteerDesk(site, `/needs/${need}`)
const activity = (site: Site, { activity }: Facts) => volunteerDesk(site, `/activities/${activity}`)
const shift = ({ origin }: Site, { shift }: Facts) =>
  origin ? `${origin}/volunteer/shifts/${shift}` : '登录网站“我的花园”'

const stillNo = (site: Site) =>
  `同意就不用理会；不同意，点开原来收到的链接按一下，或者到“我的花园”取消，开始以前都可以：${garden(site)}`

/** Why a letter stays in the mailbox. */
export const lettersLeft = {
  'too-many': '同一个人一天里来信太多',
  'too-large': '信太大，或者太长',
  empty: '信里没有字，也没有照片',
  unreadable: '打不开，或者看不出是谁寄的',
} as const

const reviewed = ({ origin, atDesk }: Site, { mark }: Facts) =>
  atDesk ? '' : origin ? `打开：${origin}${reviewAddress(mark)}` : '请登录“内容管理”查看。'
/** The page of an entry that is written or reviewed, from the mark that stands for it in a message; one of an earlier version has none. */
export const reviewAddress = (mark: string | number | undefined): string =>
  mark === undefined ? '/admin/reviews' : `/admin/reviews?of=${mark}`

/**
 * What the portal tells people, by template. To an author: `due` (a day); the secret is their code.
 * To staff: `number`, `step`. Of a draft: its column (`what`), `step` and the `mark` of its page, never its title or id. Of a shift: its id and times. What an organiser wrote is read on the page.
 */
export const messageWords = {
  ...contestMessages,
  ...volunteerMessages,
  'one-time-code': () => '验证码 {secret}，10 分钟内有效。任何人（包括工作人员）都不会向你要验证码。',
  'suggestion-received': (facts, site) =>
    `收到你的建言${Number(facts.photos) > 0 ? `和 ${facts.photos} 张照片` : ''}，查询码 {secret}，请留好，不要给别人看。${formatShortDay(String(facts.due))}下班前告诉你受理还是不受理。${track(site)}`,
  'suggestion-letter-received': (facts, site) =>
    `收到你的来信${Number(facts.photos) > 0 ? `和 ${facts.photos} 张照片` : ''}，登记号${named(site, facts)}，查询码 {secret}，请留好，不要给别人看。${formatShortDay(String(facts.due))}下班前告诉你受理还是不受理。${Number(facts.leftOut) > 0 ? '照片以外的附件没有收。' : ''}你的邮箱只用来告诉你办理情况，怎么用见网站的《个人信息保护说明》。请不要回复这封信：补充、撤回都在进度页上。${track(site)}`,
  'suggestion-accepted': (facts, site) => `你的建言 {secret} 已受理${by(facts.due)}交给负责的单位。${track(site)}`,
  'suggestion-declined': (_facts, site) => `你的建言 {secret} 没有受理，理由和可以找谁已写在进度页上。${track(site)}`,
  'suggestion-merged': (_facts, site) =>
    `你的建言 {secret} 和正在办的一件事是同一件，已合到一起办，答复时会一起告诉你。${track(site)}`,
  'suggestion-received-again': (facts, site) =>
    `你的建言 {secret} 由工作人员重新看${by(facts.due)}告诉你受理还是不受理。${track(site)}`,
  'suggestion-appeal-refused': (_facts, site) => `你的建言 {secret} 的申诉没有成立，理由写在进度页上。${track(site)}`,
  'suggestion-closing-taken-back': (_facts, site) => `你的建言 {secret} 的办结撤销了，工作人员会再核实。${track(site)}`,
  'suggestion-handed-over': (facts, site) => `你的建言 {secret} 已交给负责的单位${by(facts.due)}答复。${track(site)}`,
  'suggestion-re-routed': (facts, site) =>
    `你的建言 {secret} 换了一个单位办理${by(facts.due)}答复，时限不重算。${track(site)}`,
  'suggestion-asked': (facts, site) =>
    `你的建言 {secret} 有个问题要问你${by(facts.due)}请在进度页上回答，不回答就按现有的情况办。${track(site)}`,
  'suggestion-question-taken-back': (_facts, site) => `你的建言 {secret} 的提问收回了，不用回答。${track(site)}`,
  'suggestion-question-unanswered': (_facts, site) =>
    `你的建言 {secret} 的提问没有等到回答，先按现有的情况办；随时可以补充。${track(site)}`,
  'suggestion-interim-reply': (facts, site) =>
    `你的建言 {secret} 有新的进展，写在进度页上；${postponed(facts)}${formatShortDay(String(facts.until))}再告诉你。${track(site)}`,
  'suggestion-extended': (facts, site) =>
    `你的建言 {secret} 经批准延期，${formatShortDay(String(facts.due))}下班前答复，理由写在进度页上。${track(site)}`,
  'suggestion-due-moved': (facts, site) =>
    `你的建言 {secret}，因为放假安排有变或者归类更正，改为${formatShortDay(String(facts.due))}下班前给你消息。${track(site)}`,
  'suggestion-suspended': (facts, site) =>
    `你的建言 {secret} 暂时无法办理，${formatShortDay(String(facts.until))}恢复，理由写在进度页上。${facts.promised ? `原来说好${formatShortDay(String(facts.promised))}告诉你进展，改到恢复那天。` : ''}${track(site)}`,
  'suggestion-overdue': (_facts, site) => `你的建言 {secret} 没有按时答复，对不起。已发督办函催办。${track(site)}`,
  'suggestion-answered': (_facts, site) =>
    `你的建言 {secret} 有答复了，请看看满不满意；没有解决可以要求重新办理。${track(site)}`,
  'suggestion-closed': (_facts, site) => `你的建言 {secret} 经回访已办结。还有不满意的，仍可以评价。${track(site)}`,
  'suggestion-reopened': (facts, site) =>
    `你的建言 {secret} 已交回原来的单位重新办理${by(facts.due)}答复。${track(site)}`,
  'support-step': (facts, site) =>
    `你附议的${named(site, facts)}有了新的进展：${facts.step}。${published(site, facts.number)}`,
  'support-moved': (facts, site) =>
    `你附议的${named(site, facts)}和另一件是同一件事，合到一起办，附议也转过去了。${published(site, facts.into)}`,
  'support-ended': (facts, site) => `你附议的${named(site, facts)}不再公开，附议到此为止，留着通知你的手机号已删去。`,
  'entry-not-due': (facts, site) =>
    `一篇定时发布的内容到时没有通过检查，没有发布，${facts.lies === 'history' ? '这一篇已有另一份草稿，到时的那一稿留在历史里：请在现有的草稿里改好，或者从历史里恢复' : '已转回草稿，请修改后再送审'}。${reviewed(site, facts)}`,
  'desk-handed-over': (facts, site) => `新交办：${named(site, facts)}${by(facts.due)}答复。${desk(site, facts)}`,
  'desk-co-unit': (facts, site) => `请协办${named(site, facts)}${by(facts.due)}提交协办意见。${desk(site, facts)}`,
  'desk-received-again': (facts, site) => `${named(site, facts)}回到待受理${by(facts.due)}要看完。${desk(site, facts)}`,
  'desk-unit-untold': (facts, site) =>
    `${named(site, facts)}的单位没有联络员，没有通知到，请打电话告诉他们，并补上联络员。${desk(site, facts)}`,
  'desk-re-routed': (facts, site) => `${named(site, facts)}已改派给别的单位，你们不用再办。`,
  'desk-released': (facts, site) => `${named(site, facts)}不用你们再协办了。`,
  'desk-appealed': (facts, site) => `${named(site, facts)}的提交人申诉${by(facts.due)}要决定。${desk(site, facts)}`,
  'desk-disputed': (facts, site) =>
    `${named(site, facts)}由哪个单位办有争议，请${by(facts.due).slice(1)}审定。${desk(site, facts)}`,
  'desk-ruled': (facts, site) =>
    `${named(site, facts)}经审定由你们单位办理${by(facts.due)}答复，不能再退单。${desk(site, facts)}`,
  'desk-returned': (facts, site) =>
    `${named(site, facts)}被退单${by(facts.due)}需重新交办；答复时限不重算。${desk(site, facts)}`,
  'desk-answered': (facts, site) => `${named(site, facts)}的答复待核实${by(facts.due)}。${desk(site, facts)}`,
  'desk-sent-back': (facts, site) =>
    `${named(site, facts)}的答复被退回返工${by(facts.due)}重新答复。${desk(site, facts)}`,
  'desk-extension-asked': (facts, site) =>
    `${named(site, facts)}申请延期 ${facts.days} 个工作日，请尽快决定。${desk(site, facts)}`,
  'desk-extension-decided': (facts, site) =>
    `${named(site, facts)}的延期申请${facts.granted ? '已批准' : '没有批准'}${by(facts.due)}答复。${desk(site, facts)}`,
  'desk-added-to': (facts, site) => `${named(site, facts)}的提交人补充了内容。${desk(site, facts)}`,
  'desk-merged-into': (facts, site) =>
    `${named(site, facts)}并进来一件同样的事，答复时请一起答复。${desk(site, facts)}`,
  'desk-question-proposed': (facts, site) =>
    `${named(site, facts)}的单位有问题要问提交人，请转问或退回。${desk(site, facts)}`,
  'desk-question-answered': (facts, site) => `${named(site, facts)}的提交人回答了提问。${desk(site, facts)}`,
  'desk-to-cover': (facts, site) => `${named(site, facts)}有新的文字或照片要先看过，单位才看得到。${desk(site, facts)}`,
  'desk-question-ended': (facts, site) =>
    `${named(site, facts)}的提问结束了，没有回答，请按现有的情况办。${desk(site, facts)}`,
  'desk-reopened': (facts, site) => `${named(site, facts)}没有解决，要求重新办理${by(facts.due)}。${desk(site, facts)}`,
  'desk-withdrawn': (facts, site) => `${named(site, facts)}已由提交人撤回，不用再办。${desk(site, facts)}`,
  'desk-half-time': (facts, site) =>
    `${named(site, facts)}的${facts.step}时限已过半${by(facts.due)}到期。${desk(site, facts)}`,
  'desk-eve': (facts, site) =>
    `${named(site, facts)}的${facts.step}时限还有一个工作日${by(facts.due)}到期。${desk(site, facts)}`,
  'desk-overdue': (facts, site) =>
    `${named(site, facts)}的${facts.step}已逾期${facts.letter ? `，已发督办函${facts.letter}（黄灯）` : ''}。${desk(site, facts)}`,
  'desk-red': (facts, site) =>
    `${named(site, facts)}督办后仍未${facts.step}，督办函${facts.letter}转为红灯。${desk(site, facts)}`,
  'desk-risen': (facts, site) =>
    `${named(site, facts)}红灯以后仍未${facts.step}，已报到你这里，请督促牵头单位。${desk(site, facts)}`,
  'desk-risen-above': (facts, site) =>
    `${named(site, facts)}红灯以后仍未${facts.step}，已往上报，请马上办。${desk(site, facts)}`,
  'desk-promise-eve': (facts, site) =>
    `${named(site, facts)}说好${formatShortDay(String(facts.until))}再告诉市民进展，请准备好。${desk(site, facts)}`,
  'desk-promise-missed': (facts, site) =>
    `${named(site, facts)}说好${formatShortDay(String(facts.until))}告诉市民进展，已经过了，还没有说。${desk(site, facts)}`,
  'desk-alarm': (facts, site) =>
    `${named(site, facts)}从${formatShortDay(String(facts.since))}等到现在还没有答复，快到三个月红线，请马上过问。${desk(site, facts)}`,
  'desk-supervised': (facts, site) => `${named(site, facts)}被督办，督办函${facts.letter}。${desk(site, facts)}`,
  'letter-left': facts =>
    `信箱里有一封来信没能收成建言：${lettersLeft[facts.why as keyof typeof lettersLeft]}。信还在信箱里，加了旗标；请打开信箱看一看，要办的请代录。`,
  'webhook-disabled': facts =>
    `${facts.client} 号接口客户的推送连续 ${facts.days} 天没有送到，已停用；没有送到的都留着。请到“接口”页看一看，改好网址就恢复。`,
  'shift-place-offered': (facts, site) =>
    `轮到你了：${starts(facts)} 开始的志愿服务有名额，给你留到 ${moment(facts.confirmBy)}，请在这之前确认，过时让给下一位。${garden(site)}`,
  'shift-draw-won': (facts, site) =>
    `抽中了：${starts(facts)} 开始的志愿服务有你。来不了请尽早说一声，好让别人来。${shift(site, facts)}`,
  'shift-draw-lost': (facts, site) =>
    `${starts(facts)} 开始的志愿服务，这次没有抽中，已替你排上候补，有名额就告诉你。${shift(site, facts)}`,
  'shift-chosen': (facts, site) =>
    `选上了：${starts(facts)} 开始的志愿服务有你。来不了请尽早说一声，好让别人来。${shift(site, facts)}`,
  'shift-not-chosen': (facts, site) =>
    `谢谢你报名 ${starts(facts)} 开始的志愿服务。名额有限，这次没有选上，不是你不好；这段时间你可以报别的班次：${garden(site)}`,
  'shift-offer-lapsed': (facts, site) =>
    `${starts(facts)} 开始的志愿服务，给你留的名额没有等到你确认，已让给下一位。${garden(site)}`,
  'shift-no-place': (facts, site) =>
    `${starts(facts)} 开始的志愿服务，一直没有空出名额，这次没有轮到你，谢谢你等。别的班次：${garden(site)}`,
  'shift-booked-elsewhere': (facts, site) =>
    `你报上了时间冲突的另一个班次，${starts(facts)} 开始的这一班给你留的名额已让给下一位。${garden(site)}`,
  'shift-stopped': (facts, site) =>
    `${starts(facts)} 开始的志愿服务现在结束，时长算到 ${moment(facts.endsAt)}。原因：${shift(site, facts)}`,
  'shift-shortened': (facts, site) =>
    `${starts(facts)} 开始的志愿服务，改到 ${moment(facts.endsAt)} 结束。原因：${shift(site, facts)}`,
  'shift-place-changed': (facts, site) => `${starts(facts)} 开始的志愿服务换了地方，新的地方见：${shift(site, facts)}`,
  'shift-incident': (facts, site) =>
    `${starts(facts)} 开始的志愿服务出了一件事，组织者记下来了，请看一看。${incidents(site)}`,
  'shift-moved-confirm': (facts, site) =>
    `原定 ${moment(facts.wasAt)} 的志愿服务，改到 ${starts(facts)} 开始。请在 ${moment(facts.confirmBy)} 以前确认还来不来，过时让给下一位。${garden(site)}`,
  'shift-moved': (facts, site) =>
    `你报名的 ${moment(facts.wasAt)} 的志愿服务，时间或集合地点改了，现在是 ${starts(facts)} 开始。${shift(site, facts)}`,
  'shift-cancelled': (facts, site) => `${starts(facts)} 的志愿服务取消了，不用去了。原因：${shift(site, facts)}`,
  'shift-tomorrow': (facts, site) =>
    `提醒：明天（${starts(facts)}）有你的志愿服务。集合地点和联系人：${shift(site, facts)} 来不了请现在说一声，好让别人来。`,
  'shift-changed': (facts, site) => `你报名的 ${starts(facts)} 的志愿服务，说明有改动，请看一看：${shift(site, facts)}`,
  'shift-removed-from': (facts, site) => `${starts(facts)} 的志愿服务，组织者取消了你的报名，说明见：${garden(site)}`,
  'shift-company-gone': (facts, site) =>
    `${starts(facts)} 的志愿服务要有监护人陪同，陪同的人不来了，孩子的报名已取消。${garden(site)}`,
  'shift-consent-ended': (facts, site) => `监护人撤回了同意，${starts(facts)} 的志愿服务报名已取消。${garden(site)}`,
  'shift-changed-confirm': (facts, site) =>
    `你报名的 ${starts(facts)} 的志愿服务，做的事、地点或者风险有改动。请在 ${moment(facts.confirmBy)} 以前看一看，确认还来不来，过时让给下一位。${shift(site, facts)}`,
  'activity-waits': (facts, site) => `有志愿活动等你看过再公开。${activity(site, facts)}`,
  'activity-passed': (facts, site) => `你们的志愿活动公开了，可以报名了。${activity(site, facts)}`,
  'activity-change-passed': (facts, site) => `你们要改的活动说明，文明办看过，已经公开。${activity(site, facts)}`,
  'activity-change-sent-back': (facts, site) =>
    `你们要改的活动说明退回来了，活动照原来的样子进行，原因见：${activity(site, facts)}`,
  'activity-sent-back': (facts, site) => `你们的志愿活动退回来了，请改一改，原因见：${activity(site, facts)}`,
  'shift-guardian-refused': (facts, site) =>
    `${starts(facts)} 的志愿服务，监护人不同意，报名已取消，名额让给下一位。${garden(site)}`,
  'shift-guardian-changed': (facts, site) =>
    `孩子报名的 ${facts.wasAt === undefined ? `${starts(facts)} 的志愿服务，做的事、地点或者风险有改动` : `${moment(facts.wasAt)} 的志愿服务，时间或集合地点改了，现在是 ${starts(facts)} 开始`}。${stillNo(site)}`,
  'shift-guardian-confirmed': (facts, site) => `孩子确认了参加 ${starts(facts)} 开始的志愿服务。${stillNo(site)}`,
  'shift-guardian-cancelled': (facts, site) =>
    `孩子报名的 ${starts(facts)} 的志愿服务取消了，不用去了。原因：${shift(site, facts)}`,
  'guardian-told': (facts, { origin }) =>
    `孩子报名了 ${starts(facts)} 开始的志愿服务。同意就不用理会；不同意，点开按一下就取消：${origin ? `${origin}/volunteer/objection/{secret}` : '登录网站“我的花园”'}`,
  'guardian-joined': (_facts, site) =>
    `孩子的志愿服务记录上，又有一位监护人登记了。不认识的，请马上联系文明办。${garden(site)}`,
  'guardian-consent-expiring': (facts, site) =>
    `你对孩子参加志愿服务的同意，${formatShortDay(new Date(String(facts.until)))}到期。还同意的，请再确认一次：${garden(site)}`,
  'guardian-child-yours': (_facts, site) => `另一位监护人不再照管孩子的志愿服务记录，现在由你照管。${garden(site)}`,
  'shift-note': (facts, site) => `${starts(facts)} 的志愿服务，组织者有话告诉你：${shift(site, facts)}`,
  'need-asks-you': (facts, site) =>
    `${formatShortDay(new Date(String(facts.from)))}有人需要你这样的帮手。去不去由你，看一看：${garden(site)}`,
  'need-taken-up': (facts, site) =>
    `你的求助（${formatShortDay(new Date(String(facts.from)))}）有队伍接了。${garden(site)}`,
  'organisation-admitted': (_facts, site) =>
    `你申请的志愿队伍通过了，可以安排活动了。${site.origin ? `${site.origin}/desk/volunteers` : '请登录工作台查看。'}`,
  'organisation-declined': (_facts, site) => `你申请的志愿队伍没有通过，原因见：${garden(site)}`,
  'organisation-suspended': (_facts, site) =>
    `你组织的志愿队伍被暂停，还没开始的班次取消了，原因见：${volunteerDesk(site)}`,
  'organisation-resumed': (_facts, site) => `你组织的志愿队伍恢复了，可以重新排班。${volunteerDesk(site)}`,
  'organisation-dissolved': (_facts, site) => `你所在的志愿队伍解散了，班次都取消了。${garden(site)}`,
  'organisation-may-record': (_facts, site) => `你组织的志愿队伍可以记录时长、开具证明了。${volunteerDesk(site)}`,
  'organisation-may-not-record': (_facts, site) =>
    `你组织的志愿队伍不能再记录时长、开具证明，以前记的不变。${volunteerDesk(site)}`,
  'organisation-change-waits': (_facts, site) => `有志愿队伍要改资料，请审核。${volunteerDesk(site)}`,
  'organisation-changed': (_facts, site) => `你组织的志愿队伍，资料的修改同意了。${volunteerDesk(site)}`,
  'organisation-change-declined': (_facts, site) =>
    `你组织的志愿队伍，资料的修改没有同意，原因见：${volunteerDesk(site)}`,
  'organisation-asks-you': (_facts, site) => `有志愿队伍请你一起组织，同意不同意由你：${garden(site)}`,
  'organisation-needs-second': (_facts, site) =>
    `有志愿队伍只剩一位组织者，还有孩子的班次要办。七天内请再请一位；在这以前，孩子的活动暂停报名，不能加班次。${volunteerDesk(site)}`,
  'organisation-organiser-held': (_facts, site) =>
    `有志愿队伍的组织者都暂停了报名，眼下没有人能办，班次照旧，请处理。${volunteerDesk(site)}`,
  'organisation-without-organiser': (_facts, site) =>
    `有志愿队伍没有组织者了，已经暂停，班次都取消了，请处理。${volunteerDesk(site)}`,
  'need-verified': (facts, site) =>
    `你的求助（${formatShortDay(new Date(String(facts.from)))}）核实了，正等愿意接的队伍，有队伍接就告诉你。${garden(site)}`,
  'need-met': (facts, site) =>
    `你的求助（${formatShortDay(new Date(String(facts.from)))}），接的队伍说办好了。不是这样的话，请再写一个求助。${garden(site)}`,
  'need-expired': (facts, site) =>
    `你的求助（${formatShortDay(new Date(String(facts.from)))}）到时间没有办成，对不起。还需要的话，请再写一个。${garden(site)}`,
  'need-expired-with-you': (facts, site) =>
    `你们接的求助（${formatShortDay(new Date(String(facts.from)))}）过期了，没有写明办好。${need(site, facts)}`,
  'need-withdrawn': (facts, site) =>
    `你们接的求助（${formatShortDay(new Date(String(facts.from)))}），提出的人撤回了。${need(site, facts)}`,
  'need-left-you': (facts, site) => `你们接的一个求助退回了，等别的队伍接。${need(site, facts)}`,
  'need-open': (facts, site) =>
    `你们那里有人缺人手（${formatShortDay(new Date(String(facts.from)))}），看看能不能接：${need(site, facts)}`,
  'need-overdue': (facts, site) => `有求助过了时限还没有核实，请马上办。${need(site, facts)}`,
  'need-returned': (facts, site) =>
    `你的求助（${formatShortDay(new Date(String(facts.from)))}），接的队伍办不了，退回来等别的队伍接。${garden(site)}`,
  'need-declined': (facts, site) =>
    `你的求助（${formatShortDay(new Date(String(facts.from)))}）没有采纳，原因和可以找谁见：${garden(site)}`,
  'draft-waits': (facts, site) => `有一篇${facts.what}等你${facts.step}。${reviewed(site, facts)}`,
  'draft-returned': (facts, site) => `你写的一篇${facts.what}退回修改，哪里要改写在审核页上。${reviewed(site, facts)}`,
  'draft-published': (facts, site) => `你写的一篇${facts.what}已经发布。${reviewed(site, facts)}`,
  'draft-removed': (facts, site) => `你送审撤下的一篇${facts.what}已经撤下。${reviewed(site, facts)}`,
  'drafts-wait': (facts, site) =>
    `有 ${facts.count} 篇稿子等你办，最早的等了 ${facts.days} 天。${reviewed(site, facts)}`,
  'report-wanted': (facts, site) =>
    `${facts.period}的工作报告可以交了，请在${formatShortDay(String(facts.due))}前交。${place(site, 'reports')}`,
  'report-eve': (facts, site) =>
    `${facts.period}的工作报告还没有交，${formatShortDay(String(facts.due))}到期。${place(site, 'reports')}`,
  'report-late': (facts, site) =>
    `${facts.period}的工作报告已逾期（${formatShortDay(String(facts.due))}到期），请尽快补交。${place(site, 'reports')}`,
  'assessment-opened': (facts, site) =>
    `${facts.year}年度考评开始征求意见，请看一看你们单位的各项，有意见在${formatShortDay(String(facts.until))}前提。${assessment(site, facts)}`,
  'assessment-objected': (facts, site) => `有单位对${facts.year}年度考评提了意见，请决定。${assessment(site, facts)}`,
  'task-reported': (facts, site) => `${listed(facts)}报了新进展，请看。${task(site, facts)}`,
  'task-accepted': (facts, site) => `你报的${listed(facts)}的进展收下了，审完就上清单。${task(site, facts)}`,
  'task-returned': (facts, site) => `你报的${listed(facts)}的进展退回了，要补什么写在页面上。${task(site, facts)}`,
  'assessment-decided': (facts, site) => `你们对${facts.year}年度考评的意见有了答复。${assessment(site, facts)}`,
} as const satisfies Record<string, (facts: Facts, site: Site) => string>

export type MessageTemplate = keyof typeof messageWords

/** The words of a message, signed as SMS gateways want it: 【site】 in front. An unknown template (of a later version) throws. */
export function sayMessage(template: string, facts: Facts, site: Site, secret = '******'): string {
  return `【${site.name}】${wordsOf(template)(facts, site).replaceAll('{secret}', secret)}`
}

/** The same words as a reminder at a person's own desk: unsigned and without an address. */
export function sayReminder(template: string, facts: Facts, numberWord?: string): string {
  return wordsOf(template)(facts, { name: '', origin: undefined, numberWord, atDesk: true })
}

function wordsOf(template: string): (facts: Facts, site: Site) => string {
  const words: ((facts: Facts, site: Site) => string) | undefined = messageWords[template as MessageTemplate]
  if (!words) throw new Error(`no words for the message ${template}`)
  return words
}
