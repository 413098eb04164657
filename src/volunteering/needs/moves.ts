import { choice, fields, hidden, oneOf, optional, wholeNumber, words } from '#forms/fields.ts'
import type { Role } from '#people/roles.ts'
import { type GardenMove, gardenMove } from '../move.ts'
import { answerInvitation, askVolunteers } from './asking.ts'
import { closeNeed, decideNeed, isStanding, type Need, takeUpNeed } from './needs.ts'
import { needRefusals } from './refusals.ts'

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

const verification = gardenMove({
  name: 'verification',
  title: '核实通过',
  hint: '打电话或到现场问过，情况属实。通过以后，组织看得到、可以接。',
  submit: '核实通过',
  done: '核实通过，等组织来接。',
  usual: true,
  form: fields({}),
  offered: ({ need, office }: SeenNeed) => office && need.state === 'filed',
  act: async (db, needId, _data, { person, now }) =>
    isNeedOffice(person)
      ? decideNeed(db, needId, { verified: true }, person.id, now)
      : { refused: needRefusals.notOffice },
})

const declination = gardenMove({
  name: 'declination',
  title: '不采纳',
  hint: '说清楚为什么、可以找谁，提出的人会看到。',
  submit: '不采纳',
  done: '已告诉提出的人。',
  look: 'warning',
  form: fields({
    words: words('写给提出的人', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '例：这类事情由社区卫生服务中心负责，电话 0578-2090000',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ need, office }: SeenNeed) => office && need.state === 'filed',
  act: async (db, needId, { words }, { person, now }) =>
    isNeedOffice(person)
      ? decideNeed(db, needId, { verified: false, words }, person.id, now)
      : { refused: needRefusals.notOffice },
})

const takingUp = gardenMove({
  name: 'taking-up',
  title: '我们接',
  hint: '会开出一个活动草稿，补全以后发布。提出的人会收到消息。',
  submit: '接下来',
  done: '接下来了，这是由它开的草稿。',
  usual: true,
  form: fields({ organisation: oneOf('哪个组织接') }),
  offered: ({ need, organises }: SeenNeed) => need.state === 'verified' && organises,
  act: (db, needId, { organisation }, { person, now }) =>
    takeUpNeed(db, { needId, organisationId: Number(organisation), personId: person.id }, now),
})

export const asking = gardenMove({
  name: 'asking',
  title: '问合适的人',
  hint: '只问同意被问的成年人，每人每周最多两次；他们答应之前，你看不到是谁。',
  submit: '发消息问',
  done: '问出去了。',
  form: fields({
    limit: wholeNumber('问几个人', {
      min: 1,
      max: 50,
      hint: '1 到 50。宁可分几次问。',
      missing: '请填 1 到 50 的人数',
      wrong: '请填 1 到 50 的人数',
    }),
    asked_before: hidden(optional(wholeNumber('问过', { min: 0, max: 1_000_000 }))),
  }),
  offered: (seen: SeenNeed) => mayAskFor(seen) && seen.fitting > 0,
  act: (db, needId, { limit, asked_before = 0 }, { person, now }) =>
    askVolunteers(db, { needId, personId: person.id, limit, askedBefore: asked_before }, now),
})

const closing = gardenMove({
  name: 'closing',
  title: '已办好',
  hint: '事情做完了，求助就此办结。',
  submit: '办好了',
  done: '求助已办结。',
  usual: true,
  form: fields({}),
  offered: ({ need, mine }: SeenNeed) => need.state === 'taken-up' && mine,
  act: (db, needId, _data, { person, now }) => closeNeed(db, { needId, as: 'met', personId: person.id }, now),
})

/** What the office and organisations do with a need, in the order of the tabs. */
export const needMoves: readonly GardenMove<SeenNeed>[] = [verification, declination, takingUp, asking, closing]

/** By the person who filed it. */
export const withdrawal = gardenMove({
  name: 'withdrawal',
  title: '撤回求助',
  submit: '撤回',
  done: '求助已撤回。',
  look: 'quiet',
  form: fields({}),
  offered: isStanding,
  act: (db, needId, _data, { person, now }) => closeNeed(db, { needId, as: 'withdrawn', personId: person.id }, now),
})

/** By a volunteer who was asked; may be given again until the need ends. */
export const answer = gardenMove({
  name: 'answer',
  title: '答复',
  submit: '我愿意',
  done: '收到你的答复了。',
  form: fields({ answer: choice('答复', { yes: '我愿意', no: '这次不行' }, { look: 'inline' }) }),
  act: (db, needId, { answer }, { person, now }) => answerInvitation(db, { needId, personId: person.id, answer }, now),
})
