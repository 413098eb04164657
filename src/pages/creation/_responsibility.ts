import type { Entry } from '#publishing/edition/edition.ts'
import type { Department } from '#publishing/types/department.ts'

/** A unit with the units under it, in their own order. */
export interface Unit {
  department: Entry<Department>
  under: Unit[]
}

/** What may be said of how much lies with each unit, and how much it has answered in public. */
export interface Standing {
  open: ReadonlyMap<string, number>
  answered: ReadonlyMap<string, number>
}

/**
 * The responsibility tree (clause 1): 文明委 → 创建办 → counties and departments → streets → communities.
 * A unit whose superior is missing stands at the top; one that is its own superior, by whatever detour, does too:
 * nothing that is published is lost.
 */
export function responsibilityTree(departments: readonly Entry<Department>[]): Unit[] {
  const units = new Map(departments.map(department => [department.id, { department, under: [] as Unit[] }]))
  const superiorOf = (unit: Unit) => units.get(unit.department.data.parent ?? '')
  const isInCircle = (unit: Unit) => {
    const seen = new Set<Unit>()
    for (let above = superiorOf(unit); above && !seen.has(above); above = superiorOf(above)) {
      if (above === unit) return true
      seen.add(above)
    }
    return false
  }
  const top: Unit[] = []
  for (const unit of units.values()) {
    const superior = superiorOf(unit)
    if (superior && !isInCircle(unit)) superior.under.push(unit)
    else top.push(unit)
  }
  return top
}
