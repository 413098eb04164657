import { dayOf, momentOf } from '#calendar/lishui.ts'
import { aDay, anHour, later } from '#calendar/spans.ts'
import type { ActivityDraft } from '#volunteering/activities/drafting.ts'
import { draftActivity } from '#volunteering/activities/drafting.ts'
import { publishActivity } from '#volunteering/activities/moves/publication.ts'
import { fileNeed } from '#volunteering/needs/needs.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Settings } from '#publishing/types/settings.ts'
import { registerChild } from '#volunteering/volunteers/guardians.ts'
import { joinOrganisation } from '#volunteering/organisations/memberships.ts'
import { applyForOrganisation } from '#volunteering/organisations/applying.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { addOrganiser } from '#volunteering/organisations/organisers.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { type SampleActivity, sampleActivities, sampleApplication, sampleOrganisations } from './sample-activities.ts'

const mark = { kind: 'portal', id: 'demo-volunteering' }

/**
 * Sample organisations, activities with shifts in the two weeks after `now`, and people who signed up: one shift full,
 * with a waiting list. All of it in one transaction and once, through the functions that the pages use.
 */
export async function seedVolunteers(
  db: Db,
  personalData: PersonalData,
  settings: Pick<Settings, 'city_county' | 'volunteer_prefix'>,
  now: Date,
): Promise<void> {
  await inTransaction(db, async trx => {
    const seeded = await trx
      .selectFrom('event')
      .select('id')
      .where('object_kind', '=', mark.kind)
      .where('object_id', '=', mark.id)
      .limit(1)
      .executeTakeFirst()
    if (seeded) return
    const organiser = await personOf(trx, 'organiser')
    const admin = await personOf(trx, 'admin')
    const organisations = []
    for (const [index, { forChildren, ...organisation }] of sampleOrganisations.entries()) {
      const { id } = granted(
        await applyForOrganisation(trx, organiser, { ...organisation, requestKey: keyOf(1, index) }, now),
      )
      granted(await decideOrganisation(trx, id, { approved: true, mayRecord: true }, admin, now))
      organisations.push(id)
      // Where children come there are two who organise.
      if (forChildren) await addOrganiser(trx, id, await inventedPerson(trx, '第二位组织者（示例）', now), admin, now)
    }
    const applicant = await personOf(trx, 'volunteer')
    granted(
      await applyForOrganisation(
        trx,
        applicant,
        { ...sampleApplication, requestKey: keyOf(1, organisations.length) },
        now,
      ),
    )
    const shifts = new Map<string, number[]>()
    for (const [index, activity] of sampleActivities.entries()) {
      shifts.set(
        activity.name,
        await seedActivity(
          trx,
          { organiser, admin, organisation: organisations[activity.organisation]!, activity, index },
          now,
        ),
      )
    }
    await seedSignUps(trx, personalData, { shifts, organisation: organisations[0]!, settings }, now)
    await recordEvent(trx, { actor: { kind: 'system' }, action: 'portal.demo-seeded', object: mark, at: now })
  })
}

async function seedActivity(
  trx: Trx,
  {
    organiser,
    admin,
    organisation,
    activity,
    index,
  }: { organiser: number; admin: number; organisation: number; activity: SampleActivity; index: number },
  now: Date,
): Promise<number[]> {
  const inYears = (years: number) => `${Number(dayOf(now).slice(0, 4)) + years}-12-31`
  const draft: ActivityDraft = { ...activity.draft, insuredFrom: inYears(-1), insuredUntil: inYears(1) }
  const { id: activityId } = granted(
    await draftActivity(trx, organiser, organisation, { ...draft, requestKey: keyOf(2, index), sample: true }, now),
  )
  const ids = []
  for (const [position, shift] of activity.shifts.entries()) {
    const startsAt = inDays(now, shift.inDays, shift.from)
    const endsAt = inDays(now, shift.inDays, shift.until)
    const { id } = granted(
      await addShift(
        trx,
        organiser,
        {
          requestKey: keyOf(3 + index, position),
          activityId,
          startsAt,
          endsAt,
          capacity: shift.capacity,
          meetingPoint: shift.meetingPoint ?? '',
        },
        now,
      ),
    )
    ids.push(id)
  }
  // The office has seen it: an administrator publishes.
  granted(await publishActivity(trx, admin, activityId, now))
  return ids
}

/** Of the texts that they agree to. */
const textVersion = '2026-11-22'
/** Of the sample volunteer: a guardian needs one. */
export const samplePhone = '19900000000'

/** The sample volunteer with a child; invented neighbours without accounts of their own fill some places. */
async function seedSignUps(
  trx: Trx,
  personalData: PersonalData,
  {
    shifts,
    organisation,
    settings: { city_county: county, volunteer_prefix: numberPrefix },
  }: {
    shifts: Map<string, number[]>
    organisation: number
    settings: Pick<Settings, 'city_county' | 'volunteer_prefix'>
  },
  now: Date,
): Promise<void> {
  const known = { numberPrefix, county, skills: [], availableTimes: [], wishes: [], consent: textVersion }
  const personId = await personOf(trx, 'volunteer')
  const mine = granted(
    await registerVolunteer(
      trx,
      personalData,
      personId,
      {
        ...known,
        name: '陈向阳（示例）',
        birthDate: '1988-03-12',
        skills: ['phones', 'gardening'],
        availableTimes: ['sat-morning', 'sun-morning', 'thu-afternoon'],
        wishes: ['environment', 'elderly'],
      },
      now,
    ),
  )
  // A guardian has a phone that is theirs; nobody's has this number.
  await trx
    .updateTable('person')
    .set({
      phone_hash: personalData.lookup(samplePhone, 'phone'),
      phone_sealed: personalData.seal(samplePhone, 'person.phone_sealed'),
    })
    .where('id', '=', personId)
    .execute()
  granted(
    await registerChild(
      trx,
      personalData,
      personId,
      {
        ...known,
        name: '陈小禾（示例）',
        birthDate: `${now.getUTCFullYear() - 9}-05-20`,
        guardianConsent: textVersion,
        guardian: { relation: 'father' },
      },
      now,
    ),
  )
  granted(
    await joinOrganisation(trx, { personId, volunteerId: mine.id, organisationId: organisation, home: true }, now),
  )

  const neighbours: { personId: number; volunteerId: number }[] = []
  for (let index = 0; index < 9; index += 1) {
    const name = `邻居${index + 1}（示例）`
    const id = await inventedPerson(trx, name, now)
    const { id: volunteerId } = granted(
      await registerVolunteer(trx, personalData, id, { ...known, name, birthDate: '1979-08-01' }, now),
    )
    neighbours.push({ personId: id, volunteerId })
  }
  let key = 0
  const sign = async (name: string, position: number, people: { personId: number; volunteerId: number }[]) => {
    for (const person of people) {
      granted(
        await signUp(
          trx,
          personalData,
          {
            shiftId: shifts.get(name)![position]!,
            volunteerIds: [person.volunteerId],
            personId: person.personId,
            requestKey: keyOf(20, key++),
          },
          now,
        ),
      )
    }
  }
  await sign('crossing', 0, neighbours.slice(0, 4))
  await sign('phones', 0, neighbours.slice(4, 6))
  // Four places for six people: full, with two waiting.
  await sign('guides', 0, neighbours.slice(0, 6))
  await sign('phones', 1, [{ personId, volunteerId: mine.id }])
  const wantedFrom = inDays(now, 9, '09:00')
  granted(
    await fileNeed(
      trx,
      personId,
      {
        requestKey: keyOf(21, 0),
        title: '请人陪楼上的老人去一趟医院（示例）',
        what: '老人八十二岁，腿脚不便，下楼和挂号需要有人搀一把。',
        kind: 'elderly',
        county,
        place: '紫金街道示例小区',
        wantedFrom,
        wantedUntil: later(wantedFrom, 3 * anHour),
        peopleWanted: 1,
        skills: [],
      },
      now,
    ),
  )
}

/** Somebody invented, without an account of their own. */
async function inventedPerson(trx: Trx, name: string, now: Date): Promise<number> {
  const { id } = await trx
    .insertInto('person')
    .values({ name, roles: [], login: null, password_hash: null, sample: true, created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function personOf(trx: Trx, login: string): Promise<number> {
  return (await trx.selectFrom('person').select('id').where('login', '=', login).executeTakeFirstOrThrow()).id
}

/** So many days from now at a time of day in Lishui. */
function inDays(now: Date, days: number, clock: string): Date {
  return momentOf(dayOf(later(now, days * aDay)), clock)
}

function keyOf(kind: number, index: number): string {
  return `00000000-0000-4000-9${String(kind).padStart(3, '0')}-${String(index + 1).padStart(12, '0')}`
}

function granted<T extends object>(outcome: T): Exclude<T, { refused: unknown }> {
  if ('refused' in outcome) throw new Error(`sample volunteering: ${JSON.stringify(outcome)}`)
  return outcome as Exclude<T, { refused: unknown }>
}
