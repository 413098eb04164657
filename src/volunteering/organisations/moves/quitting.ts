import { gardenMove } from '../../move.ts'
import { leaveOrganisation, memberFields, type Standing } from '../memberships.ts'
import { organisationRefusals } from '../refusals.ts'

export const quitting = gardenMove({
  name: 'leave',
  title: '退出',
  submit: '退出',
  done: '已经退出。',
  look: 'quiet',
  form: memberFields,
  offered: (standing: Standing) => standing !== undefined,
  asAsked: organisationRefusals.notMember,
  act: (db, organisationId, { volunteer }, { person, now }) =>
    leaveOrganisation(db, { organisationId, volunteerId: volunteer, personId: person.id }, now),
})
