import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { OrganisationState } from '#db/schema-volunteers.ts'
import type { Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { Role } from '#people/roles.ts'
import { draftActivity } from '#volunteering/activities/drafting.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import type { By, GardenMove } from '#volunteering/move.ts'
import { fileNeed, decideNeed } from '#volunteering/needs/needs.ts'
import { takeUpNeed } from '#volunteering/needs/moves/taking-up.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { applyForOrganisation } from '#volunteering/organisations/applying.ts'
import { joinOrganisation, listMemberships } from '#volunteering/organisations/memberships.ts'
import { change } from '#volunteering/organisations/moves/change.ts'
import { dissolution, dissolveOrganisation } from '#volunteering/organisations/moves/dissolution.ts'
import { applicationMoves, organisationMoves } from '#volunteering/organisations/moves/index.ts'
import { recordGrant, recordWithdrawal } from '#volunteering/organisations/moves/recording.ts'
import { resumeOrganisation, resumption } from '#volunteering/organisations/moves/resumption.ts'
import { suspendOrganisation, suspension } from '#volunteering/organisations/moves/suspension.ts'
import { findOrganisation } from '#volunteering/organisations/organisations.ts'
import { mayOrganise } from '#volunteering/organisations/organisers.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  activityDraft,
  addOrganisation,
  addPaper,
  addPerson,
  addProvenAdult,
  addTestShift,
  addVolunteer,
  application,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  personalData,
  sign,
} from '../support/volunteering.ts'

// Every state of an organisation × every move × every role: where it stands afterwards, or the word of the refusal. Each
// cell is tried in a transaction that is then taken back.

const states = ['applied', 'approved', 'suspended', 'declined', 'dissolved'] as const satisfies OrganisationState[]
const roles = ['office', 'organiser', 'stranger'] as const
type ByState = Record<OrganisationState, OrganisationState | Refusal>

const { notStanding, noChange, notYours } = organisationRefusals
const decided = { suspended: alreadyDecided, dissolved: alreadyDecided }
const nothing: ByState = {
  applied: notStanding,
  approved: notStanding,
  suspended: notStanding,
  declined: notStanding,
  dissolved: notStanding,
}

/** What the office's moves lead to. */
const leads: Record<string, ByState> = {
  approval: { ...decided, applied: 'approved', approved: 'approved', declined: alreadyDecided },
  declination: { ...decided, applied: 'declined', approved: alreadyDecided, declined: 'declined' },
  [suspension.name]: { ...nothing, approved: 'suspended', suspended: 'suspended' },
  [resumption.name]: { ...nothing, approved: 'approved', suspended: 'approved' },
  [dissolution.name]: { ...nothing, approved: 'dissolved', suspended: 'dissolved', dissolved: 'dissolved' },
  [recordGrant.name]: { ...nothing, approved: 'approved' },
  [recordWithdrawal.name]: { ...nothing, approved: 'approved', suspended: 'suspended' },
  'change-acceptance': {
    applied: noChange,
    approved: noChange,
    suspended: noChange,
    declined: noChange,
    dissolved: noChange,
  },
  'change-declination': {
    applied: noChange,
    approved: noChange,
    suspended: noChange,
    declined: noChange,
    dissolved: noChange,
  },
}
/** An administrator may do what organisers do, and nobody does it but while the organisation works. */
const changes: ByState = {
  applied: notYours,
  approved: 'approved',
  suspended: notYours,
  declined: notYours,
  dissolved: notYours,
}

let connection: Connection
const people = {} as Record<(typeof roles)[number], number>
const ids = {} as Record<OrganisationState, number>

beforeAll(async () => {
  connection = await openTestDatabase()
  const { db } = connection
  people.office = await addPerson(db, '示例审核', ['admin'])
  people.stranger = await addPerson(db)
  people.organiser = await addProvenAdult(db)
  const office = people.office
  for (const state of states) {
    const form = application({ documents: [await addPaper(db)] })
    const { id } = granted(await applyForOrganisation(db, people.organiser, form, monday))
    ids[state] = id
    if (state === 'applied') continue
    const decision =
      state === 'declined'
        ? { approved: false as const, words: '示例原因' }
        : { approved: true as const, mayRecord: true }
    granted(await decideOrganisation(db, id, decision, office, monday))
    const ending = { organisationId: id, personId: office, words: '示例原因' }
    if (state === 'suspended') granted(await suspendOrganisation(db, ending, monday))
    if (state === 'dissolved') granted(await dissolveOrganisation(db, ending, monday))
  }
})
afterAll(() => connection.close())

async function attempt(move: GardenMove<never>, state: OrganisationState, role: (typeof roles)[number]) {
  let came: OrganisationState | Refusal | undefined
  const takeBack = new Error('taken back')
  const person = { id: people[role], roles: role === 'office' ? ['admin'] : ([] as Role[]) } as By['person']
  const data = {
    words: '示例原因',
    may_record: true,
    ...application(),
    contact_name: '示例',
    contact_phone: '0578-2090000',
    supervising_unit: '示例街道',
    request_key: randomUUID(),
  }
  await inTransaction(connection.db, async (trx: Trx) => {
    const by = { person, now: monday, portal: { personalData }, edition: { find: () => undefined } }
    const outcome = (await move.act(trx, ids[state], data as never, by)) as { refused?: Refusal }
    came = outcome.refused ?? (await findOrganisation(trx, ids[state]))!.state
    throw takeBack
  }).catch(error => {
    if (error !== takeBack) throw error
  })
  return came
}

/** A need that the organisation has taken up. */
async function takenUpNeed(filer: number, organisationId: number, organiser: number): Promise<number> {
  const { db } = connection
  const need = {
    requestKey: randomUUID(),
    title: '示例',
    what: '示例',
    kind: 'elderly',
    county: '331102',
    place: '示例',
    wantedFrom: hoursAfter(monday, 70),
    wantedUntil: hoursAfter(monday, 72),
    peopleWanted: 1,
    skills: [],
  }
  const { id } = granted(await fileNeed(db, filer, need, monday))
  granted(await decideNeed(db, id, { verified: true }, people.office, monday))
  granted(await takeUpNeed(db, { needId: id, organisationId, personId: organiser }, monday))
  return id
}

const allMoves = [...applicationMoves, ...organisationMoves] as readonly GardenMove<never>[]

describe.each(allMoves.map(move => [move.name, move] as const))('%s', (name, move) => {
  describe.each(roles)('by %s', role => {
    test.each(states)('when %s', async state => {
      const expected =
        move === (change as object)
          ? role === 'stranger'
            ? notYours
            : changes[state]
          : role === 'office'
            ? leads[name]![state]
            : organisationRefusals.notOffice
      expect(await attempt(move, state, role)).toEqual(expected)
    })
  })
})

describe('an organisation suspended in the middle of its week', () => {
  test('loses the shifts to come and the needs it took up, and what runs ends with the hours served until then; everyone is told', async () => {
    const { db } = connection
    const team = await addOrganisation(db)
    const { organisationId, organiser } = team
    const [over, runs, next] = [
      await addTestShift(db, { organisation: team, startsAt: hoursAfter(monday, 0.1), hours: 1 }),
      await addTestShift(db, { organisation: team, startsAt: hoursAfter(monday, 1.5), hours: 3 }),
      await addTestShift(db, { organisation: team, startsAt: hoursAfter(monday, 50) }),
    ]
    const [comes, waits, serves] = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    for (const { shiftId } of [over, runs]) granted(await sign(db, shiftId, serves))
    for (const volunteer of [comes, await addVolunteer(db), waits]) granted(await sign(db, next.shiftId, volunteer))
    const filer = await addPerson(db)
    const need = await takenUpNeed(filer, organisationId, organiser)

    const wednesday = hoursAfter(monday, 2)
    const ending = { organisationId, personId: people.office, words: '保险过期，先停下来' }
    expect(await suspendOrganisation(db, ending, wednesday)).toEqual({ id: organisationId, shifts: 2 })
    expect(await suspendOrganisation(db, ending, wednesday), 'twice is once').toEqual({ id: organisationId, shifts: 0 })
    const other = await suspendOrganisation(db, { ...ending, words: '另有原因' }, wednesday)
    expect(other).toEqual({ refused: notStanding })
    const told = (await messagesAbout(db, 'shift', next.shiftId)).map(message => message.to_person_id)
    expect(told).toEqual(expect.arrayContaining([comes.personId, waits.personId]))
    expect(await messagesAbout(db, 'shift', over.shiftId)).toEqual([])
    expect(await messagesAbout(db, 'shift', runs.shiftId)).toMatchObject([
      { template: 'shift-stopped', to_person_id: serves.personId, facts: { endsAt: wednesday.toISOString() } },
    ])
    const standing = await db
      .selectFrom('sign_up')
      .select(['shift_id', 'state', 'ends_at'])
      .where('volunteer_id', '=', serves.volunteerId)
      .orderBy('id')
      .execute()
    expect(standing, 'what was served stays served').toEqual([
      { shift_id: over.shiftId, state: 'booked', ends_at: hoursAfter(monday, 1.1) },
      { shift_id: runs.shiftId, state: 'booked', ends_at: wednesday },
    ])
    const found = async () =>
      (await checkVolunteers(db, wednesday)).filter(finding => finding.count > 0).map(({ rule }) => rule)
    expect(await found()).toEqual([])
    const ends_at = hoursAfter(monday, 4)
    await db.updateTable('shift').set({ ends_at }).where('id', '=', runs.shiftId).execute()
    expect(await found()).toEqual([
      'nothing runs of an organisation that does not work',
      'a shift that was ended early ends when that was written down',
    ])
    await db.updateTable('shift').set({ ends_at: wednesday }).where('id', '=', runs.shiftId).execute()
    expect((await messagesAbout(db, 'organisation', organisationId)).map(message => message.template)).toContain(
      'organisation-suspended',
    )
    expect(await messagesAbout(db, 'need', need)).toContainEqual(
      expect.objectContaining({ template: 'need-returned', to_person_id: filer }),
    )
    expect(await mayOrganise(db, organiser, organisationId, monday)).toBe(false)
    expect(await sign(db, next.shiftId, await addVolunteer(db), wednesday)).toEqual({
      refused: shiftRefusals.cancelled,
    })
    expect(
      await draftActivity(db, organiser, organisationId, { ...activityDraft(), requestKey: randomUUID() }, wednesday),
    ).toEqual({ refused: notYours })
    granted(await resumeOrganisation(db, { organisationId, personId: people.office }, wednesday))
    expect(await mayOrganise(db, organiser, organisationId, monday)).toBe(true)
  })

  test('dissolved, it has neither members nor organisers, and each of them was told', async () => {
    const { db } = connection
    const { organisationId, organiser } = await addOrganisation(db)
    const member = await addVolunteer(db)
    granted(await joinOrganisation(db, { ...member, organisationId, home: true }, monday))
    granted(
      await dissolveOrganisation(
        db,
        { organisationId, personId: people.office, words: '队员都搬走了' },
        hoursAfter(monday, 1),
      ),
    )
    expect(await listMemberships(db, member.volunteerId)).toEqual([])
    expect(await findOrganisation(db, organisationId)).toMatchObject({ state: 'dissolved', may_record: false })
    const told = (await messagesAbout(db, 'organisation', organisationId))
      .filter(message => message.template === 'organisation-dissolved')
      .map(message => message.to_person_id)
    expect(told).toEqual(expect.arrayContaining([organiser, member.personId]))
  })

  test('leaves nothing that does not agree, and what does not is found', async () => {
    const { db } = connection
    const findings = async () =>
      (await checkVolunteers(db, hoursAfter(monday, 2))).filter(finding => finding.count > 0).map(({ rule }) => rule)
    expect(await findings()).toEqual([])
    const team = await addOrganisation(db)
    const { organisationId, organiser } = team
    await addTestShift(db, { organisation: team, startsAt: hoursAfter(monday, 60) })
    const member = await addVolunteer(db)
    granted(await joinOrganisation(db, { ...member, organisationId, home: true }, monday))
    const need = await takenUpNeed(await addPerson(db), organisationId, organiser)
    await db.deleteFrom('organiser').where('organisation_id', '=', organisationId).execute()
    expect(await findings()).toEqual(['an organisation that works has somebody who organises'])
    await db
      .updateTable('organisation')
      .set({ state: 'dissolved', dissolved_at: monday, may_record: false })
      .where('id', '=', organisationId)
      .execute()
    expect(await findings()).toEqual([
      'no shift to come is of an organisation that does not work',
      'no need is taken up by an organisation that does not work',
      'nobody belongs to an organisation that was dissolved',
    ])
    expect(await db.selectFrom('need').select('state').where('id', '=', need).executeTakeFirst()).toEqual({
      state: 'taken-up',
    })
  })
})
