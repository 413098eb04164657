import * as z from 'zod'
import { errorsOf, type Refusal } from '#forms/refusals.ts'
import type { FormErrors } from '#forms/read.ts'
import { storeFile } from '#publishing/files/stored-files.ts'
import { filesWords as words } from '#publishing/files/words.ts'
import type { SignedInPerson } from '#people/session.ts'
import { idIn } from '#web/outcome.ts'
import type { Visit } from '#web/visit.ts'

const schema = z.object({ request_key: z.string().optional(), replaces: z.string().optional() })

/** Why a form with a file stored nothing, for the page and for the window in the editor. */
type NotStored = { errors: FormErrors; replaces: number | undefined } & ({ status: number } | { refusal: Refusal })

/** Stores the file of a posted form. Nothing of it stays on the disk when it is refused. */
export async function storePosted(visit: Visit<SignedInPerson>): Promise<{ id: number; address: string } | NotStored> {
  const { person, portal, now, edition } = visit
  const rule = { max: 1, maxBytes: (edition.settings.max_file_megabytes ?? 200) * 1024 * 1024 }
  await using form = await visit.form(schema, { files: { file: rule } })
  const replaces = idIn([form.values.replaces].flat()[0])
  if (form.errors) return { errors: form.errors, status: form.status, replaces }
  const [file] = form.files.file ?? []
  if (!file) return { errors: { file: words.missing }, status: 422, replaces }
  const stored = await storeFile({ db: portal.db, content: portal.content, person, now }, portal.files, {
    path: file.path,
    name: file.name,
    replaces,
  })
  return 'kind' in stored ? { errors: errorsOf(stored), refusal: stored, replaces } : stored
}
