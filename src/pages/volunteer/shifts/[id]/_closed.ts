import { formatMoment } from '#calendar/lishui.ts'
import type { findShift } from '#volunteering/activities/matching.ts'
import { isBeforeDraw } from '#volunteering/line/draw.ts'
import { isChoiceOver } from '#volunteering/line/line.ts'

type Shown = NonNullable<Awaited<ReturnType<typeof findShift>>>

/** Why nobody can sign up for a shift now, as its page says it; undefined when one can. */
export function sayClosed(
  shift: Shown,
  activity: { state: string; cancel_words: string | null },
  now: Date,
): string | undefined {
  if (shift.state === 'cancelled' || activity.state === 'cancelled')
    return `这个班次已经取消。${shift.cancel_words ?? activity.cancel_words ?? ''}`
  if (now >= shift.starts_at) return '这个班次已经开始，不能再报名。'
  if (shift.state === 'closed') return '这个班次已停止报名。'
  if (shift.opens_at && now < shift.opens_at) return `${formatMoment(shift.opens_at, now)} 开始报名。`
  if (isChoiceOver(shift, now)) return '这一班的人已经选定，不能再报名。'
  if (shift.free === 0 && shift.choose_by) return '名额已经全部选定，不能再报名。'
  if (shift.free === 0 && !isBeforeDraw(shift) && !shift.waiting_list) return '名额已满，这一班不设候补。'
  return undefined
}
