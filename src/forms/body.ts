import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { anHour } from '#calendar/spans.ts'
import { isDiskFull } from './disk-full.ts'

/** A file that was chosen. It waits on the disk, so that slow uploads hold no memory. */
export interface UploadedFile {
  /** What the sender calls it: for messages only, never a path. */
  name: string
  /** How many were sent; no more than the rule's `maxBytes` are on the disk. */
  bytes: number
  path: string
}

export interface BodyRules {
  /** The fields that are read as text. Parts with other names are passed over, but counted. */
  textNames: ReadonlySet<string>
  /** The fields that are read as files, and how large each file may be. */
  fileBytes: ReadonlyMap<string, number>
  maxParts: number
  maxTextBytes: number
  maxBytes: number
  /** Where files wait; needed when there are file fields. */
  directory: string
}

/** Why a body was not read to its end. */
export type BodyFault = 'not-a-form' | 'malformed' | 'too-many-parts' | 'too-large' | 'no-room'

export interface TextPart {
  name: string
  bytes: Buffer
  /** There was more than `maxTextBytes`. */
  cut: boolean
}

export interface FilePart {
  name: string
  file: UploadedFile
}

export interface FormBody {
  /** In the order in which they came. */
  texts: TextPart[]
  /** Without the nameless empty one that browsers send when nothing was chosen. An empty one that has a name was chosen; nothing of it is on the disk. */
  files: FilePart[]
  fault: BodyFault | undefined
}

/**
 * Reads a urlencoded or multipart body as a stream and keeps no more of it than the rules allow.
 * Never throws for what was sent, nor when the disk is full: a fault is told beside whatever could be read. Throws when
 * the disk fails otherwise.
 */
export async function readFormBody(request: Request, rules: BodyRules): Promise<FormBody> {
  const body: FormBody = { texts: [], files: [], fault: undefined }
  const parser = parserFor(request.headers.get('content-type') ?? '', rules)
  if (!parser) body.fault = 'not-a-form'
  const parts: Promise<void>[] = []
  const parsed = parser ? listen(parser, body, parts, rules) : undefined

  let bytes = 0
  try {
    // After a fault the rest is read and dropped: a browser reads no answer before it has sent everything.
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > rules.maxBytes) body.fault ??= 'too-large'
      if (!body.fault && !parser!.write(chunk)) await Promise.race([drained(parser!), parsed])
    }
  } catch {
    body.fault ??= 'malformed' // The sender went away.
  }
  parser?.end()
  await parsed
  const failed = (await Promise.allSettled(parts)).find(part => part.status === 'rejected')
  if (failed) {
    await discardFiles(body.files)
    if (!isDiskFull(failed.reason)) throw failed.reason
    body.files = []
    body.fault = 'no-room'
  }
  body.files = body.files.filter(({ file }) => file.bytes > 0 || file.name !== '')
  return body
}

/** Where files wait until the page has dealt with them. */
export function uploadDirectory(dataDir: string): string {
  return join(dataDir, 'uploads')
}

/** Removes files that a killed process left waiting: those older than an hour. */
export async function sweepUploads(dataDir: string, now: Date): Promise<void> {
  const directory = uploadDirectory(dataDir)
  if (!existsSync(directory)) return
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    if (now.getTime() - (await stat(path)).mtimeMs > anHour) await rm(path, { force: true })
  }
}

/** Removes the files that still wait on the disk. */
export async function discardFiles(files: FilePart[]): Promise<void> {
  await Promise.all(files.map(({ file }) => rm(file.path, { force: true })))
}

function parserFor(contentType: string, rules: BodyRules): BusboyInstance | undefined {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  // One more than is allowed, so that the excess is seen.
  const limits = {
    fields: rules.maxParts + 1,
    parts: rules.maxParts + 1,
    fieldSize: rules.maxTextBytes,
    headerPairs: 20,
    headerSize: 4096,
  }
  try {
    // Text is taken as bytes (latin1, or as if it were a file): a lenient decoder would put � for what was typed.
    if (type === 'application/x-www-form-urlencoded')
      return new Busboy({ headers: { 'content-type': type }, defCharset: 'latin1', limits })
    if (type === 'multipart/form-data')
      return new Busboy({ headers: { 'content-type': contentType }, isPartAFile: () => true, limits })
  } catch {
    // multipart without a boundary
  }
  return undefined
}

/** Collects parts as the parser finds them; resolves when it has nothing more to say, whether it liked the body or not. */
function listen(parser: BusboyInstance, body: FormBody, parts: Promise<void>[], rules: BodyRules): Promise<void> {
  let count = 0
  const mayTake = () => {
    count += 1
    if (count > rules.maxParts) body.fault ??= 'too-many-parts'
    return !body.fault
  }
  parser.on('field', (name, text, _nameCut, cut) => {
    if (mayTake() && rules.textNames.has(name)) body.texts.push({ name, bytes: Buffer.from(text, 'latin1'), cut })
  })
  parser.on('file', (name, stream, fileName: string | undefined) => {
    const maxBytes = rules.fileBytes.get(name)
    if (!mayTake()) {
      drop(stream)
    } else if (fileName === undefined && rules.textNames.has(name)) {
      const part: TextPart = { name, bytes: Buffer.alloc(0), cut: false }
      body.texts.push(part)
      parts.push(readText(stream, part, rules.maxTextBytes))
    } else if (fileName !== undefined && maxBytes !== undefined) {
      const file: UploadedFile = { name: fileName, bytes: 0, path: join(rules.directory, randomUUID()) }
      body.files.push({ name, file })
      parts.push(spool(stream, file, maxBytes))
    } else {
      drop(stream)
    }
  })
  return new Promise(resolve => {
    parser.once('finish', resolve)
    parser.on('error', () => {
      body.fault ??= 'malformed'
      resolve()
    })
  })
}

async function readText(stream: Readable, part: TextPart, maxBytes: number): Promise<void> {
  const chunks: Buffer[] = []
  let room = maxBytes
  await eachChunk(stream, chunk => {
    part.cut ||= chunk.length > room
    chunks.push(chunk.subarray(0, room))
    room -= Math.min(room, chunk.length)
  })
  part.bytes = Buffer.concat(chunks)
}

async function spool(stream: Readable, file: UploadedFile, maxBytes: number): Promise<void> {
  await eachChunk(stream, async chunk => {
    if (file.bytes === 0) await mkdir(dirname(file.path), { recursive: true })
    file.bytes += chunk.length
    if (file.bytes <= maxBytes) await appendFile(file.path, chunk, { mode: 0o600 })
  })
}

/**
 * Reads a part to its end even when taking a chunk fails: a part that nobody reads holds up the parser for good.
 * A part that the body broke off ends quietly; the parser reports the fault.
 */
async function eachChunk(stream: Readable, take: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  const failures: unknown[] = []
  try {
    for await (const chunk of stream) {
      if (failures.length > 0) continue
      try {
        await take(chunk)
      } catch (error) {
        failures.push(error)
      }
    }
  } catch {
    // broken off
  }
  if (failures.length > 0) throw failures[0]
}

function drop(stream: Readable): void {
  stream.on('error', () => {}).resume()
}

function drained(parser: BusboyInstance): Promise<void> {
  return new Promise(resolve => parser.once('drain', resolve))
}
