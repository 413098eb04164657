/** Puts a text on the clipboard; the button says that it did. */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy!)
  if (!source || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim())
      button.textContent = button.dataset.done!
    } catch {
      // The browser refused: marked, the text is one key away.
      window.getSelection()?.selectAllChildren(source)
    }
  })
}
