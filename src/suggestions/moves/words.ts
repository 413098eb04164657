/** What the desk says at each move: its button, its form, what was done, why not. */

interface MoveText {
  /** Short, on the button that opens the form. */
  title: string
  /** What it means, above the form. */
  hint?: string
  submit: string
  done: string
  look?: 'warning' | 'quiet'
}

export const moveWords = {
  acceptance: { title: '受理', hint: '受理以后，市民的进度页马上会显示。', submit: '受理', done: '已受理，市民马上能看到。' },
  declination: { title: '不予受理', hint: '说清楚为什么，可以找哪里办。市民会原样看到。', submit: '不予受理', done: '已记为不予受理，市民马上能看到理由和说明。', look: 'warning' },
  merger: { title: '合并', hint: '和正在办的一件是同一件事时，合到那一件里办；提交人会收到同一份答复。', submit: '合并', done: '已合并，答复时会一起告诉提交人。' },
  'hand-over': { title: '交办', hint: '一件事由一个牵头单位答复；协办单位的时限不晚于牵头单位。', submit: '交办', done: '已交办，单位的联络员会收到提醒。' },
  signature: { title: '签收', hint: '签收以后由你们单位办理、答复；不归你们管的，先不要签收，写明理由退单。', submit: '签收', done: '已签收。' },
  return: { title: '退单', hint: '签收前可以退一次，要写明理由和依据的职责；答复的时限不重算。', submit: '退单', done: '已退单，由受理员重新交办。', look: 'warning' },
  contribution: { title: '协办意见', hint: '你们做了什么、查到什么，供牵头单位答复时用。市民不会直接看到。', submit: '提交协办意见', done: '已提交协办意见。' },
  answer: { title: '答复', hint: '市民会原样看到。', submit: '发出答复', done: '答复已提交。' },
  rework: { title: '返工', hint: '写明差在哪里。单位重新答复以前，市民看不到这一份。', submit: '退回返工', done: '已退回返工。', look: 'warning' },
  verification: { title: '核实通过', hint: '核实通过以后，市民马上看到答复，并可以评价。', submit: '核实通过', done: '已核实，市民马上能看到答复。' },
  revisit: { title: '回访办结', hint: '问过本人或看过现场，确认已经解决。办结以后，市民仍可以评价、要求重办。', submit: '办结', done: '已办结。' },
  reopening: { title: '重新办理', hint: '交回原来的单位，重新计时。', submit: '重新办理', done: '已交回重新办理。', look: 'warning' },
  'extension-request': { title: '申请延期', hint: '到期以前提出，一件只能延一次，由受理员决定。', submit: '申请延期', done: '已提出延期申请，等受理员决定。' },
  extension: { title: '延期审批', submit: '确定', done: '延期申请已办。' },
  suspension: { title: '挂账', hint: '暂时办不了的，写明原因和恢复的日子；挂账期间不计时，市民会看到原因。', submit: '挂账', done: '已挂账，到期日已重算。' },
  resumption: { title: '恢复办理', hint: '今天起重新计时。', submit: '恢复办理', done: '已恢复办理，到期日已重算。' },
  supervision: { title: '督办', hint: '发出编号的督办函，单位的联络员会收到。', submit: '发督办函', done: '已发督办函。' },
  note: { title: '备注', hint: '只有受理员、督办员看得到。', submit: '记下备注', done: '备注已记下。', look: 'quiet' },
} as const satisfies Record<string, MoveText>

export const moveFields = {
  reason: { label: '理由', choose: '请选择' },
  declinationWords: { label: '写给市民的说明', hint: '例：讨要工钱请走劳动仲裁，可先拨打 12333 咨询' },
  into: { label: '合到哪一件（编号）', hint: '从“同一地点的其他建言”里抄，或直接填编号' },
  lead: { label: '牵头单位', choose: '请选择', proposed: '建议', others: '全部单位' },
  level: { label: '时限', empty: '按类别的规定', options: { 'at-once': '立即办理', ordinary: '一般', complex: '复杂' } },
  coUnits: '协办单位',
  coUnit: (line: number) => `协办单位 ${line}`,
  coDays: '几个工作日',
  coNone: '没有',
  handOverWords: { label: '交办说明', hint: '市民看不到' },
  returnReason: { label: '退单理由' },
  duty: { label: '依据的职责', hint: '例：“三定”规定第 4 条，路灯由城管局维护' },
  contribution: { label: '协办意见' },
  answer: { label: '答复内容' },
  before: { label: '办理前照片', hint: '市民已附照片的可以不传' },
  after: { label: '办理后照片', hint: '问题类要有，拍不了的在下面写明原因；人脸、车牌请先遮住' },
  noPhotos: { label: '没有照片的原因', hint: '例：噪音问题，照片拍不出来' },
  asItIs: '没提到的几项在这件事上不适用，照此发出',
  parts: '写到了',
  template: { label: '套用模板', none: '不用模板', use: '套用' },
  rework: { label: '差在哪里' },
  way: { label: '怎么回访的', options: { phone: '电话', 'on-site': '现场', unreachable: '联系不上' } },
  revisit: { label: '回访情况' },
  reopening: { label: '为什么重新办理', hint: '记为备注，市民看不到' },
  workingDays: { label: '延长几个工作日' },
  extensionReason: { label: '延期理由', hint: '市民会看到' },
  decision: { label: '决定', options: { granted: '批准', refused: '不批准' } },
  decisionWords: { label: '意见' },
  until: { label: '恢复办理的日子', hint: '这一天起重新计时' },
  suspension: { label: '挂账原因', hint: '市民会看到' },
  supervision: { label: '督办要求' },
  note: { label: '备注' },
} as const

/** Messages at the fields: each says what to do. */
export const moveErrors = {
  long: (most: number) => `请控制在 ${most} 字以内`,
  words: '请写几句',
  reason: '请选一条理由',
  declination: '请写几句说明，至少 10 个字',
  code: '编号不对，请再核对一遍',
  lead: '请选一个牵头单位',
  unknownUnit: '单位名录里没有这个单位，请重新选',
  level: '请选一种时限',
  coDays: '请写协办单位有几个工作日，1 到 90',
  returnReason: '请写退单的理由',
  duty: '请写依据哪一条职责',
  contribution: '请写协办意见',
  answer: '请写答复，至少 10 个字',
  placeholder: (piece: string) => `答复里还有没填的地方：“${piece}”。请改成实际内容`,
  missingParts: (labels: string[]) => `好像没有写到：${labels.join('、')}。请补上；确实不适用的，勾选下面一格再发`,
  rework: '请写明差在哪里',
  way: '请选怎么回访的',
  revisit: '请写回访的情况',
  reopening: '请写为什么重新办理',
  workingDays: '请写延长几个工作日，1 到 90',
  extensionReason: '请写延期的理由',
  decision: '请选批准或不批准',
  until: '请填恢复办理的日子',
  suspension: '请写挂账的原因',
  supervision: '请写督办的要求',
  note: '请写备注',
  field: '请选要查看的内容',
  readingReason: '请写查看的理由，至少 4 个字；市民会看到',
} as const

/** Refusals of the course that a person can mend in the form: at which field, in which words. */
export const refusalsAtFields: Record<string, { field: string; message: string }> = {
  'target-itself': { field: 'into', message: '不能合到它自己' },
  'target-unknown': { field: 'into', message: '没有这个编号的建言' },
  'target-not-open': { field: 'into', message: '那一件已经办完或撤回，不能再合进去' },
  'target-busy': { field: 'into', message: '别人正在办那一件，请过一会儿再试' },
  'unit-named-twice': { field: 'co_unit_1', message: '同一个单位只能选一次' },
  'co-unit-later-than-lead': { field: 'co_days_1', message: '协办单位的时限不能晚于牵头单位' },
  'photos-missing': { field: 'after', message: '问题类的答复要有办理前后的照片；没有的，请写明原因' },
  'too-late': { field: 'working_days', message: '已经到期，不能再申请延期' },
  'too-long': { field: 'working_days', message: '超过了允许延期的工作日数' },
  'already-extended': { field: 'working_days', message: '已经延过一次期，不能再延' },
  'already-asked': { field: 'working_days', message: '已经提过申请，请等受理员决定' },
  'until-not-later': { field: 'until', message: '请填今天以后的日子' },
  'until-too-far': { field: 'until', message: '最长挂账一年' },
}

/** Refusals that say the move is no longer to be made, whatever is typed. */
export const lateRefusals: Record<string, string> = {
  'already-returned': '你们单位已经退过一次单，不能再退。',
  'already-contributed': '协办意见已经提交过了。',
  'not-asked': '延期申请已经办过，或者单位已经答复。',
  'already-suspended': '这件建言已经在挂账。',
  'not-suspended': '这件建言没有在挂账。',
  'wrong-role': '这一步不归你的角色办。',
  'not-your-unit': '这件建言没有交给你们单位，或者已经交给别的单位。',
}
