import type { Portal } from '#portal.ts'
import { makeMove } from '#record/move.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { findMatter, listMatters } from '#record/matter.ts'
import { asFound, previewRecord } from '#record/preparing.ts'

/** Makes public what the samples' authors agreed to: the sample clerk makes it ready, the sample reviewer reads it. */
export async function seedRecords({ db, personalData }: Pick<Portal, 'db' | 'personalData'>): Promise<void> {
  const personOf = (login: string) =>
    db.selectFrom('person').select(['id', 'roles']).where('login', '=', login).executeTakeFirstOrThrow()
  const clerk = await personOf('clerk')
  const reviewer = await personOf('reviewer')
  for (const { number } of await listMatters(db, 'ready')) {
    const { suggestion } = (await findMatter(db, number))!
    const preview = await previewRecord(db, suggestion.id, {}, personalData)
    if (!preview) continue
    const choice = { ...asFound(preview), show: preview.photos.map(({ key }) => key) }
    const prepared = await makeMove(db, preparation, number, choice, {
      person: clerk,
      now: suggestion.changed_at,
      personalData,
    })
    if ('refused' in prepared) throw new Error(`sample record ${number}: ${JSON.stringify(prepared)}`)
    await makeMove(
      db,
      publication,
      number,
      { version: suggestion.changed_at.toISOString() },
      { person: reviewer, now: suggestion.changed_at, personalData },
    )
  }
}
