/** Why a suggestion is not taken on, with the words that desk and citizen read (不予受理 has to give its reason). */
export const declineReasons = {
  'not-ours': '不属于本平台的受理范围',
  'legal-way': '已经或应当通过诉讼、仲裁、复议等法定途径解决',
  duplicate: '同一件事正在办理，或者已经答复过',
  unclear: '内容不清楚，无法找到地点或核实情况',
  secret: '涉及国家秘密、商业秘密或他人隐私',
  abusive: '含有侮辱、诽谤、广告等不当内容',
} as const

export type DeclineReason = keyof typeof declineReasons
