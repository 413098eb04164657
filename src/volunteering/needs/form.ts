import type * as z from 'zod'
import { isNonAnswer } from '#forms/typed/non-answers.ts'
import { momentOf } from '#calendar/lishui.ts'
import { choice, clock, day, fields, line, oneOf, requestKey, wholeNumber, words } from '#forms/fields.ts'
import { activityKinds } from '../activities/words.ts'
import type { NewNeed } from './needs.ts'
import { needRefusals } from './refusals.ts'

/** A need as a form sends it. */
export const needForm = fields(
  {
    title: line('需要什么帮手', {
      nonAnswer: isNonAnswer,
      max: 60,
      hint: '例如：请人陪老人去一趟医院',
      missing: '请用一句话写需要什么帮手',
    }),
    what: words('说清楚些', {
      nonAnswer: isNonAnswer,
      max: 2000,
      hint: '要做什么、要多大力气、要注意什么。不要写身份证号和病历。',
      missing: '请写清楚要做什么',
    }),
    kind: choice('属于哪一类', activityKinds, { missing: '请选属于哪一类' }),
    county: oneOf('县（市、区）', { missing: '请选择县（市、区）' }),
    place: line('具体地点', { nonAnswer: isNonAnswer, max: 120, missing: '请写在哪里' }),
    on: day('哪一天', { typed: true, hint: '写成 20261205 或 2026-12-05', wrong: '请写哪一天，例如 2026-12-05' }),
    from: clock('几点开始', { typed: true, missing: '请写几点开始，例如 09:00', wrong: '请写几点开始，例如 09:00' }),
    until: clock('几点结束', { typed: true, missing: '请写几点结束，例如 11:30', wrong: '请写几点结束，例如 11:30' }),
    people: wholeNumber('要几个人', {
      min: 1,
      max: 100,
      missing: '请写 1 到 100 的人数',
      wrong: '请写 1 到 100 的人数',
    }),
    request_key: requestKey(),
  },
  ({ from, until }, fault) => {
    if (from && until && until <= from) fault('until', needRefusals.times.words)
  },
)

/** The form's data as a need: its day and clocks are Lishui's. */
export function needOf({ on, from, until, people, request_key, ...data }: z.output<typeof needForm>): NewNeed {
  return {
    ...data,
    requestKey: request_key,
    skills: [],
    wantedFrom: momentOf(on, from),
    wantedUntil: momentOf(on, until),
    peopleWanted: people,
  }
}
