import { bringBeforeTheEyes } from './dialog.ts'
import { filesWords } from '#publishing/files/words.ts'
import type { FileChoice } from '../files/_choice.ts'

const { picker: words, ...library } = filesWords
const place = '/admin/files/choice'

/**
 * Opens the file library in a window of the editor: look for a file by name, or send a new one and see how far it is.
 * Resolves with the file that was chosen, or undefined when the window was closed. Everything in it is a button, a field or
 * a link: it works by keyboard as any form does.
 */
export function chooseFile(): Promise<FileChoice | undefined> {
  const dialog = make('dialog', { className: 'admin-dialog file-library', ariaLabel: words.choose })
  const said = make('p', { role: 'status', className: 'file-library-said' })
  const list = make('ul', { className: 'file-library-list' })
  const search = make('input', { type: 'search', placeholder: library.searchHint, maxLength: 100 })
  const file = make('input', { type: 'file' })
  // Its name is kept as it is: see uploads.ts.
  file.dataset.ownName = ''
  const bar = make('progress', { max: 100, hidden: true })
  const close = make('button', { type: 'button', textContent: words.close })
  const row = make('div', { className: 'admin-dialog-actions' })
  row.append(close)
  dialog.append(
    make('h2', { textContent: words.choose }),
    labelled(library.search, search),
    labelled(words.upload, file),
    bar,
    said,
    list,
    row,
  )

  return new Promise(resolve => {
    const choose = (choice: FileChoice | undefined) => {
      resolve(choice)
      dialog.close()
    }
    async function show(): Promise<void> {
      const asked = search.value.trim()
      said.textContent = words.loading
      const files = await findFiles(asked).catch(() => undefined)
      // Another letter was typed meanwhile.
      if (asked !== search.value.trim()) return
      said.textContent = files ? (files.length > 0 ? '' : asked ? library.noneFound : library.none) : words.notLoaded
      list.replaceChildren(...(files ?? []).map(choice => line(choice, choose)))
    }
    let typing: ReturnType<typeof setTimeout>
    search.addEventListener('input', () => {
      clearTimeout(typing)
      typing = setTimeout(() => void show(), 250)
    })
    file.addEventListener('change', () => {
      const [chosen] = file.files ?? []
      if (!chosen) return
      bar.hidden = false
      file.disabled = true
      void send(chosen, percent => {
        bar.value = percent
        said.textContent = percent < 100 ? words.uploading(percent) : words.checking
      }).then(answer => {
        bar.hidden = true
        file.disabled = false
        if ('address' in answer)
          return choose({
            address: answer.address,
            name: chosen.name,
            bytes: chosen.size,
            state: 'waiting',
            owner: null,
          })
        said.textContent = answer.error
        file.value = ''
        file.focus()
      })
    })
    close.addEventListener('click', () => choose(undefined))
    dialog.addEventListener('close', () => {
      resolve(undefined)
      dialog.remove()
    })
    document.body.append(dialog)
    dialog.showModal()
    bringBeforeTheEyes(dialog)
    search.focus()
    void show()
  })
}

/** The name of the file at an address, when it is one of the library. */
export async function nameOfFile(address: string): Promise<string | undefined> {
  const files = address.startsWith('/files/') ? await findFiles(address).catch(() => []) : []
  return files.find(file => file.address === address)?.name
}

async function findFiles(search: string): Promise<FileChoice[]> {
  const response = await fetch(`${place}?q=${encodeURIComponent(search)}`)
  if (!response.ok) throw new Error(words.notLoaded)
  return ((await response.json()) as { files: FileChoice[] }).files
}

/** `fetch` does not tell how much has been sent. */
function send(file: File, tell: (percent: number) => void): Promise<{ address: string } | { error: string }> {
  return new Promise(resolve => {
    const form = new FormData()
    form.set('file', file)
    const request = new XMLHttpRequest()
    request.open('POST', place)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => tell(Math.floor((100 * loaded) / total)))
    request.addEventListener('loadend', () => {
      const answer = request.response as { address?: string; errors?: Record<string, string> } | null
      if (answer?.address) return resolve({ address: answer.address })
      resolve({ error: Object.values(answer?.errors ?? {}).join('；') || words.failed })
    })
    request.send(form)
  })
}

function line(choice: FileChoice, choose: (choice: FileChoice) => void): HTMLElement {
  const { name, bytes, state, owner } = choice
  const button = make('button', { type: 'button' })
  const about = [size(bytes), library.states[state], owner ?? library.ownerUnknown].join(' · ')
  button.append(make('b', { textContent: name }), make('span', { textContent: about }))
  button.addEventListener('click', () => choose(choice))
  const item = make('li', {})
  item.append(button)
  return item
}

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

function labelled(text: string, field: HTMLElement): HTMLElement {
  const label = make('label', {})
  label.append(make('span', { textContent: text }), field)
  return label
}

const make = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  given: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] => Object.assign(document.createElement(name), given)
