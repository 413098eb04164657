import { gardenMove } from '../../move.ts'
import { joinOrganisation, memberFields, type Standing } from '../memberships.ts'
import { organisationRefusals } from '../refusals.ts'

export const joining = gardenMove({
  name: 'join',
  title: '加入',
  submit: '加入',
  done: '加入了，欢迎。',
  form: memberFields,
  offered: (standing: Standing) => !standing,
  asAsked: organisationRefusals.alreadyMember,
  act: (db, organisationId, { volunteer }, { person, now }) =>
    joinOrganisation(db, { organisationId, volunteerId: volunteer, personId: person.id, home: false }, now),
})
