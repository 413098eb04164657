import type { Role } from '#people/roles.ts'
import type { Need } from './needs.ts'

/** A need as somebody at the desk sees it. */
export interface SeenNeed {
  need: Need
  /** They verify needs. */
  office: boolean
  /** Theirs is the organisation that took it up. */
  mine: boolean
  /** Organises for some organisation. */
  organises: boolean
  /** How many volunteers could be asked. */
  fitting: number
}

/** Who verifies needs. */
export const needOfficeRoles = ['clerk', 'admin'] as const satisfies Role[]

/** Whether somebody verifies needs. */
export function isNeedOffice({ roles }: { roles: readonly Role[] }): boolean {
  return needOfficeRoles.some(role => roles.includes(role))
}

const isOpen = ({ state }: Need) => state === 'verified' || state === 'taken-up'

/** Whether volunteers may be asked: while the need is open, by the office and by the organisation that took it up. */
export function mayAskFor({ need, office, mine }: Pick<SeenNeed, 'need' | 'office' | 'mine'>): boolean {
  return isOpen(need) && (mine || office)
}
