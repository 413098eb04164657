import { sayDay } from './clocks/words.ts'
import { stepWords } from './clocks/steps.ts'
import { moves } from './moves/index.ts'
import { sayLetter, type Story } from './story.ts'

/** What is told of events that no move makes: the first one, and what the portal does when a clock calls for it. */
const withoutMove = {
  'suggestion.received': { desk: { title: '市民提交' }, author: { say: () => '你提交了这件事，我们收到了' } },
  'suggestion.taken-down': {
    desk: { title: '代录' },
    author: { say: () => '工作人员替你录入了这件事' },
  },
  'suggestion.overdue': {
    desk: { title: '逾期' },
    author: {
      isLate: true,
      say(detail, nameOf) {
        // That the desk rang up late, or a helping unit wrote late, is between them: the author was promised something else.
        if (!detail.step || !['accept', 'hand-over', 'answer', 'rework'].includes(detail.step)) return undefined
        if (detail.number === undefined) return `没有按时${stepWords[detail.step].step}，对不起。已经提醒工作人员`
        return `${nameOf(detail.unit)}没有按时答复，对不起。已经督办${sayLetter(detail)}`
      },
    },
  },
  'suggestion.turned-red': { desk: { title: '督办转红灯' } },
  'suggestion.went-up': {
    desk: {
      title: '红灯以后上报',
      about: ({ unit }, nameOf) => (unit ? nameOf(unit) : '督办员'),
    },
    author: { say: ({ unit }, nameOf) => `还没有答复，已经报给${unit ? nameOf(unit) : '督办员'}过问` },
  },
  'suggestion.promise-reminded': { desk: { title: '提醒：快到说好的日子' } },
  'suggestion.promise-missed': {
    desk: { title: '没有按说好的日子告诉市民进展' },
    author: {
      isLate: true,
      say: ({ until }) => `说好 ${sayDay(until!)}告诉你进展，没有做到，对不起。已经提醒工作人员`,
    },
  },
  'suggestion.question-unanswered': {
    desk: { title: '提问没有回答，自动结束' },
    author: { say: () => '问题没有等到回答，先按现有的情况办' },
  },
  'suggestion.passed-to-units': { desk: { title: '没有个人信息，转给单位看', forOffice: true } },
  'suggestion.photo-covered': { desk: { title: '看过照片，给单位看', forOffice: true } },
  'suggestion.public-photo-covered': { desk: { title: '看过照片，可以公开', forOffice: true } },
  'suggestion.alarm-raised': { desk: { title: '等答复太久，报给督办员和管理员' } },
  'suggestion.unit-untold': { desk: { title: '单位没有联络员，没有通知到' } },
  'suggestion.reminded': { desk: { title: '到期提醒' } },
  'suggestion.deadline-moved': { desk: { title: '到期日重算' } },
  'suggestion.record-prepared': { desk: { title: '整理公开稿', forOffice: true } },
  'suggestion.record-returned': { desk: { title: '退回公开稿', forOffice: true } },
  'suggestion.record-published': {
    desk: { title: '公开' },
    author: { say: () => '隐去个人信息以后，公开在“你提我改”里' },
  },
  'suggestion.record-removed': {
    desk: { title: '撤下公开的内容' },
    author: { say: () => '从“你提我改”里撤下了' },
  },
  'suggestion.personal-data-read': { desk: { title: '查看了个人信息', forOffice: true } },
} satisfies Record<`suggestion.${string}`, Story>

export type ActionWithoutMove = keyof typeof withoutMove

/** What each event of a suggestion tells, by its action. */
export const stories: Record<string, Story> = {
  ...withoutMove,
  ...Object.fromEntries(moves.map(({ action, story }) => [action, story])),
}
