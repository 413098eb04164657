import type { Db, Trx } from '#db/schema.ts'
import type { ConsentKind } from '#db/schema-volunteers.ts'

/** A text to agree to, as the city has published it. */
export interface ConsentText {
  /** The day since which it says what it says, YYYY-MM-DD: what a consent stores. */
  version: string
  words: string
  html: string
}

export type ConsentTexts = Record<ConsentKind | 'guardian' | 'agreement', ConsentText>

/** Where the texts are: the edition. */
export interface PublishedTexts {
  find(type: 'texts', id: string): { data: { version: string }; body: string; html(): string } | undefined
}

/** The texts that stand now. Throws when one is missing: nobody can agree to what is not there. */
export function consentTextsIn(edition: PublishedTexts): ConsentTexts {
  function text(kind: keyof ConsentTexts): ConsentText {
    const entry = edition.find('texts', `volunteer-${kind}`)
    if (!entry) throw new Error(`content/texts/volunteer-${kind}.md is missing, or at fault`)
    return { version: entry.data.version, words: entry.body.trim(), html: entry.html() }
  }
  return {
    registration: text('registration'),
    'identity-number': text('identity-number'),
    'being-asked': text('being-asked'),
    guardian: text('guardian'),
    agreement: text('agreement'),
  }
}

/**
 * Keeps that the volunteer (or the guardian for a child) agreed to this version of a text. Nothing happens when that
 * stands already; a consent to another version ends where this one begins.
 */
export async function grantConsent(
  trx: Trx,
  volunteerId: number,
  kind: ConsentKind,
  version: string,
  now: Date,
): Promise<void> {
  await endStanding(trx, volunteerId, now).where('kind', '=', kind).where('text_version', '<>', version).execute()
  await trx
    .insertInto('volunteer_consent')
    .values({ volunteer_id: volunteerId, kind, text_version: version, granted_at: now })
    .onConflict(conflict => conflict.columns(['volunteer_id', 'kind']).where('withdrawn_at', 'is', null).doNothing())
    .execute()
}

/** Ends one consent, or all of a volunteer's (个人信息保护法 Art. 15); the row stays as proof of the time in between. */
export async function withdrawConsent(
  trx: Trx,
  volunteerId: number,
  kind: ConsentKind | 'all',
  now: Date,
): Promise<void> {
  const standing = endStanding(trx, volunteerId, now)
  await (kind === 'all' ? standing : standing.where('kind', '=', kind)).execute()
}

/** What a person has agreed to as a volunteer and what stands now, oldest first. */
export function listStandingConsents(db: Db, personId: number) {
  return db
    .selectFrom('volunteer_consent')
    .innerJoin('volunteer', 'volunteer.id', 'volunteer_consent.volunteer_id')
    .select(['kind', 'text_version', 'granted_at'])
    .where('volunteer.person_id', '=', personId)
    .where('withdrawn_at', 'is', null)
    .orderBy('volunteer_consent.id')
    .execute()
}

function endStanding(trx: Trx, volunteerId: number, now: Date) {
  return trx
    .updateTable('volunteer_consent')
    .set({ withdrawn_at: now })
    .where('volunteer_id', '=', volunteerId)
    .where('withdrawn_at', 'is', null)
}
