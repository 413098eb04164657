import { ReadableStream as NodeStream } from 'node:stream/web'
import type { APIRoute } from 'astro'
import { writeCsv } from '#forms/csv.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { findRegister, tableOf } from './[register]/_register.ts'

/** A whole register, to keep. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const register = findRegister(context.params.register)
  if (!register) return notFound()
  const name = `${register.label}.csv`
  return new Response(
    NodeStream.from(writeCsv([tableOf(visit.edition, register)])) as unknown as ReadableStream<Uint8Array>,
    {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${register.name}.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
      },
    },
  )
}
