import { randomUUID } from 'node:crypto'
import type { CityFacts } from '#assessment/counting.ts'
import { coUnit, leadUnit } from './course.ts'

/** The year that tests assess. */
export const assessedYear = 2026

/** A scheme of everything that can be counted and one thing to judge. */
export const sampleScheme = {
  id: 'scheme-2026',
  data: {
    title: '示例方案',
    year: assessedYear,
    criteria: [
      { code: 'in-time', name: '按时答复', weight: 30, source: 'answered-in-time', minimum: 1, meaning: '示例' },
      { code: 'returned', name: '少退单', weight: 10, source: 'returned', minimum: 1, meaning: '示例' },
      { code: 'reopened', name: '一次办好', weight: 10, source: 'reopened', minimum: 1, meaning: '示例' },
      { code: 'satisfied', name: '市民满意', weight: 10, source: 'satisfied', minimum: 3, meaning: '示例' },
      { code: 'rectified', name: '曝光整改', weight: 10, source: 'exposures-rectified', minimum: 1, meaning: '示例' },
      { code: 'reports', name: '工作报告', weight: 10, source: 'reports-filed', minimum: 1, meaning: '示例' },
      { code: 'tasks', name: '任务清单', weight: 10, source: 'tasks-done', minimum: 1, meaning: '示例' },
      { code: 'standing', name: '实地查看', weight: 10, source: 'judged', minimum: undefined, meaning: '示例' },
    ],
    sample: true,
    publish_at: undefined,
    expires_at: undefined,
  },
} as const

/** What content says of two units: one with an exposure put right, one not, and two tasks. */
export const sampleFacts: CityFacts = {
  units: [
    { id: leadUnit, name: '城管', until: undefined },
    { id: coUnit, name: '紫金', until: '2026-09-01' },
  ],
  rules: { rhythm: 'half-year', days: 15, public: true },
  evidence: {
    'exposures-rectified': [
      { unit: leadUnit, title: '占道', href: '/exposure/a', good: true },
      { unit: leadUnit, title: '积水', href: '/exposure/b', good: false },
    ],
    'tasks-done': [{ unit: leadUnit, title: '任务一', good: true }],
  },
}

export const aKey = () => ({ request_key: randomUUID() })
