import type { Step } from '#db/schema-course.ts'

/** What has to be done by the deadline, and the event from which its days are counted. */
export const stepWords: Record<Step, { step: string; begun: string }> = {
  accept: { step: '受理', begun: '提交' },
  'hand-over': { step: '交办', begun: '受理' },
  answer: { step: '答复', begun: '交办' },
  verify: { step: '核实', begun: '答复' },
  rework: { step: '返工', begun: '退回' },
  revisit: { step: '回访', begun: '核实' },
  appeal: { step: '申诉决定', begun: '申诉' },
  question: { step: '回答提问', begun: '提问' },
  ruling: { step: '审定', begun: '提请' },
  contribute: { step: '协办', begun: '交办' },
}

/** What a supervisor has to decide. */
export const supervisorsSteps = ['ruling', 'appeal'] as const satisfies Step[]

/** 某创督〔2026〕12号: the number of a supervision letter as it is printed, behind the city's prefix. */
export function formatLetterNumber(prefix: string, { year, number }: { year: number; number: number }): string {
  return `${prefix}〔${year}〕${number}号`
}
