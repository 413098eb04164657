import sanitize from 'sanitize-html'

const tags = [
  'svg',
  'g',
  'defs',
  'symbol',
  'use',
  'title',
  'desc',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'text',
  'tspan',
  'textPath',
  'linearGradient',
  'radialGradient',
  'stop',
  'clipPath',
  'mask',
  'pattern',
  'marker',
  'filter',
  'feGaussianBlur',
  'feOffset',
  'feMerge',
  'feMergeNode',
  'feColorMatrix',
  'feBlend',
  'feFlood',
  'feComposite',
  'feTurbulence',
  'feDisplacementMap',
  'feDropShadow',
]

/** How a shape is painted; said as an attribute or in `style`. */
const painting = [
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-dasharray',
  'stroke-dashoffset',
  'stroke-miterlimit',
  'opacity',
  'color',
  'stop-color',
  'stop-opacity',
  'flood-color',
  'flood-opacity',
  'clip-path',
  'clip-rule',
  'mask',
  'filter',
  'display',
  'visibility',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'letter-spacing',
  'text-anchor',
  'dominant-baseline',
  'writing-mode',
  'marker-start',
  'marker-mid',
  'marker-end',
  'mix-blend-mode',
]

const attributes = [
  'xmlns',
  'xmlns:xlink',
  'id',
  'viewBox',
  'width',
  'height',
  'x',
  'y',
  'x1',
  'x2',
  'y1',
  'y2',
  'cx',
  'cy',
  'r',
  'rx',
  'ry',
  'fx',
  'fy',
  'd',
  'points',
  'dx',
  'dy',
  'rotate',
  'textLength',
  'transform',
  'preserveAspectRatio',
  'offset',
  'gradientUnits',
  'gradientTransform',
  'spreadMethod',
  'patternUnits',
  'patternTransform',
  'patternContentUnits',
  'clipPathUnits',
  'maskUnits',
  'maskContentUnits',
  'markerWidth',
  'markerHeight',
  'markerUnits',
  'refX',
  'refY',
  'orient',
  'startOffset',
  'pathLength',
  'role',
  'aria-label',
  'aria-labelledby',
  'aria-hidden',
  'xml:space',
  'version',
  'in',
  'in2',
  'result',
  'stdDeviation',
  'type',
  'values',
  'mode',
  'operator',
  'k1',
  'k2',
  'k3',
  'k4',
  'baseFrequency',
  'numOctaves',
  'seed',
  'scale',
  'xChannelSelector',
  'yChannelSelector',
  'filterUnits',
  'primitiveUnits',
  'color-interpolation-filters',
  'href',
  'xlink:href',
  'style',
  ...painting,
]

/** A colour, a number, a word, or another part of the same drawing; never an address. */
const plainValue = /^(?:url\(["']?#[\w.:-]+["']?\)|(?:rgba?|hsla?)\([\d.,%\s]+\)|[^()\\<>&]*)$/

/**
 * A drawing with what a page may show and nothing else: shapes, gradients, filters and text. Scripts, styles for the
 * whole document, pictures, animation and everything that leads out of the drawing is dropped. Undefined when
 * no drawing is left.
 */
export function sanitiseDrawing(svg: string): string | undefined {
  // What stands before the drawing (a declaration, a document type with entities) has no business in it.
  const cleaned = sanitize(svg.slice(Math.max(0, svg.search(/<svg[\s>]/))), {
    parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    allowedTags: tags,
    allowedAttributes: { '*': attributes },
    allowedStyles: { '*': Object.fromEntries(painting.map(property => [property, [plainValue]])) },
    allowedSchemes: [],
    allowProtocolRelative: false,
    nonTextTags: ['script', 'style', 'foreignObject', 'metadata', 'image', 'iframe', 'animate', 'set'],
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: Object.fromEntries(Object.entries(attribs).filter(isHarmless)) }),
    },
  }).trim()
  return /^<svg[\s>][\s\S]*<\/svg>$/.test(cleaned) &&
    /^<svg[^>]*\sxmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(cleaned)
    ? `${cleaned}\n`
    : undefined
}

/**
 * Whether a drawing brings more than a picture: a script, a page inside, an animation (which can set an address), styles for
 * the whole document, an entity, or an address outside itself. Our own
 * uploads have lost it; what comes by a push is refused, so that its sender learns of it.
 */
export const isActiveDrawing = (svg: string): boolean =>
  /<(?:[\w-]+:)?(?:script|style|set|animate\w*|discard|foreignObject|iframe|embed|object|image|handler)[\s/>]|<!ENTITY|javascript:|\son\w+\s*=|(?:href|src)\s*=\s*["'](?!#)|url\(\s*["']?(?!#)|@import/i.test(
    svg,
  )

function isHarmless([name, value]: [string, string]): boolean {
  if (name === 'href' || name === 'xlink:href') return /^#[\w.:-]+$/.test(value)
  if (name.startsWith('xmlns')) return /^http:\/\/www\.w3\.org\/(?:2000\/svg|1999\/xlink)$/.test(value)
  return name === 'style' || !/url\(/i.test(value) || plainValue.test(value)
}
