import type { Satisfaction } from '#db/schema-course.ts'
import type { SuggestionKind } from '#db/schema.ts'
import type { DeclineReason } from '#suggestions/moves/declination.ts'

/** A moment before today: days back, and the time of day in Lishui. */
type Moment = [daysAgo: number, clock: `${number}:${number}`]

export interface SampleSuggestion {
  kind: SuggestionKind
  title: string
  body: string
  category: string
  county: string
  place: string
  latitude?: number
  longitude?: number
  name?: string
  phone?: string
  publishConsent: boolean
  /** A drawing stands in for the citizen's photo. */
  drawing?: 'blocked-path' | 'dark-lamp'
  received: Moment
  accepted?: Moment
  declined?: { at: Moment; reason: DeclineReason; words: string }
  answered?: { at: Moment; body: string }
  /** Handed to units of the register; those of the sample officers have somebody who sees it. */
  handedOver?: { at: Moment; lead: string; co?: { unit: string; workingDays: number } }
  signed?: Moment
  returned?: { at: Moment; reason: string; duty: string }
  contributed?: { at: Moment; body: string }
  unitAnswered?: { at: Moment; body: string; noPhotosBecause: string }
  verified?: Moment
  rated?: { at: Moment; satisfaction: Satisfaction; solved: boolean; words?: string }
  extensionAsked?: { at: Moment; workingDays: number; reason: string }
}

/** Invented, and marked 示例 in the title: enough of each state to show the desk at work. */
export const sampleSuggestions: SampleSuggestion[] = [
  {
    kind: 'problem',
    title: '大猷街盲道上停满电动车（示例）',
    body: '早高峰七点到八点半，大猷街北侧的盲道整段被电动车占住。\n前两天看到一位盲人朋友只好绕到机动车道上走，很危险。希望划出停车位，盲道边装上立柱。',
    category: 'bicycle-parking',
    county: '331102',
    place: '紫金街道大猷街与解放街路口北侧',
    latitude: 28.45121,
    longitude: 119.91873,
    name: '吴女士',
    phone: '13900000001',
    publishConsent: true,
    drawing: 'blocked-path',
    received: [24, '08:12'],
    accepted: [24, '10:40'],
    answered: {
      at: [19, '16:22'],
      body: '结论：情况属实，已整改。\n怎么做的：路口北侧划出非机动车位 46 个，盲道两侧加装立柱 60 米，早高峰安排专人值守到月底。\n以后：每周二、周五复查。联系电话 0578-0000000（示例）。',
    },
  },
  {
    kind: 'advice',
    title: '建议在瓯江步道上加几张能靠背的长椅（示例）',
    body: '中岸公园一段每天傍晚老人很多，现在只有石墩，坐久了腰受不了。建议隔一两百米放一张有靠背、有扶手的椅子。',
    category: 'public-facilities',
    county: '331102',
    place: '瓯江南岸步道中岸公园段',
    name: '陈先生',
    phone: '13900000002',
    publishConsent: true,
    received: [21, '19:05'],
    accepted: [20, '09:18'],
    answered: {
      at: [14, '11:30'],
      body: '结论：采纳。\n怎么做：中岸公园段先装 12 张有靠背和扶手的长椅，明年春天以前补到 30 张，位置听取周边居民意见后确定。\n联系电话 0578-0000000（示例）。',
    },
  },
  {
    kind: 'problem',
    title: '碧湖镇公交站牌字太小，老人看不清（示例）',
    body: '碧湖镇上几个站的站牌还是旧的，字只有指甲盖大，老人要凑上去看。能不能换成大字的？',
    category: 'public-facilities',
    county: '331102',
    place: '碧湖镇人民街沿线各站',
    publishConsent: true,
    received: [16, '14:26'],
    accepted: [16, '16:03'],
    answered: {
      at: [11, '09:45'],
      body: '结论：属实，已办好。\n怎么做的：沿线 31 块站牌全部换成大字版，写上首末班时间和询问电话。\n联系电话 0578-0000000（示例）。',
    },
  },
  {
    kind: 'problem',
    title: '邻居装修欠我的工钱，请帮我要回来（示例）',
    body: '去年给人做木工，工钱一直没有给，打电话也不接，请你们出面。',
    category: 'other',
    county: '331121',
    place: '鹤城街道',
    phone: '13900000003',
    publishConsent: false,
    received: [13, '10:08'],
    declined: {
      at: [13, '11:20'],
      reason: 'legal-way',
      words:
        '讨要工钱请走劳动争议仲裁或者向法院起诉，本平台没有权力处理。可以先拨打 12333 或 12348 免费咨询，带上记工单和聊天记录。',
    },
  },
  {
    kind: 'idea',
    title: '让小学生给公园里的树写名牌（示例）',
    body: '请附近的小学生认养公园里的树，查资料、写名牌、画叶子，一年换一次。孩子认得了树，也就舍不得折它。',
    category: 'school-surroundings',
    county: '331181',
    place: '剑池街道各公园',
    name: '周老师',
    publishConsent: true,
    received: [9, '20:41'],
    accepted: [8, '09:02'],
  },
  {
    kind: 'problem',
    title: '小区门口的路灯坏了三盏（示例）',
    body: '从幼儿园到小区东门这一段三盏路灯都不亮，晚上接孩子只能用手机照路，前天有人踩空崴了脚。',
    category: 'public-facilities',
    county: '331122',
    place: '五云街道溪滨北路幼儿园到小区东门',
    latitude: 28.65834,
    longitude: 120.09112,
    name: '李女士',
    phone: '13900000004',
    publishConsent: true,
    drawing: 'dark-lamp',
    received: [5, '18:52'],
    accepted: [4, '08:47'],
  },
  {
    kind: 'problem',
    title: '夜里十一点以后还有人在广场上放音响（示例）',
    body: '文化广场东侧，每天晚上十一点以后还有两拨人跳舞、唱歌，音响开得很大，家里有高三的孩子。',
    category: 'noise',
    county: '331124',
    place: '西屏街道文化广场东侧',
    name: '叶先生',
    phone: '13900000005',
    publishConsent: false,
    received: [3, '23:36'],
  },
  {
    kind: 'advice',
    title: '办事大厅中午能不能留一个窗口（示例）',
    body: '上班的人只有中午有空。建议十二点到一点半留一个综合窗口，哪怕只收件也好。',
    category: 'counter-service',
    county: '331125',
    place: '云和县政务服务大厅',
    publishConsent: true,
    received: [2, '12:40'],
  },
  {
    kind: 'idea',
    title: '斑马线前画一道“让一让”的提示线（示例）',
    body: '在斑马线前十米画一条绿色的提示线，写上“前方让行”，司机抬头就看得到，比罚款更管用。',
    category: 'courteous-traffic',
    county: '331102',
    place: '丽青路沿线各路口',
    name: '小季',
    phone: '13900000006',
    publishConsent: true,
    received: [1, '16:15'],
  },
  {
    kind: 'problem',
    title: '丽阳街人行道地砖松动，雨天溅一身水（示例）',
    body: '丽阳街邮局门口往东五十米，十几块地砖是松的，下雨天一踩就溅水，前天有老人绊倒。',
    category: 'public-facilities',
    county: '331102',
    place: '丽阳街邮局门口往东五十米',
    name: '金女士',
    phone: '13900000007',
    publishConsent: true,
    received: [20, '09:12'],
    accepted: [20, '10:05'],
    handedOver: { at: [20, '14:30'], lead: 'zonghe-zhifa', co: { unit: 'zijin-jiedao', workingDays: 2 } },
    signed: [19, '09:01'],
  },
  {
    kind: 'problem',
    title: '菜场后门的泔水桶没有盖，气味很大（示例）',
    body: '后门摆了六只泔水桶，盖子都没有，中午太阳一晒，整条弄堂都是味道。',
    category: 'street-cleanliness',
    county: '331102',
    place: '紫金街道府前菜场后门弄堂',
    publishConsent: true,
    received: [4, '11:20'],
    accepted: [4, '14:10'],
    handedOver: { at: [3, '09:20'], lead: 'zonghe-zhifa', co: { unit: 'zijin-jiedao', workingDays: 1 } },
  },
  {
    kind: 'advice',
    title: '中山街夜市收摊后能不能统一冲洗路面（示例）',
    body: '夜市很热闹，但是第二天早上路面都是油，走路打滑。建议收摊后统一冲洗。',
    category: 'street-cleanliness',
    county: '331102',
    place: '中山街夜市',
    name: '季先生',
    phone: '13900000008',
    publishConsent: true,
    received: [6, '07:50'],
    accepted: [6, '09:30'],
    handedOver: { at: [5, '10:00'], lead: 'zonghe-zhifa' },
    signed: [5, '15:22'],
    extensionAsked: { at: [1, '09:40'], workingDays: 5, reason: '冲洗要和供水、夜市管理方一起排时间，需要再协调。' },
  },
  {
    kind: 'problem',
    title: '大洋路口的非机动车道被共享单车堵住（示例）',
    body: '每天早上地铁口一样，共享单车堆了三层，骑车的人只好走机动车道。',
    category: 'bicycle-parking',
    county: '331102',
    place: '大洋路与人民街路口东北角',
    name: '章先生',
    phone: '13900000009',
    publishConsent: true,
    drawing: 'blocked-path',
    received: [18, '08:05'],
    accepted: [18, '09:10'],
    handedOver: { at: [18, '11:00'], lead: 'zonghe-zhifa' },
    signed: [18, '14:00'],
    unitAnswered: {
      at: [16, '16:40'],
      body: '结论：情况属实，已经整改。\n依据：《丽水市文明行为促进条例》和共享单车停放管理的约定。\n措施：已清运堆放的单车 120 辆，要求运营企业早高峰派两人现场调度，路口东北角划出停车框。\n日期：11月4日起，每个工作日早上七点半到九点有人值守。\n联系：市综合执法局（示例），电话 0578-0000000。',
      noPhotosBecause: '示例没有现场照片',
    },
    verified: [15, '09:30'],
    rated: { at: [14, '20:11'], satisfaction: 'satisfied', solved: true, words: '第二天就清走了，谢谢。' },
  },
]
