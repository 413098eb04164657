import { contributorPhrases, decapPhrases } from '#publishing/drafts/decap-words.ts'
import { portalBackend } from './backend.ts'
import { showAside } from './aside.ts'
import { holdBackups } from './backups.ts'
import { cursorKey, loadDecap, type Phrases } from './decap.ts'
import { followOpenEntry } from './entry-links.ts'
import { download, fileWidget } from './file-widget.ts'
import { beginAfreshBetweenEntries } from './fresh-editor.ts'
import { goToFirstFault, showPartsByChoice } from './form-parts.ts'
import { quiet } from './gateway.ts'
import { picture } from './picture.ts'
import { nameUploads } from './uploads.ts'

// Decap needs it and browsers give it only over https; a portal tried out in an office network has none.
crypto.randomUUID ??= () => {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

// The page has let in only who is signed in: Decap need not show its own door.
localStorage.setItem('decap-cms-user', JSON.stringify({ backendName: 'portal' }))
nameUploads()
holdBackups(quiet)
followOpenEntry()
beginAfreshBetweenEntries()
goToFirstFault()

const { decap: bundle = '', publishes } = document.getElementById('nc-root')!.dataset
const decap = await loadDecap(bundle)
const { Backend, beganFrom } = portalBackend(await cursorKey(decap))
decap.registerBackend('portal', Backend)
decap.registerWidget('stored-file', fileWidget())
const phrases = merge(decap.getLocale('zh_Hans'), decapPhrases)
// Without the publish button Decap shows no third column: it is not counted either.
decap.registerLocale('zh_Hans', publishes === undefined ? merge(phrases, contributorPhrases) : phrases)
decap.registerEditorComponent(picture)
decap.registerEditorComponent(download)
decap.registerEventListener({ name: 'preSave', handler: ({ entry }) => beganFrom(entry.get('path'), entry.get('raw')) })
decap.init()
showAside()
await showPartsByChoice()

function merge(phrases: Phrases, changes: Phrases): Phrases {
  const merged = { ...phrases }
  for (const [key, change] of Object.entries(changes)) {
    const there = merged[key]
    merged[key] = typeof there === 'object' && typeof change === 'object' ? merge(there, change) : change
  }
  return merged
}
