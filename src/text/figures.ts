import type { QueueMark } from '../suggestions/queue.ts'

/** The rows behind a figure, named. */
export const markWords: Record<QueueMark, string> = {
  'accepted-in-time': '按时受理',
  'accepted-late': '受理逾期',
  'acceptance-due': '应受理',
  answered: '已答复',
  'answered-in-time': '按时答复',
  'answered-late': '答复逾期',
  'answer-due': '应答复',
  reopened: '重新办理过',
  satisfied: '满意',
  'fairly-satisfied': '基本满意',
  dissatisfied: '不满意',
  rated: '已评价',
  'rated-well': '满意和基本满意',
}
