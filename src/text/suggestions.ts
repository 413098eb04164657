import type { SuggestionKind, SuggestionState } from '../../db/schema.ts'

/** The three kinds of 建言, in the order in which the form asks, each with a word of help. */
export const suggestionKinds: Record<SuggestionKind, { label: string; hint: string }> = {
  problem: { label: '反映问题', hint: '坏了、脏了、堵了，请来处理' },
  advice: { label: '提建议', hint: '现在这样，还可以更好' },
  idea: { label: '金点子', hint: '一个别人没想到的新办法' },
}

/** The state of a suggestion in as few words as a table needs. */
export const suggestionStates: Record<SuggestionState, string> = {
  received: '待受理',
  accepted: '办理中',
  declined: '不予受理',
  answered: '已答复',
}

/** What a suggestion is about. The keys are kept in the database: words may change, keys may not. */
export const suggestionCategories = {
  'street-cleanliness': '市容环境',
  'vehicle-parking': '占道停车',
  'bicycle-parking': '非机动车停放',
  'courteous-traffic': '文明交通',
  noise: '噪音扰民',
  'public-facilities': '公共设施',
  'residential-compound': '小区管理',
  'counter-service': '窗口服务',
  'public-service-ads': '公益广告',
  'school-surroundings': '校园周边',
  volunteering: '志愿服务',
  other: '其他',
} as const

export type SuggestionCategory = keyof typeof suggestionCategories

/** The version of the words that a citizen consents to; a change of `consents` or of the privacy page gets a new one. */
export const privacyVersion = '2026-11-22'

export const suggestionForm = {
  title: '我要建言',
  lead: '路灯坏了、车停乱了、有个好主意，都可以说。不用注册，提交后凭编号随时查看办到哪一步。',
  sections: { what: '什么事', where: '在哪里', photos: '拍张照片', contact: '怎么告诉你' },
  kind: { label: '这是什么事？' },
  heading: { label: '一句话说明', hint: '例：府前菜场门口的消防通道被电瓶车堵住' },
  body: { label: '说清楚些', hint: '什么时候、多久一次、影响了谁、想怎么解决。请不要写自己或别人的电话、身份证号' },
  category: { label: '属于哪一类', empty: '请选择', hint: '拿不准就选“其他”，工作人员会归类' },
  county: { label: '县（市、区）', empty: '请选择' },
  place: { label: '具体地点', hint: '街道、小区、路口或门牌，写到别人能找到的程度', optionalFor: '反映问题时必填；提建议、出点子可以不写' },
  latitude: { label: '纬度' },
  longitude: { label: '经度' },
  position: {
    use: '用我现在的位置',
    hint: '只在你就在现场时使用；位置只给办理的人看',
    found: (metres: number) => `已填上你现在的位置，误差约 ${metres} 米。`,
    refused: '没有得到位置。不要紧，把地点写清楚就行。',
    clear: '去掉位置',
  },
  photos: {
    label: '照片',
    hint: '最多 6 张，每张不超过 10 MB；照片里藏着的位置、时间等信息会自动去掉，照片不会公开',
    chooseAgain: '其他内容都留着，只有照片要重新选一次（浏览器不允许网页替你选文件）。',
    preview: (count: number) => `已选 ${count} 张`,
  },
  name: { label: '怎么称呼你', hint: '例：吴女士' },
  phone: { label: '手机号或座机', hint: '只用来核实情况、告诉你结果；办理单位看不到。座机请带区号，例：0578-2090000' },
  consents: {
    publish: '经审核、隐去个人信息后，可以公开这件事和它的答复。不同意也一样办理',
    privacyBefore: '我已看过并同意',
    privacyLink: '《个人信息保护说明》',
    privacyAfter: '，同意为办理这件事处理我填写的内容；我未满 14 周岁的，已由父母或其他监护人同意',
  },
  submit: '提交',
  afterwards: {
    title: '提交以后',
    steps: [
      '马上得到一个编号，请拍照或抄下来',
      '工作人员看过后决定是否受理，不受理会说明理由',
      '受理后由负责的单位办理，答复写在进度页上',
      '凭编号在“查办理进度”里随时看',
    ],
    urgent: '有人受伤、着火、燃气泄漏等急事，请直接拨打 110、119、120。',
  },
} as const

/** Messages at the fields: each says what to do. */
export const suggestionErrors = {
  kind: '请选择这是什么事',
  title: { missing: '请用一句话说明是什么事', long: '请把一句话说明缩短到 60 个字以内', oneLine: '一句话说明只能写一行，细节请写在“说清楚些”里' },
  body: { missing: '请把事情说清楚些，一两句也行', long: '请把内容缩短到 3000 个字以内' },
  category: '请选择属于哪一类',
  county: '请选择在哪个县（市、区）',
  place: { missing: '请写一下在哪里，工作人员才找得到', long: '请把具体地点缩短到 120 个字以内', oneLine: '具体地点只能写一行' },
  position: '位置不完整或不对，请重新获取，或把经纬度都清空',
  name: '请把称呼缩短到 40 个字以内',
  phone: '请写 11 位手机号，或带区号的座机，例：0578-2090000；也可以不写',
  privacyConsent: '请先看《个人信息保护说明》，同意后打勾',
  requestKey: '页面打开得太久或没有打开完整，请再按一次提交',
  photos: {
    'not-a-photo': (name: string) => `“${name}”不是能读取的照片，请选 JPEG、PNG 或 WebP 格式的`,
    broken: (name: string) => `“${name}”没有传完整或已经损坏，请换一张`,
    'too-many-pixels': (name: string) => `“${name}”的尺寸太大，请换一张 5000 万像素以内的`,
  },
} as const
