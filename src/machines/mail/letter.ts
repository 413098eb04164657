import { createHash } from 'node:crypto'
import PostalMime, { type Email } from 'postal-mime'
import { saysSomething } from '#forms/typed/characters.ts'
import { readEmail } from '#forms/typed/email.ts'
import { maxPhotoBytes } from '#suggestions/photo-files.ts'
import { kindOfPhoto } from '#suggestions/photos.ts'
import { cutTitle, titleOf } from '../title.ts'
import { plain, textOfHtml, withoutQuoted } from './plain-text.ts'

/** A letter as a suggestion can be made of it. */
export interface Letter {
  /** By what it is known again: its Message-ID, bound to who wrote what. 64 hexadecimal digits. */
  key: string
  sender: { address: string; name: string | undefined }
  /** A machine wrote it, or it went to many: nobody waits for an answer. */
  isAutomatic: boolean
  title: string
  body: string
  pictures: { name: string; bytes: Uint8Array }[]
  /** The names of what else was attached. */
  leftOut: string[]
}

/** What may be taken of one letter. */
const mostPictures = 6

/** Why nothing can be made of it: it has no sender, or says and shows nothing. */
type Unread = { refused: 'unreadable' | 'empty'; key: string; isAutomatic: boolean }

/** Reads a letter as it came over the wire. */
export async function readLetter(source: Uint8Array): Promise<Letter | Unread> {
  const email = await PostalMime.parse(source)
  const address = readEmail(email.from?.address ?? '')
  const subject = plain(email.subject ?? '').replace(/\s+/g, ' ')
  const isAnswer = Boolean(email.inReplyTo ?? email.references)
  const whole = email.text ? plain(email.text) : textOfHtml(email.html ?? '')
  const text = withoutQuoted(whole, isAnswer)
  const attached = email.attachments.map(({ filename, content, mimeType }) => ({
    name:
      plain(filename ?? '')
        .replace(/\s+/g, ' ')
        .slice(0, 200) || mimeType,
    bytes: new Uint8Array(content as ArrayBuffer),
  }))
  const key = hashOf(
    email.messageId ?? '',
    address ?? '',
    subject,
    whole,
    email.date ?? '',
    ...attached.map(({ name, bytes }) => `${name} ${bytes.length}`),
  )
  const isAutomatic = isOfMachine(email)
  if (!address) return { refused: 'unreadable', key, isAutomatic }
  const pictures = attached.filter(
    ({ bytes }) => bytes.length <= maxPhotoBytes && typeof kindOfPhoto(bytes) === 'string',
  )
  const saying = [subject, text].filter(saysSomething)
  if (saying.length === 0 && pictures.length === 0) return { refused: 'empty', key, isAutomatic }
  const heading = subject.replace(/^(?:(?:re|fwd?|回复|答复|转发)\s*[:：]\s*)+/i, '')
  const title = saysSomething(heading) ? cutTitle(heading) : titleOf(text) || noSubject
  // What the title cuts off is not lost.
  const body = [title.endsWith('…') && `主题：${subject}`, saysSomething(text) ? text : saying[0] || onlyPictures]
  const name = plain(email.from?.name ?? '').replace(/\s+/g, ' ')
  const taken = pictures.slice(0, mostPictures)
  return {
    key,
    sender: { address, name: saysSomething(name) && name.length <= 40 && !name.includes('@') ? name : undefined },
    isAutomatic,
    title,
    body: body.filter(Boolean).join('\n\n'),
    pictures: taken,
    leftOut: attached.filter(one => !taken.includes(one)).map(({ name }) => name),
  }
}

const noSubject = '（没有主题）'
const onlyPictures = '（信里只有照片）'

/** By which a letter is known that cannot be read, or is not: its place. */
export const keyOfPlace = (place: string): string => hashOf('place', place)

const hashOf = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** An answer of a machine, a bounce, or what goes to many (RFC 3834, RFC 2919, RFC 3464). */
function isOfMachine({ headers, from }: Email): boolean {
  const value = (name: string) =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase()
  const submitted = value('auto-submitted')
  return (
    (submitted !== undefined && submitted !== 'no') ||
    /^(?:bulk|list|junk|auto_reply)$/.test(value('precedence') ?? '') ||
    value('list-id') !== undefined ||
    value('list-unsubscribe') !== undefined ||
    value('x-autoreply') !== undefined ||
    value('return-path') === '<>' ||
    /^multipart\/report\b/.test(value('content-type') ?? '') ||
    /^(?:mailer-daemon|postmaster)@/i.test(from?.address ?? '')
  )
}
