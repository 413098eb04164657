import type { ConsentScope } from '#db/schema-volunteers.ts'
import { sayKind } from '../activities/words.ts'

/** What a volunteer can do; offered as check boxes, matched with what an activity asks for. */
export const skills = {
  traffic: '交通劝导',
  'first-aid': '急救',
  medical: '医护',
  counselling: '心理疏导',
  teaching: '课业辅导',
  guiding: '讲解引导',
  dialect: '会说本地方言',
  'foreign-language': '外语',
  'sign-language': '手语',
  writing: '文字宣传',
  photography: '摄影摄像',
  phones: '教用手机电脑',
  law: '法律咨询',
  mediation: '邻里调解',
  arts: '文艺表演',
  sports: '体育指导',
  gardening: '绿化养护',
  repair: '家电水电维修',
  cooking: '烹饪',
  driving: '驾驶',
} as const

export const saySkills = (known: readonly string[]): string =>
  known.map(skill => skills[skill as keyof typeof skills] ?? skill).join('、')

export const dayParts = { morning: '上午', afternoon: '下午', evening: '晚上' } as const

/** What the volunteer's forms ask and say. */
export const registerWords = {
  title: '登记做小园丁',
  lead: '三分钟。只为认识你、联系你、保护你，资料不公开。',
  childTitle: '给孩子登记',
  profileTitle: '更正资料',
  childProfileTitle: (name: string) => `更正${name}的资料`,
  save: '保存',
  childLead: '未满 14 周岁的孩子，由监护人登记，一起报名、一起到场。',
  guardianTitle: '你是谁',
  guardianLead: '监护人须是成年人，用自己的手机号登录；有急事组织者会打这个电话。',
  submit: '登记',
} as const

/** What a guardian is to the minor (民法典 Art. 27). */
export const relations = {
  mother: '母亲',
  father: '父亲',
  grandparent: '祖父母、外祖父母',
  sibling: '成年的哥哥、姐姐',
  appointed: '其他依法担任的监护人',
} as const

/** A guardian agrees for the first time, and says no. */
export const guardianWords = {
  title: '监护人同意书',
  lead: '想参加志愿服务，请你作为监护人看一看。',
  submit: '我是监护人，我同意',
  not: '不同意，关掉这一页就行。',
  known: (name: string) => `你登记的姓名：${name}`,
  scopes: { service: '适合未成年人的所有活动', kinds: '只同意这几类活动', activity: '只同意这一个活动' },
  coming: '孩子报名的班次',
  objectionTitle: '孩子报名了志愿服务',
  objectionLead: (name: string) => `${name}报名了：`,
  objectionFine: '同意的，不用做什么，关掉这一页就行。',
  objected: '已经取消，名额让给下一位。以后同意了，请孩子重新请你同意这个活动。',
  askForThis: '请监护人同意这个活动',
  second: '请另一位监护人',
  secondLead: '两位监护人都会收到报名的消息，都可以说不同意；你注销账号时，孩子的记录可以交给另一位。',
  otherKeeps: '孩子有另一位监护人：孩子的记录交给那一位照管，报名不受影响，会发消息告诉那一位。',
  eraseChildren: '不交给另一位监护人，孩子的资料也一起删除',
  handOver: '交给孩子自己',
  handOverFrom: (day: string) => `孩子${day}满 14 周岁，从那天起才能把记录交给孩子自己。`,
  handOverLead:
    '满 14 周岁就可以交给孩子，满 18 周岁须交给本人。孩子用自己的手机号登录，打开链接，以后自己报名；做过的服务都带着，你仍是监护人。',
  handOverMust: '已经满 18 周岁，须先把记录交给本人，才能再报名。',
  sendToChild: '把这个链接发给孩子：',
  linkLasts: '七天内有效，只能用一次，只显示这一次。',
  getLink: '要一个链接',
  takeOverLead: (name: string) => `这是${name}的志愿服务记录。是你的，就接过来，以后自己报名，自己照管。`,
  takeOverTitle: '接过自己的志愿服务记录',
  takeOver: '是我的，接过来',
  takenOver: '记录现在是你自己的了，以后自己报名。',
} as const

/** What somebody reads whose record the office has put into another one of the same person. */
export const mergedWords = {
  title: '一份登记并到了另一份',
  what: (day: string) =>
    `${day}，市文明办核实过，把你名下的一份志愿者登记并到了同一个人的另一份登记里。报名、时长和队伍都在那一份，这一份不再用。`,
  where: '是你本人的登记，用登记另一份时的手机号登录就能看到；是孩子的登记，由登记另一份的监护人照管。',
  wrong: (phone: string) => `弄错了，不是同一个人，请打电话给市文明办：${phone}`,
} as const

/** What a guardian agreed to. */
export const sayScope = ({
  scope,
  kinds,
  activityTitle,
}: {
  scope: ConsentScope
  kinds: string[]
  activityTitle: string | null
}): string =>
  scope === 'kinds'
    ? kinds.map(sayKind).join('、')
    : scope === 'activity'
      ? `“${activityTitle}”这一个活动`
      : guardianWords.scopes.service

/** A guardian agrees again. */
export const renewalWords = {
  title: '再次同意',
  lead: (name: string) => `同意到期以前确认一次。请再看一遍，同意了，${name}就能继续报名。`,
  same: '再次同意的，还是以前同意的那些活动，期限也一样长。要改范围，请孩子重新发一个链接。',
  none: '现在没有要再次同意的。',
  keep: '现在不办',
  declare: '从现在起，监护人要写明是谁。写一次就行。',
  standing: (until: string) => `你的同意有效到 ${until}。`,
  ended: '你的同意已经过期或者撤回，报名以前要再同意一次。',
} as const
