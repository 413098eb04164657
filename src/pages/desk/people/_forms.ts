import { choices, fields, line, passedOn, someOf } from '#forms/fields.ts'
import { isLogin, normaliseLogin } from '#people/people.ts'
import { roles } from '#people/roles.ts'
import { peopleErrors, peopleWords as words } from '#people/staff-words.ts'

const held = {
  roles: choices(words.roles, roles, { missing: peopleErrors['unknown-role'] }),
  units: someOf(words.units, { hint: words.unitsHint }),
}

/** What somebody at the desk may do, and for which units; the units that were confirmed to be left without an officer. */
export const staffForm = fields({ ...held, left_by_change: passedOn() })

export const disablingForm = fields({ left_by_disabling: passedOn() })

export const inviteForm = fields({
  name: line(words.name, {
    max: 40,
    missing: peopleErrors['bad-name'],
    tooLong: peopleErrors['bad-name'],
    autocomplete: 'off',
  }),
  login: line(words.login, {
    max: 40,
    hint: words.loginHint,
    missing: peopleErrors['bad-login'],
    tooLong: peopleErrors['bad-login'],
    autocomplete: 'off',
    autocapitalize: 'none',
  }).refine(typed => isLogin(normaliseLogin(typed)), peopleErrors['bad-login']),
  ...held,
})
