import type { Satisfaction } from '#db/schema-course.ts'
import type { SuggestionState } from '#db/schema.ts'
import type { StepName, TimelineStep } from './timeline.ts'
import { sayDay } from './clocks/words.ts'
import { formatLetterNumber, stepWords } from './clocks/steps.ts'
import { progress } from './words.ts'

/** What the citizen's own page of a suggestion says: who has it, what one can still do, why not. */

export const satisfactions: Record<Satisfaction, string> = {
  satisfied: '满意',
  'fairly-satisfied': '基本满意',
  dissatisfied: '不满意',
}

export const authorWords = {
  stale: '页面打开得太久了，请刷新后再试一次',
  someUnit: '负责的单位',
  holder: {
    title: '谁在办',
    lead: '牵头单位',
    coUnits: '协办单位',
    since: '交办',
    signed: '签收',
    notSigned: '还没有签收',
    due: '答复期限',
    provisional: '暂定',
    phone: '办公电话',
  },
  answerStillDue: (due: string, inTime: boolean) => (inTime ? `答复的期限不变：${due}下班前。` : `答复的期限 ${due}已经过了，对不起。换了单位也不重新计时。`),
  suspended: (until: string, reason: string) => `暂停办理，${until}恢复。理由：${reason}`,
  merged: (now: string) => `合到一起办的那件事：${now}。它的答复也会登在这里。`,
  answerPhotos: { before: '整改前', after: '整改后' },
  rating: {
    title: '轮到你了：满意吗？',
    lead: '选“不满意”或者“没有解决”，会交回原来的单位重新办理，督办人员也会知道。',
    satisfaction: '对这次答复',
    satisfactionMissing: '请选满意、基本满意或者不满意',
    solved: '这件事',
    solvedYes: '解决了',
    solvedNo: '没有解决',
    solvedMissing: '请选解决了还是没有解决',
    words: '想说的话',
    wordsHint: '哪里好、哪里还不行。办理单位看得到，请不要写自己的姓名和电话',
    wordsTooLong: '请把想说的话缩短到 500 个字以内',
    submit: '提交评价',
    given: '你的评价',
    done: '谢谢你的评价。',
    doneReopened: '收到了。已经交回原来的单位重新办理，新的期限写在下面。',
  },
  addition: {
    title: '补充情况',
    lead: '有新的情况、忘了写的地点，可以补充。工作人员和办理单位会看到。',
    body: '补充的内容',
    bodyHint: '请不要写自己或别人的电话、身份证号',
    bodyMissing: '请写要补充的内容',
    bodyTooLong: '请把补充的内容缩短到 1000 个字以内',
    submit: '提交补充',
    done: '补充的内容收到了。',
    tooMany: '补充的次数太多了。有新的情况，请再提交一件建言。',
  },
  withdrawal: {
    title: '撤回这件事',
    link: '不想办了？撤回这件事',
    lead: '撤回以后，单位不再办理，也不能恢复；还想办，要重新提交一件。',
    confirm: '撤回',
    keep: '不撤回，回到进度页',
    done: '已经撤回了。',
  },
  refusedTitle: '没有提交成功',
  otherAnswer: '这份评价是给上一次答复的。下面是新的答复，请看过再评价。',
  alreadyRated: '这次答复已经评价过了，不能再改。',
  readings: {
    title: '谁看过你的信息',
    none: '到现在没有人看过你的姓名、电话或邮箱。',
    unitsCannot: '办理单位看不到你的姓名和电话。',
    what: { name: '姓名', phone: '手机号', email: '邮箱' },
    line: (who: string, what: string) => `${who} 看了${what}`,
    reason: '理由：',
  },
  qr: { label: '这一页的二维码', words: '用手机扫一扫，随时回来看' },
} as const

/** Why its author cannot do something now, in words that say what to do instead. */
export function sayNotNow(move: 'rating' | 'addition' | 'withdrawal', state: SuggestionState): string {
  if (state === 'withdrawn') return '你已经撤回了这件事，不能再改。还想办，请重新提交一件。'
  if (state === 'declined') return '这件事没有受理，理由写在下面。情况有变化，可以重新提交一件。'
  if (state === 'merged') return '这件事已经合到正在办的另一件里，不用再提交。'
  if (move === 'addition') return '这件事已经办结。还没解决，请在评价里选“没有解决”，会重新办理。'
  if (move === 'withdrawal') return '这件事已经办结，不能撤回。'
  return state === 'reopened' ? '已经交回原来的单位重新办理，等新的答复出来再评价。' : '还没有可以评价的答复，答复以后才能评价。'
}

/** A step of the course in plain words. `nameOf` gives the name of a unit. */
export function sayStep(step: TimelineStep, nameOf: (unit: string | undefined) => string): string {
  const unit = nameOf(step.unit)
  const words: Partial<Record<StepName, () => string>> = {
    'handed-over': () => `交给${unit}牵头去办${step.coUnits?.length ? `，${step.coUnits.map(nameOf).join('、')}协办` : ''}`,
    'signed-for': () => `${unit}签收了，开始办`,
    returned: () => `${unit}说明不归它管，退了回来；答复的时限不重算`,
    contributed: () => `${unit}交来了协办意见`,
    answered: () => `${unit}办完了，答复交给工作人员核实`,
    'extension-asked': () => `${unit}申请延期 ${step.workingDays} 个工作日`,
    'extension-decided': () => (step.granted ? `同意延期 ${step.workingDays} 个工作日` : '没有同意延期，期限不变'),
    suspended: () => `暂停办理，${step.until ? sayDay(step.until) : ''}恢复；暂停的日子不算在期限里`,
    resumed: () => '恢复办理',
    supervised: () => `督办了：要求${unit}尽快办${sayLetter(step)}`,
    overdue: () => (step.letter ? `${unit}没有按时答复，对不起。已经督办${sayLetter(step)}` : `没有按时${step.late ? stepWords[step.late].step : '办'}，对不起。已经提醒工作人员`),
    'added-to': () => '你补充了情况',
    rated: () => (step.rating ? `你的评价：${satisfactions[step.rating.satisfaction]}，${step.rating.solved ? '解决了' : '没有解决'}` : '你评价了'),
  }
  return words[step.step]?.() ?? progress[step.step as SuggestionState].step
}

function sayLetter({ letter }: TimelineStep): string {
  return letter ? `（督办函：${formatLetterNumber(letter)}）` : ''
}
