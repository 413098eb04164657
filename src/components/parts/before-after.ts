/** Lays the two pictures of a comparison over each other; a native slider uncovers the one under the other. */
for (const section of document.querySelectorAll<HTMLElement>('[data-compare]')) {
  const [before, after] = section.querySelectorAll('figure')
  const pictures = [before, after].map(side => side?.querySelector('img'))
  if (!before || !after || pictures.some(picture => !picture)) continue

  const slider = document.createElement('input')
  slider.type = 'range'
  slider.min = '0'
  slider.max = '100'
  slider.value = '50'
  slider.className = 'before-after__slider'
  slider.setAttribute('aria-label', '拖动比较：向右看整改前，向左看整改后')

  const show = () => {
    section.style.setProperty('--shown', `${slider.value}%`)
    slider.setAttribute('aria-valuetext', `整改前占 ${slider.value}%`)
  }
  slider.addEventListener('input', show)
  show()
  section.append(slider)
  section.classList.add('before-after--over')
}
