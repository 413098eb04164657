import { fileErrors } from '#forms/errors.ts'
import { drawToken, PhotoRefused, sendPhoto } from './photo-upload.ts'
import { photoWords as words } from './photo-words.ts'

/**
 * Takes a photo field over: each photo is sent by itself as soon as it is chosen, shown with a bar, and removed singly.
 * What arrived is remembered in the browser, so that a reload or a closed tab loses nothing; in another tab it is offered,
 * because the next person at a shared computer is somebody else. The server forgets it after a day or once it was used,
 * and then so does the browser. Without this the field sends its photos with the form.
 */
interface Photo {
  token: string
  name: string
  item: HTMLLIElement
  /** Until it has arrived. */
  sending?: AbortController | undefined
}

type Remembered = Pick<Photo, 'token' | 'name'>

/** What this browser remembers; nothing where it may not. */
function recall(key: string): { photos: Remembered[]; isSameTab: boolean } {
  try {
    const photos = JSON.parse(localStorage.getItem(key) ?? '[]') as Remembered[]
    return { photos, isSameTab: sessionStorage.getItem(key) !== null }
  } catch {
    return { photos: [], isSameTab: true }
  }
}

/** `areOurs`: the person at this tab chose them all. */
function remember(key: string, photos: Remembered[], areOurs: boolean): void {
  try {
    if (areOurs) sessionStorage.setItem(key, '')
    if (photos.length > 0) localStorage.setItem(key, JSON.stringify(photos.map(({ token, name }) => ({ token, name }))))
    else localStorage.removeItem(key)
  } catch {
    // Full, or switched off: then nothing is remembered.
  }
}

const addressOf = (token: string) => `/participate/photos/${token}.webp?${Date.now()}`

/** Whether a photo still waits on the server. */
const isWaiting = ({ token }: Remembered): Promise<boolean> =>
  new Promise(resolve => {
    const picture = new Image()
    picture.onload = () => resolve(true)
    picture.onerror = () => resolve(false)
    picture.src = addressOf(token)
  })

function takeOver(field: HTMLElement): void {
  const input = field.querySelector<HTMLInputElement>('input[type="file"]')!
  const list = field.querySelector<HTMLUListElement>('.photos__list')!
  const status = field.querySelector('.photos__status')!
  const faults = field.querySelector('.photos__faults')!
  const template = field.querySelector('template')!
  const offer = field.querySelector<HTMLElement>('.photos__offer')!
  const form = input.form!
  const [max, maxBytes] = [Number(field.dataset.max), Number(field.dataset.maxBytes)]
  const memory = `photos ${new URL(form.action).pathname} ${input.name}`
  let photos: Photo[] = []
  let last = Promise.resolve()
  /** The button of a form that waits for its photos. */
  let waiting: HTMLElement | undefined

  const sending = () => photos.filter(photo => photo.sending)
  const show = () => {
    status.textContent = waiting
      ? words.waits(sending().length)
      : words.count(photos.length - sending().length, sending().length)
  }
  /** Of another tab, until somebody says that they are theirs. */
  let offered: Remembered[] = []
  const save = () => remember(memory, [...offered, ...photos.filter(photo => !photo.sending)], offered.length === 0)

  function put(token: string, name: string): Photo {
    const item = template.content.firstElementChild!.cloneNode(true) as HTMLLIElement
    const photo = { token, name, item }
    item.querySelector('.photo__name')!.textContent = name
    const button = item.querySelector('button')!
    button.setAttribute('aria-label', words.removeNamed(name))
    button.addEventListener('click', () => {
      drop(photo)
      input.focus()
    })
    photos.push(photo)
    list.append(item)
    return photo
  }

  function drop(photo: Photo): void {
    photo.sending?.abort()
    photos = photos.filter(other => other !== photo)
    URL.revokeObjectURL(photo.item.querySelector('img')!.src)
    photo.item.remove()
    save()
    show()
  }

  function arrive({ token, item }: Photo): void {
    item.querySelector('progress')?.remove()
    const carried = Object.assign(document.createElement('input'), { type: 'hidden', name: input.name, value: token })
    item.append(carried)
  }

  /** The picture as the server has it; a photo that waits there no longer is dropped. */
  function showStored(photo: Photo): void {
    const picture = photo.item.querySelector('img')!
    picture.addEventListener('error', () => drop(photo), { once: true })
    picture.alt = photo.name
    picture.src = addressOf(photo.token)
  }

  function putArrived(token: string, name: string): void {
    const photo = put(token, name)
    arrive(photo)
    showStored(photo)
  }

  function fail(message: string): void {
    faults.textContent = [faults.textContent, message].filter(Boolean).join('；')
  }

  async function send(photo: Photo, file: File): Promise<void> {
    if (!photo.sending || photo.sending.signal.aborted) return
    const bar = photo.item.querySelector('progress')!
    const note = photo.item.querySelector('.photo__name')!
    try {
      await sendPhoto(file, photo.token, {
        signal: photo.sending.signal,
        tell({ share, isRetrying }) {
          bar.value = share
          note.textContent = isRetrying ? words.retrying : photo.name
        },
      })
      note.textContent = photo.name
      photo.sending = undefined
      arrive(photo)
      // Some pictures only the server can read.
      if (photo.item.querySelector('img')!.naturalWidth === 0) showStored(photo)
      save()
    } catch (error) {
      if (photo.sending?.signal.aborted) return
      fail(error instanceof PhotoRefused ? error.message : words.failed(photo.name))
      drop(photo)
      if (waiting) fail(words.notTaken)
      waiting = undefined
    }
    show()
    if (!waiting || sending().length > 0) return
    const button = waiting
    waiting = undefined
    button.click()
  }

  input.addEventListener('change', () => {
    faults.textContent = ''
    for (const file of [...input.files!]) {
      if (file.size === 0) fail(fileErrors.empty(file.name))
      else if (file.size > maxBytes) fail(fileErrors.tooLarge(file.name, maxBytes))
      else if (photos.length >= max) {
        fail(words.tooMany(max))
        break
      } else {
        const photo = put(drawToken(), file.name)
        photo.sending = new AbortController()
        const picture = photo.item.querySelector('img')!
        picture.src = URL.createObjectURL(file)
        picture.alt = file.name
        photo.item.querySelector('progress')!.setAttribute('aria-label', words.sending(file.name))
        last = last.then(() => send(photo, file))
      }
    }
    input.value = ''
    show()
  })

  form.addEventListener('submit', event => {
    if (sending().length === 0) return
    event.preventDefault()
    waiting = (event.submitter ?? form.querySelector<HTMLElement>('button[type="submit"]')) as HTMLElement
    show()
  })

  // A page that comes back from the browser's history may hold photos that were used meanwhile.
  addEventListener('pageshow', event => {
    if (event.persisted) photos.filter(photo => !photo.sending).forEach(showStored)
  })

  const shown = [...list.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value)
  list.replaceChildren()
  field.querySelector('.photos__kept')?.remove()
  shown.forEach((token, index) => putArrived(token, words.arrivedName(index + 1)))
  const recalled = recall(memory)
  const others = recalled.photos.filter(({ token }) => !shown.includes(token))
  if (recalled.isSameTab) for (const { token, name } of others) putArrived(token, name)
  else void propose()
  if (photos.length > 0) save()
  show()

  async function propose(): Promise<void> {
    offered = others
    const standing = await Promise.all(others.map(isWaiting))
    offered = others.filter((_, index) => standing[index])
    offer.querySelector('span')!.textContent = words.offer(offered.length)
    offer.hidden = offered.length === 0
    if (standing.includes(false)) save()
  }

  function decide(isTaken: boolean): void {
    const mine = isTaken ? offered.slice(0, Math.max(0, max - photos.length)) : []
    offered = []
    for (const { token, name } of mine) putArrived(token, name)
    offer.hidden = true
    save()
    show()
    input.focus()
  }
  offer.querySelector('[data-take]')!.addEventListener('click', () => decide(true))
  offer.querySelector('[data-drop]')!.addEventListener('click', () => decide(false))
}

document.querySelectorAll<HTMLElement>('[data-photos]').forEach(takeOver)
