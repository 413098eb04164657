import * as z from 'zod'
import { readForm } from '#forms/read.ts'
import { saysSomething } from '#forms/typed/characters.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { notFound } from '#web/outcome.ts'
import { plainResponse } from '#web/plain-page.ts'

/** What a form was about is not there any more: 404, with what was typed in these fields, so that it can be copied. */
export async function goneWithTyped(request: Request, requestId: string, names: readonly string[]): Promise<Response> {
  const form = await readForm(request, z.object(Object.fromEntries(names.map(name => [name, z.string().default('')]))))
  const kept = Object.values(form.values).flat().filter(saysSomething)
  return kept.length > 0 ? plainResponse(404, { requestId, kept, ...adminText.gone }) : notFound()
}
