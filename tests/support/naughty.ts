import { Parser } from 'htmlparser2'

/*
 * Words that software stumbles over. Those with markup name an element and an attribute that stand on no page of ours, so
 * that a page can be asked whether it took them for its own.
 */

/** What a page or a feed has taken for its own: an element, an attribute, a sum that nobody wrote there. */
export function plantedIn(text: string): string[] {
  const found: string[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'x-planted' || 'onplanted' in attributes) found.push(`<${name}>`)
      const { href = '', src = '', action = '' } = attributes
      if (/^\s*javascript:planted/i.test(href || src || action)) found.push(href || src || action)
    },
  })
  parser.end(text)
  if (text.includes('planted49')) found.push('a sum')
  return found
}

const markup = [
  '<x-planted>',
  '"><x-planted onplanted=1>',
  "' onplanted=1 x='",
  '</textarea></title></script><x-planted>',
  '<!--<x-planted>-->',
  '&lt;x-planted&gt;&#60;x-planted&#62;',
  'javascript:planted()',
  '<![CDATA[planted]]>',
  ']]><x-planted/>',
]

const commands = [
  'planted{{7*7}}',
  'planted${7*7}',
  '${jndi:ldap://127.0.0.1/planted}',
  '<%= 7*7 %>#{7*7}',
  "'; DROP TABLE suggestion; --",
  "' OR '1'='1",
  "\\'; SELECT pg_sleep(9); --",
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd|calc',
  '+1+1\t=1',
  '%s%n%x%p',
  '$(touch /tmp/planted)`touch /tmp/planted`',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '__proto__',
  'constructor',
  'toString',
]

/** Marks without a body, directions, joins, and characters beyond the first 65,536. */
export const scripts = {
  'direction marks': '\u202e反过来\u202c\u2066隔离\u2069\u200f\u200e',
  'characters without width': '零\u200b宽\u200c字\u200d符\u2060号\ufeff',
  'a flood of marks': `洪${'\u0300\u0316\u0488'.repeat(8)}水`,
  'extension B to H': '𠮷野家𠀀𪜀𪝀𫝀𫠠𬺰\u{30000}\u{31350}',
  'ideographs with variants': '葛\u{e0100}飾区、葛\u{e0101}城市、辻\ufe00',
  'compatibility ideographs': '\uf900\ufa0e\u{2f800}㐀䶵鿿',
  'radicals and strokes': '⺀⼀㇀〡〥〸',
  'families of emoji': '👩🏽‍❤️‍💋‍👨🏿👨‍👩‍👧‍👦🏳️‍🌈🇨🇳',
  'fillers that look empty': '한\u3164글\uffa0칸\u115f\u2800',
  'full width': 'ＡＢＣ１２３！＂＃＜ｘ＞',
  'letters that look the same': 'раypаl аdmіn ΑВС',
  'long words without a break': '龘'.repeat(50),
  'other scripts': 'مرحبا שלום नमस्ते ไทย བོད་སྐད་ ᠮᠣᠩᠭᠣᠯ ꆈꌠꉙ Даьшха',
  'private use': '\ue000\uf8ff\u{f0000}',
  'non-characters': '\ufffe\uffff\u{1fffe}',
  tags: '🏴\u{e0067}\u{e0062}\u{e007f}',
}

const controls = [
  '\u0001\u0007\u0008\u001b[31m红\u001b[0m',
  '行一\r\n行二\rX-Planted: 1\n行三\u2028行四\u2029',
  '\t\v\f\u0085',
  '\u007f\u0080\u009f',
]

const figures = [
  '9'.repeat(400),
  '-0',
  '0x7fffffff',
  '2147483648',
  '99999999999999999999',
  '-9223372036854775809',
  '1e309',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '０．１',
  '1,000.00',
  '٣٢١',
  '〇',
]

const moments = [
  '0000-99-99',
  '0000-00-00',
  '9999-12-31',
  '99999-01-01',
  '-271821-04-20',
  '2026-02-30',
  '2026-11-29T24:00:00Z',
  '+275760-09-13',
  '24:00',
  '99:99',
  '23:59:60',
]

/** Words that may stand in any field, as text. */
export const naughty: string[] = [
  ...markup,
  ...commands,
  ...Object.values(scripts),
  ...controls,
  ...figures,
  ...moments,
  '字'.repeat(20_000),
  '\u00a0'.repeat(1000),
  '\u0000',
  '前\u0000后',
]

/** The same, many in one, for what costs a request each. */
export const naughtyTogether: string[] = [
  markup.join(' '),
  commands.join(' '),
  Object.values(scripts).slice(0, 8).join(' '),
  Object.values(scripts).slice(8).join(' '),
  controls.join(' '),
  '字'.repeat(100_000),
  '前\u0000后',
  ...[
    '-0',
    '9'.repeat(400),
    'NaN',
    '0000-99-99',
    '2026-02-30',
    '99:99',
    '__proto__',
    '<x-planted>',
    '=cmd|calc',
    '\ufeff',
  ],
]

/** Short enough for every field of plain words, and long enough for those that want some. */
export const naughtyShort: string[] = [
  '<x-planted onplanted=1>路灯坏了三天',
  '"><x-planted onplanted=1>路灯坏了',
  '</textarea><x-planted>路灯坏了三天',
  '=cmd|calc!A0 planted{{7*7}}${7*7}',
]

/** Bytes that are no UTF-8: half a surrogate pair, an overlong slash, a letter cut short. */
export const noText: Buffer[] = [
  '\xed\xa0\xbd',
  '\xed\xbe\xad',
  '\xc0\xaf',
  '\xe4\xb8',
  '\xff\xfe',
  '\xf8\x88\x80\x80\x80',
].map(bytes => Buffer.from(bytes, 'latin1'))
