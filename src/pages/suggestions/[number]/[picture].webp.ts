import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { findRecord } from '#record/record.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A picture of a public record as it was read before: `1-640.webp`. Kept for a minute, because it may be taken back. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal } = visit
  const number = readSuggestionNumber(context.params.number ?? '')
  const [, at = '', size] = /^([1-9]\d?)-(640|1280)$/.exec(context.params.picture ?? '') ?? []
  const record = number && size ? await findRecord(db, number) : undefined
  const photo = record && 'photos' in record ? record.photos[Number(at) - 1] : undefined
  if (!photo) return notFound()
  return new Response(await portal.photoStore.read(photo.file, size === '640' ? 640 : 1280), {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'public, max-age=60' },
  })
}
