import { randomBytes } from 'node:crypto'
import { generateSecret, generateURI, verify } from 'otplib'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from './events.ts'
import type { PersonalData } from './personal-data.ts'
import type { Role } from './roles.ts'

/** Roles that may read personal data of citizens or volunteers, or let others: they sign in with a second factor (等保 level 3). */
const rolesWithSecondFactor: readonly Role[] = ['clerk', 'supervisor', 'organiser', 'admin']

const failuresBeforeLock = 5
const lockMinutes = 15
const recoveryCodes = 10
/** A phone's clock may be one step off. */
const toleranceSeconds = 30

export function needsSecondFactor(roles: readonly Role[]): boolean {
  return roles.some(role => rolesWithSecondFactor.includes(role))
}

/** `none`: to be set up; `begun`: shown, not proved yet; `on`: asked for at every sign-in. */
export async function findSecondFactor(
  db: Db,
  personId: number,
): Promise<{ state: 'none' | 'begun' | 'on'; recoveryCodesLeft: number }> {
  const factor = await db
    .selectFrom('second_factor')
    .select('confirmed_at')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (!factor?.confirmed_at) return { state: factor ? 'begun' : 'none', recoveryCodesLeft: 0 }
  const left = await db
    .selectFrom('recovery_code')
    .select('code_hash')
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .execute()
  return { state: 'on', recoveryCodesLeft: left.length }
}

/**
 * Makes a secret for the person's authenticator app. `uri` goes into the QR code, `secret` is for typing. Asked
 * again before it is confirmed, it shows the same one. Refuses `already-on`.
 */
export function beginSecondFactor(
  db: Db,
  personalData: PersonalData,
  person: { id: number; label: string },
  siteName: string,
  now: Date,
): Promise<{ secret: string; uri: string } | { refused: 'already-on' }> {
  return inTransaction(db, async trx => {
    const fresh = { person_id: person.id, secret_sealed: personalData.seal(generateSecret(), sealedAs), begun_at: now }
    await trx
      .insertInto('second_factor')
      .values(fresh)
      .onConflict(conflict => conflict.column('person_id').doNothing())
      .execute()
    const factor = await trx
      .selectFrom('second_factor')
      .select(['secret_sealed', 'confirmed_at'])
      .where('person_id', '=', person.id)
      .executeTakeFirstOrThrow()
    if (factor.confirmed_at) return { refused: 'already-on' as const }
    const secret = personalData.open(factor.secret_sealed, sealedAs)
    return { secret, uri: generateURI({ issuer: siteName, label: person.label, secret }) }
  })
}

/** Turns the factor on with a first code from the app. Returns the recovery codes; they are shown only now. Refuses `wrong-code`, `locked`, `not-begun`. */
export function confirmSecondFactor(
  db: Db,
  personalData: PersonalData,
  personId: number,
  code: string,
  now: Date,
): Promise<{ recoveryCodes: string[] } | { refused: 'wrong-code' | 'locked' | 'not-begun' }> {
  return inTransaction(db, async trx => {
    const factor = await lockFactor(trx, personId)
    if (!factor || factor.confirmed_at) return { refused: 'not-begun' as const }
    const checked = await checkCode(trx, personalData, factor, code, now)
    if ('refused' in checked) return checked
    const codes = Array.from({ length: recoveryCodes }, drawRecoveryCode)
    await trx.updateTable('second_factor').set({ confirmed_at: now }).where('person_id', '=', personId).execute()
    await trx
      .insertInto('recovery_code')
      .values(codes.map(code => ({ person_id: personId, code_hash: hashRecoveryCode(personalData, personId, code) })))
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'second-factor.turned-on',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { recoveryCodes: codes }
  })
}

/**
 * Checks a code of the app, or one of the recovery codes, each of which works once. Refuses `wrong-code`, and
 * `locked` for a quarter of an hour after five wrong ones; `not-on` when there is no factor to check.
 */
export function checkSecondFactor(
  db: Db,
  personalData: PersonalData,
  personId: number,
  typed: string,
  now: Date,
): Promise<{ by: 'app' | 'recovery-code' } | { refused: 'wrong-code' | 'locked' | 'not-on' }> {
  return inTransaction(db, async trx => {
    const factor = await lockFactor(trx, personId)
    if (!factor?.confirmed_at) return { refused: 'not-on' as const }
    const checked = await checkCode(trx, personalData, factor, typed, now)
    const result = 'refused' in checked ? ('refused' as const) : ('done' as const)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'second-factor.shown',
      object: { kind: 'person', id: personId },
      result,
      detail: { ...checked },
      at: now,
    })
    return checked
  })
}

/** Takes the factor away, for somebody who lost phone and recovery codes: at the next sign-in a new one is set up. */
export function removeSecondFactor(
  db: Db,
  personId: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'not-on' }> {
  return inTransaction(db, async trx => {
    const removed = await trx
      .deleteFrom('second_factor')
      .where('person_id', '=', personId)
      .returning('person_id')
      .executeTakeFirst()
    if (!removed) return { refused: 'not-on' as const }
    await trx.deleteFrom('session').where('person_id', '=', personId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'second-factor.removed',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { id: personId }
  })
}

const sealedAs = 'second_factor.secret_sealed'
type Factor = NonNullable<Awaited<ReturnType<typeof lockFactor>>>

function lockFactor(trx: Trx, personId: number) {
  return trx.selectFrom('second_factor').selectAll().where('person_id', '=', personId).forUpdate().executeTakeFirst()
}

/** The row is locked: guesses sent at once are counted one by one. */
async function checkCode(
  trx: Trx,
  personalData: PersonalData,
  factor: Factor,
  typed: string,
  now: Date,
): Promise<{ by: 'app' | 'recovery-code' } | { refused: 'wrong-code' | 'locked' }> {
  if (factor.locked_until && factor.locked_until > now) return { refused: 'locked' }
  const code = typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const change = trx.updateTable('second_factor').where('person_id', '=', factor.person_id)
  const step = await findStep(personalData.open(factor.secret_sealed, sealedAs), code, factor.last_step, now)
  if (step !== undefined) {
    await change.set({ last_step: step, failures: 0, locked_until: null }).execute()
    return { by: 'app' }
  }
  const recovered = await trx
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('person_id', '=', factor.person_id)
    .where('code_hash', '=', hashRecoveryCode(personalData, factor.person_id, code))
    .where('used_at', 'is', null)
    .returning('code_hash')
    .executeTakeFirst()
  if (recovered) {
    await change.set({ failures: 0, locked_until: null }).execute()
    return { by: 'recovery-code' }
  }
  const failures = factor.failures + 1
  const lock = failures >= failuresBeforeLock
  await change
    .set({ failures: lock ? 0 : failures, locked_until: lock ? new Date(now.getTime() + lockMinutes * 60_000) : null })
    .execute()
  return { refused: 'wrong-code' }
}

/** The time step of a right code that is newer than the last one used; undefined for any other. */
async function findStep(secret: string, code: string, lastStep: number, now: Date): Promise<number | undefined> {
  if (!/^\d{6}$/.test(code)) return undefined
  const result = await verify({
    secret,
    token: code,
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: toleranceSeconds,
    afterTimeStep: lastStep,
  })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}

/** Fifty random bits in Crockford's letters: `8F3K7-QWD2M`. */
function drawRecoveryCode(): string {
  const letters = Array.from(randomBytes(10), byte => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte % 32]).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

function hashRecoveryCode(personalData: PersonalData, personId: number, code: string): string {
  return personalData.lookup(`${personId}\0${code.replace(/-/g, '')}`, 'recovery_code.code_hash')
}
