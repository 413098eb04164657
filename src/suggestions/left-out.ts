import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'

const sealedFor = 'mail_letter.left_out_sealed'

/** The names of attachments of a letter that were not taken in, as its row keeps them: they may say who somebody is. */
export const sealLeftOut = (personalData: PersonalData, names: readonly string[]): string =>
  personalData.seal(names.join('\n'), sealedFor)

/** The names of the attachments that were not taken in with a suggestion; of one that came by e-mail. */
export async function listLeftOut(db: Db, personalData: PersonalData, suggestionId: number): Promise<string[]> {
  const letter = await db
    .selectFrom('mail_letter')
    .select('left_out_sealed')
    .where('suggestion_id', '=', suggestionId)
    .executeTakeFirst()
  return letter?.left_out_sealed ? personalData.open(letter.left_out_sealed, sealedFor).split('\n') : []
}
