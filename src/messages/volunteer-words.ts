import { formatShortDay } from '#calendar/lishui.ts'
import { type Facts, garden, type Site } from './site-words.ts'

/** Where somebody reads what the office said of their age. */
const age = ({ origin }: Site) => (origin ? `${origin}/me/age` : '登录网站“我的花园”')

/** What volunteers are told of their own record. */
export const volunteerMessages = {
  'volunteer-corrected': (_facts, site) =>
    `工作人员看过证件，更正了志愿服务登记的资料。有不对的，请联系文明办。${garden(site)}`,
  'volunteer-blocked': (_facts, site) => `志愿服务的报名暂停了，还没开始的已取消。原因和怎样申诉，见：${garden(site)}`,
  'volunteer-unblocked': (_facts, site) => `志愿服务的报名恢复了，可以再报名。${garden(site)}`,
  'volunteer-appeal-refused': (_facts, site) => `关于暂停报名的申诉没有成立，答复见：${garden(site)}`,
  'volunteer-training-given': (_facts, site) => `组织给你记上了一次培训，要它的志愿活动可以报名了。${garden(site)}`,
  'volunteer-training-withdrawn': (_facts, site) =>
    `组织收回了给你记的一次培训，还没开始的班次里要它的，报名已取消。有不对的，请联系那个组织。${garden(site)}`,
  'volunteer-training-expiring': (facts, site) =>
    `你的一次培训有效到${formatShortDay(String(facts.until))}，过后要它的志愿活动就报不上名了，请早点再参加一次。${garden(site)}`,
  'volunteer-number-removed': (_facts, site) =>
    `登记里的证件号码没有核实是本人的，已删掉，报名不受影响。是本人的，请带证件找文明办。${garden(site)}`,
  'volunteer-merged': (_facts, site) =>
    `你名下的一份志愿者登记，市文明办核实后并到了同一个人的另一份登记里，报名和时长都在那一份。弄错了，请联系文明办。${garden(site)}`,
  'volunteer-age-confirmed': (_facts, site) =>
    `文明办核对过证件，记着的出生日期改好了，可以照常办了。有不对的，请联系文明办。${garden(site)}`,
  'volunteer-age-ended': (_facts, site) =>
    `孩子的志愿服务登记交给了孩子自己，你请文明办核对的出生日期不再核对，填的号码已删掉。${garden(site)}`,
  'volunteer-age-declined': (_facts, site) => `你请文明办核对的出生日期，没有核对通过，原因见：${age(site)}`,
} as const satisfies Record<string, (facts: Facts, site: Site) => string>
