/**
 * Gives every file that is chosen a name that may stand in a path and that no other file has: `微信图片（1）.JPG`
 * becomes `微信图片-1-3f9a01c27be4.jpg`. Decap would ask, in English, whether to replace another of the same name; the
 * server puts the hash of the picture in place of these twelve digits.
 */
export function nameUploads(): void {
  window.addEventListener(
    'change',
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.type !== 'file' || !target.files?.length) return
      if (target.dataset.ownName !== undefined) return
      const renamed = new DataTransfer()
      for (const file of target.files) renamed.items.add(new File([file], plainName(file.name), { type: file.type }))
      target.files = renamed.files
    },
    { capture: true },
  )
}

function plainName(name: string): string {
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot).toLowerCase()] : [name, '']
  const plain = [...stem.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-')]
    .slice(0, 60)
    .join('')
    .replace(/^-+|-+$/g, '')
  const unique = Array.from(crypto.getRandomValues(new Uint8Array(6)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  return `${plain === '' ? 'file' : plain}-${unique}${extension}`
}
