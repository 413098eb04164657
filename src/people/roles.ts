import type { Role } from '#db/schema.ts'

export type { Role }

/** Every role a person may hold, with the word shown for it. */
export const roles = {
  contributor: '通讯员',
  reviewer: '审核员',
  publisher: '签发人',
  clerk: '受理员',
  officer: '联络员',
  supervisor: '督办员',
  organiser: '活动组织者',
  volunteer: '志愿者',
  admin: '管理员',
} as const satisfies Record<Role, string>

export const roleNames = Object.keys(roles) as Role[]

/** Those who see every suggestion and read the figures; an officer without one of these sees what lies with their units. */
export const officeRoles: [Role, ...Role[]] = ['clerk', 'supervisor', 'admin']

/** Of these who decides about what people send, and sees who sent it; an administrator does neither. */
export const caseRoles: [Role, ...Role[]] = ['clerk', 'supervisor']

/** Who begins entries. */
export const writerRoles: [Role, ...Role[]] = ['contributor', 'publisher']

/** Who reviews what others wrote. */
export const reviewerRoles: [Role, ...Role[]] = ['reviewer', 'publisher']

export function holdsAny({ roles }: { roles: readonly Role[] }, allowed: readonly Role[]): boolean {
  return roles.some(role => allowed.includes(role))
}
