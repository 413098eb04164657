/** Draws boxes over a photo by pointer or keyboard. The field of numbers is what is sent; it follows the boxes, and they follow it. */
interface Box {
  x: number
  y: number
  w: number
  h: number
}

const frame = document.querySelector<HTMLElement>('[data-cover-photo]')
const field = document.querySelector<HTMLTextAreaElement>('textarea[name="boxes"]')
const least = 1

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most)
const rounded = (value: number) => Math.round(value * 10) / 10

function readLines(text: string): Box[] {
  return text.split('\n').flatMap(line => {
    const [x, y, w, h] = (line.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)
    return x !== undefined && y !== undefined && w !== undefined && h !== undefined ? [{ x, y, w, h }] : []
  })
}

if (frame && field) {
  const namespace = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(namespace, 'svg')
  svg.setAttribute('viewBox', '0 0 100 100')
  svg.setAttribute('preserveAspectRatio', 'none')
  frame.append(svg)
  for (const hint of document.querySelectorAll<HTMLElement>('[data-cover-hint]')) hint.hidden = false

  const labelOf = (at: number) => frame.dataset.boxLabel?.replace('0', String(at)) ?? ''
  let boxes = readLines(field.value)

  const write = () => {
    field.value = boxes.map(({ x, y, w, h }) => [x, y, w, h].map(rounded).join(' ')).join('\n')
  }

  const place = (rect: Element, { x, y, w, h }: Box) => {
    for (const [name, value] of Object.entries({ x, y, width: w, height: h })) rect.setAttribute(name, String(value))
  }

  const draw = (focused?: number) => {
    svg.replaceChildren(
      ...boxes.map((box, at) => {
        const rect = document.createElementNS(namespace, 'rect')
        place(rect, box)
        rect.setAttribute('tabindex', '0')
        rect.setAttribute('role', 'img')
        rect.setAttribute('aria-label', labelOf(at + 1))
        return rect
      }),
    )
    if (focused !== undefined) (svg.children[focused] as SVGElement | undefined)?.focus()
  }

  const pointAt = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = svg.getBoundingClientRect()
    return { x: within(((clientX - left) / width) * 100, 100), y: within(((clientY - top) / height) * 100, 100) }
  }

  svg.addEventListener('pointerdown', down => {
    down.preventDefault()
    svg.setPointerCapture(down.pointerId)
    const from = pointAt(down)
    const held = [...svg.children].indexOf(down.target as Element)
    const before = boxes[held]
    const at = before ? held : boxes.push({ ...from, w: 0, h: 0 }) - 1
    if (!before) draw()
    const move = (event: PointerEvent) => {
      const to = pointAt(event)
      boxes[at] = before
        ? {
            ...before,
            x: within(before.x + to.x - from.x, 100 - before.w),
            y: within(before.y + to.y - from.y, 100 - before.h),
          }
        : {
            x: Math.min(from.x, to.x),
            y: Math.min(from.y, to.y),
            w: Math.abs(to.x - from.x),
            h: Math.abs(to.y - from.y),
          }
      place(svg.children[at]!, boxes[at])
    }
    const end = () => {
      svg.removeEventListener('pointermove', move)
      // A mere click draws nothing.
      boxes = boxes.filter(({ w, h }) => w >= least && h >= least)
      write()
      draw(boxes[at] ? at : undefined)
    }
    svg.addEventListener('pointermove', move)
    svg.addEventListener('pointerup', end, { once: true })
    svg.addEventListener('pointercancel', end, { once: true })
  })

  svg.addEventListener('keydown', event => {
    const at = [...svg.children].indexOf(event.target as Element)
    const box = boxes[at]
    if (!box) return
    if (event.key === 'Delete' || event.key === 'Backspace') boxes.splice(at, 1)
    else {
      const steps: Record<string, [number, number]> = {
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, -1],
        ArrowDown: [0, 1],
      }
      const [dx, dy] = steps[event.key] ?? [0, 0]
      if (dx === 0 && dy === 0) return
      boxes[at] = event.shiftKey
        ? {
            ...box,
            w: Math.max(least, within(box.w + dx, 100 - box.x)),
            h: Math.max(least, within(box.h + dy, 100 - box.y)),
          }
        : { ...box, x: within(box.x + dx, 100 - box.w), y: within(box.y + dy, 100 - box.h) }
    }
    event.preventDefault()
    write()
    draw(boxes[at] ? at : undefined)
  })

  document.querySelector('[data-cover-add]')?.addEventListener('click', () => {
    boxes.push({ x: 40, y: 40, w: 20, h: 20 })
    write()
    draw(boxes.length - 1)
  })
  field.addEventListener('input', () => {
    boxes = readLines(field.value)
    draw()
  })
  draw()
}

export {}
