/**
 * Gives every file that is chosen a name that may stand in a path and that no other file has: `微信图片_1.JPG`
 * becomes `1-k3x9q2.jpg`. Decap would strip the Chinese and then ask, in English, whether to replace `_1.jpg`.
 */
export function nameUploads(): void {
  window.addEventListener(
    'change',
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.type !== 'file' || !target.files?.length) return
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
  const plain = stem
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  const unique = Array.from(crypto.getRandomValues(new Uint8Array(6)), byte => (byte % 36).toString(36)).join('')
  return `${plain === '' ? 'file' : plain}-${unique}${extension}`
}
