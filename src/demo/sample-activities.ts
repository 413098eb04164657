import type { ActivityDraft } from '#volunteering/activities/drafting.ts'

export interface SampleActivity {
  name: string
  /** Index in `sampleOrganisations`. */
  organisation: number
  draft: ActivityDraft
  shifts: { inDays: number; from: string; until: string; capacity: number; meetingPoint?: string }[]
}

/** Invented organisations show no papers. */
const sample = {
  standing: 'supervised' as const,
  supervisingUnit: '示例街道办事处（示例）',
  documents: [],
  sample: true,
}

export const sampleOrganisations = [
  {
    name: '莲都河岸护绿队（示例）',
    county: '331102',
    introduction: '每周末沿瓯江两岸走一段，捡垃圾、扶树苗、擦护栏。来过一次就算队员，家长可以带孩子。',
    contactName: '雷春茶（示例）',
    contactPhone: '0578-2090001',
    ...sample,
    forChildren: true,
  },
  {
    name: '银发手机学堂（示例）',
    county: '331102',
    introduction: '陪老人学会用手机挂号、缴费、视频。一人教一位，慢慢来，教会为止。',
    contactName: '蓝小满（示例）',
    contactPhone: '0578-2090002',
    ...sample,
    forChildren: true,
  },
  {
    name: '龙泉青瓷讲解志愿队（示例）',
    county: '331181',
    introduction: '在展厅和老街给客人讲青瓷、指路、帮忙拍照。有培训，会方言更好。',
    contactName: '叶青岚（示例）',
    contactPhone: '0578-2090003',
    ...sample,
    forChildren: false,
  },
]

/** Waits for the office to admit it. */
export const sampleApplication = {
  name: '景宁畲歌传唱队（示例）',
  county: '331127',
  introduction: '周末到村里、学校教唱畲歌，陪老人录下会唱的歌。现有十二人，每月活动两次。',
  contactName: '雷小芳（示例）',
  contactPhone: '0578-2090004',
  ...sample,
}

const contact = {
  contactName: '活动联系人（示例）',
  contactPhone: '0578-2090000',
  insurer: '示例保险公司（示例）',
  insuranceReference: '示例保单 2026-01，覆盖全体志愿者',
}

/** Invented, as everything here; times are days from the first start. */
export const sampleActivities: SampleActivity[] = [
  {
    name: 'crossing',
    organisation: 0,
    draft: {
      ...contact,
      title: '文明交通劝导 · 丽青路口',
      kind: 'traffic',
      county: '331102',
      place: '丽青路与花园路路口',
      latitude: 28.4502,
      longitude: 119.9215,
      whatToDo:
        '早高峰在路口提醒行人走斑马线，请电动车停在线后，帮老人和孩子过街。\n每人一面小旗、一件马甲，站在人行道上，不下车道。',
      riskText: '路口车多，冬天早晨冷。',
      protectionText: '发反光马甲，上岗前讲十分钟安全，队长全程在场。',
      minimumAge: 16,
      guardianRule: 'consent',
      skills: ['traffic'],
    },
    shifts: [
      { inDays: 2, from: '07:20', until: '08:40', capacity: 6, meetingPoint: '路口东北角公交站牌下' },
      { inDays: 4, from: '07:20', until: '08:40', capacity: 6, meetingPoint: '路口东北角公交站牌下' },
      { inDays: 9, from: '07:20', until: '08:40', capacity: 6, meetingPoint: '路口东北角公交站牌下' },
    ],
  },
  {
    name: 'phones',
    organisation: 1,
    draft: {
      ...contact,
      title: '陪老人学手机 · 岩泉街道',
      kind: 'elderly',
      county: '331102',
      place: '岩泉街道居家养老服务中心',
      latitude: 28.4615,
      longitude: 119.9144,
      whatToDo: '一位志愿者陪一位老人，教挂号、视频通话、识别骗局。不替老人操作，手把手让他自己点。',
      riskText: '老人行动慢，注意搀扶；不代老人输入密码。',
      protectionText: '中心有护理员在场，上课前有半小时培训。',
      minimumAge: 14,
      guardianRule: 'consent',
      skills: ['phones', 'dialect'],
    },
    shifts: [
      { inDays: 4, from: '14:00', until: '16:00', capacity: 5 },
      { inDays: 11, from: '14:00', until: '16:00', capacity: 5 },
    ],
  },
  {
    name: 'river',
    organisation: 0,
    draft: {
      ...contact,
      title: '古堰画乡清河道（亲子）',
      kind: 'environment',
      county: '331102',
      place: '大港头镇古堰画乡埠头',
      latitude: 28.3237,
      longitude: 119.7431,
      whatToDo: '沿河岸步道捡垃圾、分类装袋，认识三种岸边的树。孩子须由家长陪同，全程不下水。',
      riskText: '步道临水，有台阶。',
      protectionText: '发手套和夹子，每十人一名安全员，配急救包。',
      minimumAge: 6,
      guardianRule: 'accompanied',
      skills: [],
    },
    shifts: [
      { inDays: 6, from: '09:00', until: '11:30', capacity: 12, meetingPoint: '埠头老樟树下' },
      { inDays: 13, from: '09:00', until: '11:30', capacity: 12, meetingPoint: '埠头老樟树下' },
    ],
  },
  {
    name: 'guides',
    organisation: 2,
    draft: {
      ...contact,
      title: '青瓷展厅周末讲解',
      kind: 'culture',
      county: '331181',
      place: '龙泉市示例青瓷展厅',
      latitude: 28.0746,
      longitude: 119.1415,
      whatToDo: '给参观的人讲一件瓷器的来历，提醒不触摸展品，帮老人找座位。',
      riskText: '久站。',
      protectionText: '每小时轮换，展厅有休息处和饮水。',
      minimumAge: 16,
      guardianRule: 'consent',
      skills: ['guiding', 'foreign-language'],
    },
    shifts: [
      { inDays: 6, from: '13:30', until: '16:30', capacity: 4 },
      { inDays: 7, from: '13:30', until: '16:30', capacity: 4 },
    ],
  },
  {
    name: 'homework',
    organisation: 1,
    draft: {
      ...contact,
      title: '四点半作业陪伴 · 云和',
      kind: 'minors',
      county: '331125',
      place: '云和县示例社区书房',
      latitude: 28.1158,
      longitude: 119.5735,
      whatToDo: '陪放学的孩子写作业、读一本书，等家长来接。两人一组，门一直开着。',
      riskText: '需要耐心；不单独与孩子相处。',
      protectionText: '社区工作人员在场，两人一组。',
      minimumAge: 18,
      guardianRule: 'adults',
      skills: ['teaching'],
    },
    shifts: [
      { inDays: 1, from: '16:30', until: '18:00', capacity: 3 },
      { inDays: 3, from: '16:30', until: '18:00', capacity: 3 },
      { inDays: 8, from: '16:30', until: '18:00', capacity: 3 },
    ],
  },
  {
    name: 'ridge',
    organisation: 0,
    draft: {
      ...contact,
      title: '百山祖步道巡护',
      kind: 'environment',
      county: '331126',
      place: '庆元县示例步道入口',
      latitude: 27.7581,
      longitude: 119.1973,
      whatToDo: '走八公里山路，检查路标和护栏，把垃圾背下山，发现塌方立即上报。',
      riskText: '山路湿滑，可能遇到大雾和蛇虫，有滑倒、扭伤的危险。',
      protectionText: '由护林员带队，配登山杖、对讲机和急救包；雨天取消。',
      hazardous: true,
      taskRisks: ['wild'],
      minimumAge: 18,
      guardianRule: 'adults',
      skills: ['first-aid'],
      drawHours: 48,
    },
    shifts: [{ inDays: 12, from: '08:00', until: '14:00', capacity: 10, meetingPoint: '步道入口停车场' }],
  },
]
