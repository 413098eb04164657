import { choice, fields } from '#forms/fields.ts'
import { authorMove, everyState } from '../course.ts'

const choices = { yes: '隐去个人信息后，可以公开', no: '不公开' } as const

/** 公开与否: its author gives or withdraws the consent to publish it, at any time, as easily as it was given (个人信息保护法 Art. 15). */
export const publishing = authorMove({
  name: 'publishing',
  title: '能不能公开',
  hint: '随时可以改，改了马上生效。不公开也一样办理。',
  submit: '保存',
  done: '记下了。',
  look: 'quiet',
  action: 'suggestion.publishing-chosen',
  by: { author: everyState },
  form: fields({ publish: choice('这件事和它的答复', choices, { look: 'rows', missing: '请选一种' }) }),
  isDone: ({ publish_consent }, { publish }) => publish_consent === (publish === 'yes'),
  act: async (_trx, _suggestion, { publish }) => ({
    change: { publish_consent: publish === 'yes' },
    detail: { publish },
  }),
  story: {
    desk: { title: '提交人选了能不能公开', about: ({ publish }) => choices[publish!] },
    author: { say: ({ publish }) => `你选了：${choices[publish!]}` },
  },
})

/** What stands now, as the form words it. */
export const sayPublishing = (consent: boolean): string => choices[consent ? 'yes' : 'no']
