import type { Day } from '#calendar/work-calendar.ts'
import type { Department } from '#publishing/types/department.ts'
import type { Entry } from '#publishing/types/entry.ts'

/** A unit that reports and is assessed, with the day from which it is no more. */
export interface AnsweringUnit {
  id: string
  name: string
  until: Day | undefined
}

/**
 * The units that answered for something between two days, the last not included: counties and departments, those too that
 * were dissolved in between. What stands above them is reported to; what stands below reports to its county.
 */
export function answeringUnits(departments: readonly Entry<Department>[], begins: Day, ends: Day): AnsweringUnit[] {
  return departments
    .filter(({ data }) => data.level === 'county' || data.level === 'department')
    .filter(({ data }) => data.dissolved_on === undefined || data.dissolved_on > begins)
    .map(({ id, data: { short_name, dissolved_on } }) => ({
      id,
      name: short_name,
      until: dissolved_on !== undefined && dissolved_on < ends ? dissolved_on : undefined,
    }))
}
