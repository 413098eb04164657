/** What the desk says of messages that were sent. */
export const messageDeskWords = {
  title: '消息',
  lead: '发给市民和工作人员的短信、邮件和工作台提醒',
  when: '时间',
  to: '发给',
  text: '内容',
  channel: { sms: '短信', email: '邮件', desk: '工作台' },
  state: '状态',
  states: { waiting: '待发', sending: '正在发', sent: '已发', failed: '没有发出' },
  tabs: { all: '全部', unsent: '没有发出的' },
  attempts: (count: number) => `试了 ${count} 次`,
  again: '再发一次',
  open: '打开',
  none: '没有消息',
  older: '更早的',
  done: '已重新排队发送。',
} as const
