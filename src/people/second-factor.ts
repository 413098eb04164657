import { randomBytes } from 'node:crypto'
import { generateSecret, generateURI, verify } from 'otplib'
import { aMinute, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from './events.ts'
import type { PersonalData } from './personal-data.ts'
import type { Role } from './roles.ts'

const failuresBeforeLock = 5
const lockMinutes = 15
const recoveryCodes = 10
/** A phone's clock may be one step off. */
const toleranceSeconds = 30

/** Everybody who does something in the city's name (等保 level 3); a volunteer acts for themselves. */
export function needsSecondFactor(roles: readonly Role[]): boolean {
  return roles.some(role => role !== 'volunteer')
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
 * Makes a secret for the person's authenticator app. `uri` goes into the QR code, `secret` is for typing. Each is shown
 * once: asked again before it is confirmed, another takes its place. Refuses `already-on`.
 */
export function beginSecondFactor(
  db: Db,
  personalData: PersonalData,
  person: { id: number; label: string },
  siteName: string,
  now: Date,
): Promise<{ secret: string; uri: string } | { refused: 'already-on' }> {
  return inTransaction(db, async trx => {
    const secret = generateSecret()
    const drawn = { secret_sealed: personalData.seal(secret, sealedAs), begun_at: now }
    const begun = await trx
      .insertInto('second_factor')
      .values({ person_id: person.id, ...drawn })
      .onConflict(conflict =>
        conflict.column('person_id').doUpdateSet(drawn).where('second_factor.confirmed_at', 'is', null),
      )
      .returning('person_id')
      .executeTakeFirst()
    if (!begun) return { refused: 'already-on' as const }
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
    await trx.updateTable('second_factor').set({ confirmed_at: now }).where('person_id', '=', personId).execute()
    const codes = await drawRecoveryCodes(trx, personalData, personId)
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

/**
 * Draws recovery codes that take the place of all earlier ones, for somebody who shows a code of their app once more.
 * They are shown only now. A recovery code that is left does as well. Refuses as `checkSecondFactor` does.
 */
export function renewRecoveryCodes(
  db: Db,
  personalData: PersonalData,
  personId: number,
  typed: string,
  now: Date,
): Promise<{ recoveryCodes: string[] } | { refused: 'wrong-code' | 'locked' | 'not-on' }> {
  return inTransaction(db, async trx => {
    const factor = await lockFactor(trx, personId)
    if (!factor?.confirmed_at) return { refused: 'not-on' as const }
    const checked = await checkCode(trx, personalData, factor, typed, now)
    if ('refused' in checked) return checked
    await trx.deleteFrom('recovery_code').where('person_id', '=', personId).execute()
    const codes = await drawRecoveryCodes(trx, personalData, personId)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'recovery-codes.renewed',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { recoveryCodes: codes }
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
    .set({ failures: lock ? 0 : failures, locked_until: lock ? later(now, lockMinutes * aMinute) : null })
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

async function drawRecoveryCodes(trx: Trx, personalData: PersonalData, personId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, drawRecoveryCode)
  await trx
    .insertInto('recovery_code')
    .values(codes.map(code => ({ person_id: personId, code_hash: hashRecoveryCode(personalData, personId, code) })))
    .execute()
  return codes
}

/** Fifty random bits in Crockford's letters: `8F3K7-QWD2M`. */
function drawRecoveryCode(): string {
  const letters = Array.from(randomBytes(10), byte => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte % 32]).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

function hashRecoveryCode(personalData: PersonalData, personId: number, code: string): string {
  return personalData.lookup(`${personId}\0${code.replace(/-/g, '')}`, 'recovery_code.code_hash')
}
