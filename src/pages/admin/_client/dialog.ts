import type { GatewayRefusal, Unfinished } from '#publishing/decap/protocol.ts'
import { goToField, hasForm } from './form-parts.ts'
import { adminText } from '#publishing/drafts/words.ts'

const { dialog: words } = adminText

/**
 * Says in a window why something was not done and what to do now. The text stays in the editor.
 * @param accept called when the person, having been told of another version, wants theirs in its place
 */
export function say(refusal: GatewayRefusal, accept: (path: string, oid: string | null) => void): void {
  const { error, reason, path, oid, field } = refusal
  if (reason === 'not-signed-in') return sayThatTheSessionEnded()
  if (refusal.unfinished) return sayWhatIsMissing(refusal.unfinished)
  if (reason !== 'stale' || !path) return void open(words.notDone, [error], [], () => field && void goToField(field))
  open(
    words.stale,
    [error, words.staleHelp],
    [
      link(words.seeOther, previewOf(path)),
      button(words.overwrite, close => {
        accept(path, oid ?? null)
        close()
        open(words.overwriteNext, [words.saveAgain], [])
      }),
    ],
  )
}

/** All that a draft lacks before it may be handed in; where its form is open each line leads to its field. */
function sayWhatIsMissing(unfinished: readonly Unfinished[]): void {
  const list = element('ul', '')
  for (const { field, where, message } of unfinished) {
    const text = where ? `${where}：${message}` : message
    const line = element('li', hasForm() && field ? '' : text)
    if (line.textContent === '') line.append(button(text, () => closeAndGo(field))(() => {}))
    list.append(line)
  }
  const close = open(words.unfinished(unfinished.length), [words.unfinishedHelp, list], [])

  function closeAndGo(field: string): void {
    close()
    void goToField(field)
  }
}

/** After a save of a draft that was in review: it is a draft again, and Decap has to read that again. */
export function sayThatReviewsStartAgain(): void {
  open(words.reviewsAgain, [words.reviewsAgainHelp], [], () => location.reload())
}

function sayThatTheSessionEnded(): void {
  const close = open(
    words.signedOut,
    [words.signedOutHelp],
    [link(words.signIn, `/login?next=${encodeURIComponent('/admin/signed-in')}`)],
  )
  window.addEventListener('focus', function returned() {
    void fetch('/admin/session').then(async response => {
      if (!response.ok) return
      window.removeEventListener('focus', returned)
      const { name } = (await response.json()) as { name: string }
      close()
      open(words.signedInAgain, [words.signedInAs(name), words.saveAgain], [])
    })
  })
}

/** Opens the window and returns what closes it. */
function open(
  title: string,
  lines: (string | HTMLElement)[],
  actions: ((close: () => void) => HTMLElement)[],
  closed: () => unknown = () => {},
): () => void {
  const dialog = document.createElement('dialog')
  dialog.className = 'admin-dialog'
  const close = () => dialog.close()
  dialog.append(element('h2', title), ...lines.map(line => (typeof line === 'string' ? element('p', line) : line)))
  const row = element('div', '')
  row.className = 'admin-dialog-actions'
  row.append(...actions.map(action => action(close)), button(words.close, close)(close))
  dialog.append(row)
  dialog.addEventListener('close', () => {
    dialog.remove()
    closed()
  })
  document.body.append(dialog)
  dialog.showModal()
  bringBeforeTheEyes(dialog)
  return close
}

/** On a phone Decap's page is wider and higher than what is seen of it: the window stands in the middle of that. */
export function bringBeforeTheEyes(dialog: HTMLElement): void {
  const seen = window.visualViewport
  if (!seen || seen.width >= window.innerWidth) return
  const edge = 16
  Object.assign(dialog.style, {
    boxSizing: 'border-box',
    margin: '0',
    maxWidth: `${seen.width - 2 * edge}px`,
    maxHeight: `${seen.height - 2 * edge}px`,
  })
  dialog.style.left = `${seen.offsetLeft + (seen.width - dialog.offsetWidth) / 2}px`
  dialog.style.top = `${seen.offsetTop + (seen.height - dialog.offsetHeight) / 2}px`
}

function button(text: string, act: (close: () => void) => void) {
  return (close: () => void): HTMLElement => {
    const made = element('button', text)
    made.addEventListener('click', () => act(close))
    return made
  }
}

function link(text: string, href: string) {
  return (): HTMLElement => {
    const made = document.createElement('a')
    Object.assign(made, { href, target: '_blank', rel: 'noopener', textContent: text })
    return made
  }
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

/** The preview of an entry's file. */
function previewOf(path: string): string {
  const [, collection = '', id = ''] = /^content\/([^/]+)\/(?:.+\/)?([^/]+)\.\w+$/.exec(path) ?? []
  return `/admin/preview/${collection}/${id}`
}
