import { randomBytes } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { countCharacters, saysSomething } from '#forms/typed/characters.ts'
import { readCsv } from '#forms/typed/csv.ts'
import { recordEvent } from './events.ts'
import { drawInvitation } from './invitations.ts'
import { importWords } from './officer-words.ts'
import { hashPassword } from './password.ts'
import { isLogin, normaliseLogin } from './people.ts'
import { roleNames, roles as roleWords } from './roles.ts'
import { setUnits } from './units.ts'

const maxImportLines = 500

/** A line that can be taken: who is to answer for which unit. */
export interface OfficerLine {
  /** In the table, the headings being the first. */
  at: number
  unit: string
  login: string
  name: string
  isDeputy: boolean
}

/** A line with what is against it, or what came of it. */
export interface LineReport {
  at: number
  said: string
  refused?: string
  /** Of somebody new: the token of the link by which they set their password. Shown once. */
  token?: string
}

interface ReadTable {
  lines: OfficerLine[]
  refused: LineReport[]
  /** Of the table itself. */
  fault?: string
}

const { refused: because, columns } = importWords

/** Reads a table of officers. `units`: ids by every name that a unit is called. */
export function readOfficerTable(text: string, units: ReadonlyMap<string, string>): ReadTable {
  const [head = [], ...rows] = readCsv(text)
  const places = columns.map(name => head.indexOf(name))
  const nothing = { lines: [], refused: [] }
  if (places.some(place => place < 0)) return { ...nothing, fault: importWords.heads }
  if (rows.length === 0) return { ...nothing, fault: importWords.empty }
  if (rows.length > maxImportLines) return { ...nothing, fault: importWords.tooMany(maxImportLines) }
  const read: ReadTable = { lines: [], refused: [] }
  const seen = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const [unit = '', login = '', name = '', part = ''] = places.map(place => row[place] ?? '')
    const line = {
      at: index + 2,
      unit: units.get(unit) ?? '',
      login: normaliseLogin(login),
      name,
      isDeputy: part === '副',
    }
    const faults = [
      ...(line.unit ? [] : [because.unit(unit)]),
      ...(isLogin(line.login) ? [] : [because.login]),
      ...(!saysSomething(name) || countCharacters(name) > 40 || /[\n=+\-@＝＋－＠]/.test(name) ? [because.name] : []),
      ...(['', '正', '副'].includes(part) ? [] : [because.part]),
      ...(line.unit && seen.has(`${line.unit} ${line.login}`) ? [because.twice] : []),
    ]
    seen.add(`${line.unit} ${line.login}`)
    if (faults.length === 0) read.lines.push(line)
    else
      read.refused.push({
        at: line.at,
        said: [unit, name, login].filter(Boolean).join(' · '),
        refused: faults.join('；'),
      })
  }
  return read
}

class Refused extends Error {
  readonly lines: LineReport[]
  constructor(lines: LineReport[]) {
    super('an import was refused')
    this.lines = lines
  }
}

/**
 * Makes officers of the people of a table: who is new is invited, who is known gets the unit. It takes nobody a unit. All
 * lines or none: what is against any of them is said of each.
 */
export async function importOfficers(
  db: Db,
  lines: readonly OfficerLine[],
  by: { id: number },
  now: Date,
): Promise<{ done: LineReport[] } | { refused: LineReport[] }> {
  // Nobody knows this password; a row needs one until its person has set their own.
  const password_hash = await hashPassword(randomBytes(24).toString('base64url'))
  try {
    return { done: await inTransaction(db, trx => takeLines(trx, lines, { password_hash, by, now })) }
  } catch (error) {
    if (error instanceof Refused) return { refused: error.lines }
    throw error
  }
}

async function takeLines(
  trx: Trx,
  lines: readonly OfficerLine[],
  { password_hash, by, now }: { password_hash: string; by: { id: number }; now: Date },
): Promise<LineReport[]> {
  const done: LineReport[] = []
  const refused: LineReport[] = []
  for (const [login, own] of Map.groupBy(lines, ({ login }) => login)) {
    const { name } = own[0]!
    const added = await trx
      .insertInto('person')
      .values({ login, name, roles: ['officer'], password_hash, awaited: true, created_at: now })
      .onConflict(conflict => conflict.column('login').doNothing())
      .returning('id')
      .executeTakeFirst()
    const person = await trx
      .selectFrom('person')
      .select(['id', 'name', 'roles', 'disabled_at'])
      .where('login', '=', login)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const fault = (line: OfficerLine) =>
      person.disabled_at ? because.disabled : line.name === person.name ? undefined : because.otherName(person.name)
    for (const line of own) {
      const words = fault(line)
      if (words) refused.push({ at: line.at, said: `${line.name} · ${login}`, refused: words })
    }
    if (own.some(fault)) continue
    const outcome = await giveUnits(trx, person, own, by, now)
    const token = added && (await inviteNew(trx, person.id, by, now))
    done.push(
      ...own.map((line, at) => ({
        at: line.at,
        said: `${line.name} · ${login}：${added ? importWords.added : outcome.get(line.unit)}`,
        ...(token && at === 0 && { token }),
      })),
    )
  }
  if (refused.length > 0) throw new Refused(refused.toSorted((a, b) => a.at - b.at))
  return done.toSorted((a, b) => a.at - b.at)
}

async function inviteNew(trx: Trx, id: number, by: { id: number }, now: Date): Promise<string> {
  const about = { actor: { kind: 'person', id: by.id }, object: { kind: 'person', id }, at: now } as const
  await recordEvent(trx, { ...about, action: 'person.added', detail: { roles: ['officer'] } })
  return drawInvitation(trx, id, by, now)
}

/** Adds the units of some lines to those of a person. Says of each unit what changed, and whether the person has come to another role by it. */
async function giveUnits(
  trx: Trx,
  { id, roles }: { id: number; roles: readonly (typeof roleNames)[number][] },
  lines: readonly OfficerLine[],
  by: { id: number },
  now: Date,
): Promise<Map<string, string>> {
  const about = { actor: { kind: 'person', id: by.id }, object: { kind: 'person', id }, at: now } as const
  if (!roles.includes('officer')) {
    const wanted = roleNames.filter(role => role === 'officer' || roles.includes(role))
    await trx.updateTable('person').set({ roles: wanted }).where('id', '=', id).execute()
    await recordEvent(trx, { ...about, action: 'person.roles-set', detail: { before: roles, roles: wanted } })
  }
  const gained = roles.includes('officer') ? '' : importWords.role(roles.map(role => roleWords[role]).join('、'))
  const before = await trx.selectFrom('liaison').select(['unit', 'is_deputy']).where('person_id', '=', id).execute()
  await setUnits(trx, id, [...before.map(({ unit }) => unit), ...lines.map(({ unit }) => unit)], by, now)
  const outcome = new Map<string, string>()
  for (const { unit, isDeputy } of lines) {
    const known = before.find(each => each.unit === unit)
    const said = known?.is_deputy === isDeputy ? importWords.same : known ? importWords.changed : importWords.given
    outcome.set(unit, said + gained)
    if ((known?.is_deputy ?? false) === isDeputy) continue
    await trx
      .updateTable('liaison')
      .set({ is_deputy: isDeputy })
      .where('person_id', '=', id)
      .where('unit', '=', unit)
      .execute()
    await recordEvent(trx, { ...about, action: 'person.units-set', detail: { unit, deputy: isDeputy } })
  }
  return outcome
}
