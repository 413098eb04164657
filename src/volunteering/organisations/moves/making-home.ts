import { gardenMove } from '../../move.ts'
import { joinOrganisation, memberFields, type Standing } from '../memberships.ts'
import { organisationRefusals } from '../refusals.ts'

export const makingHome = gardenMove({
  name: 'home',
  title: '作为所属队伍',
  submit: '作为所属队伍',
  done: '这里是你的所属队伍了。',
  look: 'quiet',
  form: memberFields,
  offered: (standing: Standing) => !standing?.home,
  asAsked: organisationRefusals.alreadyMember,
  act: (db, organisationId, { volunteer }, { person, now }) =>
    joinOrganisation(db, { organisationId, volunteerId: volunteer, personId: person.id, home: true }, now),
})
