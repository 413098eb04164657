import type { APIContext } from 'astro'
import { boundKey } from '#forms/request-key.ts'
import { readForm } from '#forms/read.ts'
import { readSent, sentForm } from '#machines/open311/request-form.ts'
import { open311Errors as words, open311Words } from '#machines/open311/words.ts'
import { requireEntry } from '#publishing/edition/required.ts'
import { formatCode } from '#suggestions/code.ts'
import { photoErrors } from '#suggestions/photo-words.ts'
import { receiveFromClient } from '#suggestions/suggestions.ts'
import type { Visit } from '#web/visit.ts'
import { type Format, keyIn, recognise, refuseOtherCity, tell, tellErrors } from './_door.ts'

/** Takes in what a client sends for somebody: its number, and the author's code for them alone; or the errors, all at once. */
export async function takeRequest(format: Format, context: APIContext, visit: Visit): Promise<Response> {
  const { portal, db, now, edition } = visit
  const early = keyIn(context)
  const known = early ? await recognise(format, visit, early, 'send') : undefined
  if (known instanceof Response) return known
  await using form = await readForm(context.request, sentForm, {
    dataDir: portal.config.dataDir,
    // Nobody's photo is worked on before it is known who sends it.
    keepPhotos: known
      ? portal.photos.keep(`client ${known.id}`, now)
      : files => Promise.resolve(files.map(() => ({ fault: words.photosNeedKey }))),
  })
  const sent = form.values
  const client = known ?? (await recognise(format, visit, sent.api_key, 'send'))
  if (client instanceof Response) return client
  const refused = refuseOtherCity(
    format,
    visit,
    sent.jurisdiction_id || context.url.searchParams.get('jurisdiction_id'),
  )
  if (refused) return refused
  // Nothing could be read of it: there is no more to say.
  if (form.errors && form.status !== 422) return tellErrors(format, form.status, ...Object.values(form.errors))
  if (!sent.service_code) return tellErrors(format, 400, words['no-service'])
  if (!edition.choices.categories.has(sent.service_code))
    return tellErrors(format, 404, words.service(sent.service_code))
  // Another client's key is another key, whatever it is.
  const key = form.data?.request_key ?? crypto.randomUUID()
  const read = readSent(sent, await boundKey(key, `client ${client.id}`, {}, {}), edition.choices)
  if ('faults' in read || form.errors) {
    const faults = { ...('faults' in read && read.faults), ...form.errors }
    const described = Object.entries(faults).map(([name, fault]) => (name === 'form' ? fault : `${name}：${fault}`))
    return tellErrors(format, 400, ...described)
  }
  const received = await receiveFromClient(db, read.input, form.data.media, client, {
    personalData: portal.personalData,
    now,
    privacyVersion: requireEntry(edition, 'pages', 'privacy').data.version,
  })
  if ('refused' in received) return tellErrors(format, 400, `media：${photoErrors.gone}`)
  const track = new URL('/participate/track', portal.config.origin).href
  const service_notice = open311Words.notice(formatCode(received.code), track, sent.media_url !== '')
  // 200 and not 201: there are clients that take nothing else for a success.
  return tell(format, 'service_requests', [{ service_request_id: received.number, service_notice, account_id: null }])
}
