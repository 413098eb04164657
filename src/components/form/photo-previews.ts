/**
 * Shows chosen photos before they are sent, and sends them no larger than the city keeps them: a phone's
 * eight megabytes become half of one, and where it was taken never leaves the phone. Whatever cannot be
 * made smaller is sent as it is; the server judges.
 */
const longestSide = 2000

async function makeSmaller(file: File): Promise<File> {
  try {
    const picture = await createImageBitmap(file)
    const scale = longestSide / Math.max(picture.width, picture.height)
    if (scale >= 1) return file
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.88))
    return blob && blob.size < file.size
      ? new File([blob], file.name.replace(/\.\w+$/, '.jpg'), { type: blob.type })
      : file
  } catch {
    return file
  }
}

for (const field of document.querySelectorAll<HTMLElement>('[data-photos]')) {
  const input = field.querySelector<HTMLInputElement>('input[type="file"]')!
  const count = field.querySelector('.photos__count')!
  const list = field.querySelector('.photos__list')!
  const max = Number(field.dataset.max)

  input.addEventListener('change', async () => {
    const chosen = [...input.files!]
    for (const old of list.querySelectorAll('img')) URL.revokeObjectURL(old.src)
    list.replaceChildren()
    count.textContent =
      chosen.length > max
        ? field.dataset.tooMany!
        : chosen.length > 0
          ? field.dataset.chosen!.replace('{count}', String(chosen.length))
          : ''
    if (chosen.length > max) return

    const smaller = new DataTransfer()
    for (const file of chosen) {
      const photo = await makeSmaller(file)
      smaller.items.add(photo)
      const item = document.createElement('li')
      const picture = new Image()
      picture.src = URL.createObjectURL(photo)
      picture.alt = file.name
      item.append(picture)
      list.append(item)
    }
    // Unless the person has chosen others meanwhile. Setting `files` does not bring us here again.
    if ([...input.files!].every((file, index) => file === chosen[index])) input.files = smaller.files
  })
}
