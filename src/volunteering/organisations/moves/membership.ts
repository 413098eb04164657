import { fields, hidden, passedOn, wholeNumber } from '#forms/fields.ts'
import { type GardenMove, gardenMove } from '../../move.ts'
import { joinOrganisation, leaveOrganisation } from '../memberships.ts'
import { organisationRefusals } from '../refusals.ts'

/** How a volunteer stands to an organisation: undefined, when they do not belong to it. */
type Standing = { home: boolean } | undefined

const member = { volunteer: hidden(wholeNumber('志愿者', { min: 1, max: 999_999_999 })), next: passedOn() }

export const joining = gardenMove({
  name: 'join',
  title: '加入',
  submit: '加入',
  done: '加入了，欢迎。',
  form: fields(member),
  offered: (standing: Standing) => !standing,
  asAsked: organisationRefusals.alreadyMember,
  act: (db, organisationId, { volunteer }, { person, now }) =>
    joinOrganisation(db, { organisationId, volunteerId: volunteer, personId: person.id, home: false }, now),
})

export const makingHome = gardenMove({
  name: 'home',
  title: '作为所属队伍',
  submit: '作为所属队伍',
  done: '这里是你的所属队伍了。',
  look: 'quiet',
  form: fields(member),
  offered: (standing: Standing) => !standing?.home,
  asAsked: organisationRefusals.alreadyMember,
  act: (db, organisationId, { volunteer }, { person, now }) =>
    joinOrganisation(db, { organisationId, volunteerId: volunteer, personId: person.id, home: true }, now),
})

const quitting = gardenMove({
  name: 'leave',
  title: '退出',
  submit: '退出',
  done: '已经退出。',
  look: 'quiet',
  form: fields(member),
  offered: (standing: Standing) => standing !== undefined,
  asAsked: organisationRefusals.notMember,
  act: (db, organisationId, { volunteer }, { person, now }) =>
    leaveOrganisation(db, { organisationId, volunteerId: volunteer, personId: person.id }, now),
})

/** What a volunteer does about belonging to an organisation. */
export const membershipMoves: readonly GardenMove<Standing>[] = [joining, makingHome, quitting]
