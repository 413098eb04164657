import { ReadableStream as NodeStream } from 'node:stream/web'
import type { APIRoute } from 'astro'
import { writeCsv } from '#forms/csv.ts'
import { workbookType, writeWorkbook } from '#forms/workbook.ts'
import { disposition } from '#web/disposition.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { findRegister, tableOf } from './[register]/_register.ts'

/** A whole register, to keep: `.csv` or `.xlsx`, both made of the same lines. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { format } = context.params
  const register = findRegister(context.params.register)
  if (!register || (format !== 'csv' && format !== 'xlsx')) return notFound()
  const lines = tableOf(visit.edition, register)
  const body =
    format === 'csv'
      ? (NodeStream.from(writeCsv([lines])) as unknown as ReadableStream<Uint8Array>)
      : await writeWorkbook(lines)
  return new Response(body, {
    headers: {
      'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : workbookType,
      'Content-Disposition': disposition('attachment', `${register.label}.${format}`),
    },
  })
}
