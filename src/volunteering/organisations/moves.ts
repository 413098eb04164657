import { fields, hidden, line, passedOn, tick, wholeNumber, words } from '#forms/fields.ts'
import type { Role } from '#people/roles.ts'
import { type GardenMove, gardenMove } from '../move.ts'
import { findAdultByNumber } from '../volunteers/volunteers.ts'
import { joinOrganisation, leaveOrganisation } from './memberships.ts'
import { appointOrganiser, decideOrganisation, dismissOrganiser } from './organisations.ts'
import { organisationRefusals } from './refusals.ts'

interface Applied {
  state: string
}

/** Who admits organisations. */
export const admittingRoles = ['admin'] as const satisfies Role[]
const admits = ({ roles }: { roles: readonly Role[] }) => admittingRoles.some(role => roles.includes(role))

const approval = gardenMove({
  name: 'approval',
  title: '通过',
  hint: '通过以后，申请人就是它的第一位组织者，能写活动、看报名的人。',
  submit: '通过',
  done: '已通过。',
  usual: true,
  form: fields({
    may_record: tick('可以记录时长、开具证明', { hint: '谁组织谁记录，谁记录谁证明（民政部令第 67 号）。' }),
  }),
  offered: ({ state }: Applied) => state === 'applied',
  act: async (db, id, { may_record }, { person, now }) =>
    admits(person)
      ? decideOrganisation(db, id, { approved: true, mayRecord: may_record }, person.id, now)
      : { refused: organisationRefusals.notOffice },
})

const declination = gardenMove({
  name: 'declination',
  title: '不通过',
  submit: '不通过',
  done: '已记为不通过。',
  look: 'warning',
  form: fields({
    words: words('写给申请人的说明', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '差什么、怎么补',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ state }: Applied) => state === 'applied',
  act: async (db, id, { words }, { person, now }) =>
    admits(person)
      ? decideOrganisation(db, id, { approved: false, words }, person.id, now)
      : { refused: organisationRefusals.notOffice },
})

/** What the office does with an application. */
export const applicationMoves: readonly GardenMove<Applied>[] = [approval, declination]

export const appointment = gardenMove({
  name: 'organisers',
  title: '加一位组织者',
  hint: '填对方的志愿者编号，在“我的花园”里能看到。组织者能看到报名人的姓名和电话，只加信得过的成年人。',
  submit: '加为组织者',
  done: '已加为组织者。',
  look: 'quiet',
  usual: true,
  form: fields({
    number: line('志愿者编号', {
      max: 40,
      short: true,
      autocomplete: 'off',
      autocapitalize: 'characters',
      missing: '请填志愿者编号：两个字母加十位数字',
    }),
  }),
  act: async (db, id, { number }, { person, now }) => {
    const found = await findAdultByNumber(db, number, now)
    return found
      ? appointOrganiser(db, id, found.personId, person.id, now)
      : { refused: organisationRefusals.numberUnknown }
  },
})

export const dismissal = gardenMove({
  name: 'dismissal',
  title: '不再组织',
  submit: '不再组织',
  done: '已不再是组织者。',
  look: 'quiet',
  form: fields({ person: hidden(wholeNumber('组织者', { min: 1, max: 999_999_999 })) }),
  offered: (organisers: readonly unknown[]) => organisers.length > 1,
  act: (db, id, data, { person, now }) => dismissOrganiser(db, id, data.person, person.id, now),
})

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
