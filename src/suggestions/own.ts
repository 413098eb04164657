import type { Db } from '#db/schema.ts'

/**
 * What somebody wrote in one suggestion that was sent with the phone number of their account: the text itself, what
 * they added and how they rated. Undefined when it is not theirs.
 */
export async function findOwnSuggestion(db: Db, personId: number, code: string) {
  const own = await db
    .selectFrom('suggestion')
    .innerJoin('person', 'person.phone_hash', 'suggestion.phone_hash')
    .select([
      'suggestion.id',
      'suggestion.code',
      'suggestion.title',
      'suggestion.body',
      'suggestion.kind',
      'suggestion.category',
      'suggestion.county',
      'suggestion.place',
      'suggestion.received_at',
    ])
    .where('person.id', '=', personId)
    .where('suggestion.code', '=', code)
    .executeTakeFirst()
  return (
    own && {
      ...own,
      additions: await db
        .selectFrom('addition')
        .select(['body', 'added_at'])
        .where('suggestion_id', '=', own.id)
        .orderBy('id')
        .execute(),
      ratings: await db
        .selectFrom('rating')
        .select(['satisfaction', 'solved', 'words', 'rated_at'])
        .where('suggestion_id', '=', own.id)
        .orderBy('id')
        .execute(),
    }
  )
}
