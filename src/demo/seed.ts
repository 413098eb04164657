import { randomInt, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { aDay, earlier } from '#calendar/spans.ts'
import { seedContest } from './contests.ts'
import { sampleOrganisations } from './sample-activities.ts'
import { drawings } from './sample-drawings.ts'
import { type SampleSuggestion, sampleSuggestions } from './sample-suggestions.ts'
import { dayOf, momentOf } from '#calendar/lishui.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { seedRecords } from './records.ts'
import { seedVolunteers } from './volunteers.ts'
import { recordEvent } from '#people/events.ts'
import { addPerson, listPeople } from '#people/people.ts'
import type { Role } from '#people/roles.ts'
import { setUnits } from '#people/units.ts'
import type { Portal } from '#portal.ts'
import type { Settings } from '#publishing/types/settings.ts'
import { makeMove } from '#suggestions/course.ts'
import { refreshFigures } from '#suggestions/figures.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { contribution } from '#suggestions/moves/contribution.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import type { PhotoStore } from '#suggestions/photo-files.ts'
import { keepWaiting } from '#suggestions/waiting-photos.ts'

const system = { kind: 'system' } as const

/**
 * Sample people by login: one for each role; a second reviewer, because three reviews (三审) take three people; an officer
 * of a second unit; a second publisher, because nobody publishes what they alone wrote, such as the settings.
 */
const samplePeople: Record<string, { role: Role; name: string; units?: string[] }> = {
  contributor: { role: 'contributor', name: '梅一舟（示例）' },
  reviewer: { role: 'reviewer', name: '蓝青禾（示例）' },
  publisher: { role: 'publisher', name: '叶知远（示例）' },
  clerk: { role: 'clerk', name: '林小溪（示例）' },
  officer: { role: 'officer', name: '周大港（示例）', units: ['zonghe-zhifa'] },
  supervisor: { role: 'supervisor', name: '吴百山（示例）' },
  organiser: { role: 'organiser', name: '雷春茶（示例）' },
  volunteer: { role: 'volunteer', name: '陈向阳（示例）' },
  admin: { role: 'admin', name: '项南明（示例）' },
  'reviewer-2': { role: 'reviewer', name: '柳松阳（示例）' },
  'officer-2': { role: 'officer', name: '刘紫金（示例）', units: ['zijin-jiedao'] },
  'publisher-2': { role: 'publisher', name: '应缙云（示例）' },
}

/**
 * For trying out (`config.demo`): sample people of every role, whose random passwords stand in
 * `DATA_DIR/demo-accounts.txt` as lines `role login password` below a head, and sample suggestions in every state.
 * Does nothing in a portal that has people of its own. What the samples tell happened in the city of our starter content:
 * in another there are only the people. Cut off at any point, the next start goes on:
 * the file is there before the first person, and every step finds what is already done.
 * @returns where the accounts are, or undefined when there are none
 */
export async function seedDemo(
  { config, db, photoStore, personalData }: Pick<Portal, 'config' | 'db' | 'photoStore' | 'personalData'>,
  settings: Settings,
): Promise<{ accountsFile: string } | undefined> {
  if (!config.demo) return undefined
  const people = await listPeople(db)
  if (people.some(person => !person.sample)) return undefined
  const accountsFile = join(config.dataDir, 'demo-accounts.txt')
  if (people.length === 0) await writeAccounts(accountsFile)
  if (!existsSync(accountsFile)) return undefined
  await addMissingPeople(
    db,
    accountsFile,
    people.map(person => person.login),
  )

  const codes = new Set(settings.counties.map(({ code }) => code))
  const isOurCity = [...sampleSuggestions, ...sampleOrganisations].every(({ county }) => codes.has(county))
  if (!isOurCity) return { accountsFile }

  if (!(await isSeeded(db))) {
    for (const [index, sample] of sampleSuggestions.entries())
      await seedSuggestion({ db, photoStore, personalData }, sample, index)
    await seedRecords({ db, personalData })
    await seedContest({ db, personalData })
    await recordEvent(db, { actor: system, action: 'portal.demo-seeded', object: seededMark })
  }
  await seedVolunteers(db, personalData, settings, new Date())
  // Within a minute they would be counted anyway; people who try the portal out see them at once.
  await refreshFigures(db, new Date())
  return { accountsFile }
}

/** The head line of the file; no login is called that. */
const accountsHead = '角色 登录名 密码\n'

/** Writes the file whole or not at all, and never over an older one: its passwords may be in use. */
async function writeAccounts(file: string): Promise<void> {
  if (existsSync(file)) return
  const lines = Object.entries(samplePeople).map(([login, { role }]) => `${role} ${login} ${drawPassword()}\n`)
  const draft = `${file}.${process.pid}`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(accountsHead + lines.join(''))
    await handle.sync()
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error // Another process starting at the same moment was first.
    })
  } finally {
    await handle.close()
    await rm(draft)
  }
}

/** Sixty random bits that can be read off a screen. */
function drawPassword(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return [group(), group(), group()].join('-')
}

async function addMissingPeople(db: Db, accountsFile: string, present: (string | null)[]): Promise<void> {
  const accounts = (await readFile(accountsFile, 'utf8'))
    .split('\n')
    .map(line => line.split(' '))
    .filter(words => words.length === 3)
  for (const [, login, password] of accounts as [string, string, string][]) {
    const person = samplePeople[login]
    if (!person || present.includes(login)) continue
    const added = await addPerson(
      db,
      { login, name: person.name, roles: [person.role], password, sample: true },
      system,
      new Date(),
    )
    if ('refused' in added && added.refused !== 'login-taken')
      throw new Error(`${accountsFile}: ${login}: ${added.refused}`)
    if (person.units && 'id' in added)
      await inTransaction(db, trx => setUnits(trx, added.id, person.units!, added, new Date()))
  }
}

const seededMark = { kind: 'portal', id: 'demo' }

async function isSeeded(db: Db): Promise<boolean> {
  const mark = await db
    .selectFrom('event')
    .select('id')
    .where('object_kind', '=', seededMark.kind)
    .where('object_id', '=', seededMark.id)
    .limit(1)
    .executeTakeFirst()
  return mark !== undefined
}

/** Through the same functions as a citizen's own; the fixed request key makes a repetition harmless. */
async function seedSuggestion(
  { db, photoStore, personalData }: Pick<Portal, 'db' | 'photoStore' | 'personalData'>,
  sample: SampleSuggestion,
  index: number,
): Promise<void> {
  const clerk = await db
    .selectFrom('person')
    .select(['id', 'roles'])
    .where('login', '=', 'clerk')
    .executeTakeFirstOrThrow()
  const photo = sample.drawing && (await drawPhoto(db, photoStore, sample.drawing, at(sample.received)))
  const received = await receiveSuggestion(
    db,
    {
      kind: sample.kind,
      title: sample.title,
      body: sample.body,
      category: sample.category,
      county: sample.county,
      place: sample.place,
      latitude: sample.latitude,
      longitude: sample.longitude,
      name: sample.name,
      phone: sample.phone,
      publish_consent: sample.publishConsent,
      privacy_consent: true,
      request_key: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
    },
    photo ? [photo.token] : [],
    { personalData, now: at(sample.received), privacyVersion: '2026-11-22' },
  )
  if ('refused' in received) throw new Error(`sample suggestion: ${received.refused}`)
  // A move that was made before the process was cut off is refused now, which is what we want.
  if (sample.accepted) await makeMove(db, acceptance, received.number, {}, clerk, at(sample.accepted))
  if (sample.declined) await makeMove(db, declination, received.number, sample.declined, clerk, at(sample.declined.at))
  await seedUnitsPart({ db, personalData }, received.number, sample, clerk)
  if (sample.answered)
    await makeMove(db, answer, received.number, { ...asWritten, ...sample.answered }, clerk, at(sample.answered.at))
}

/** A sample answer is taken as it is, without photos and documents. */
const asWritten = { as_it_is: true, before: [], after: [], documents: [] }

/** What lies with units, by the sample officers; each move is refused when it was made before. */
async function seedUnitsPart(
  { db, personalData }: Pick<Portal, 'db' | 'personalData'>,
  number: string,
  sample: SampleSuggestion,
  clerk: { id: number; roles: Role[] },
): Promise<void> {
  const { handedOver, signed, returned, contributed, extensionAsked, unitAnswered, verified, rated } = sample
  if (!handedOver) return
  const officer = await db
    .selectFrom('person')
    .select(['id', 'roles'])
    .where('login', '=', 'officer')
    .executeTakeFirstOrThrow()
  const coOfficer = await db
    .selectFrom('person')
    .select(['id', 'roles'])
    .where('login', '=', 'officer-2')
    .executeTakeFirstOrThrow()
  const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()
  await makeMove(
    db,
    handOver,
    number,
    {
      lead: handedOver.lead,
      co_unit_1: handedOver.co?.unit,
      co_days_1: handedOver.co?.workingDays,
      ...asShown(await previewFor(db, id, {}, personalData)),
      // They are drawn.
      photos_clear: true,
    },
    clerk,
    at(handedOver.at),
    { personalData },
  )
  if (signed) await makeMove(db, signature, number, {}, officer, at(signed))
  if (returned) await makeMove(db, returnToDesk, number, returned, officer, at(returned.at))
  if (contributed) await makeMove(db, contribution, number, contributed, coOfficer, at(contributed.at))
  if (extensionAsked)
    await makeMove(
      db,
      extensionRequest,
      number,
      { working_days: extensionAsked.workingDays, reason: extensionAsked.reason },
      officer,
      at(extensionAsked.at),
    )
  if (unitAnswered)
    await makeMove(
      db,
      answer,
      number,
      { ...asWritten, ...unitAnswered, no_photos_because: unitAnswered.noPhotosBecause },
      officer,
      at(unitAnswered.at),
    )
  if (verified) await makeMove(db, verification, number, {}, clerk, at(verified))
  if (rated)
    await makeMove(
      db,
      rating,
      number,
      { ...rated, solved: rated.solved ? 'yes' : 'no', answer: 1, request_key: randomUUID() },
      'author',
      at(rated.at),
    )
}

async function drawPhoto(
  db: Db,
  photos: PhotoStore,
  name: keyof typeof drawings,
  now: Date,
): Promise<{ token: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-drawing-'))
  try {
    const path = join(directory, 'photo.png')
    await writeFile(path, await sharp(Buffer.from(drawings[name])).png().toBuffer())
    const kept = await keepWaiting(db, photos, path, now)
    if ('refused' in kept) throw new Error(`sample photo: ${kept.refused}`)
    return kept
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Days ago at a time of day in Lishui. */
function at([daysAgo, clock]: [number, string]): Date {
  return momentOf(dayOf(earlier(new Date(), daysAgo * aDay)), clock)
}
