import type { IdentityDocument } from '#forms/typed/identity-document.ts'
import { checkCharacterOf } from '#forms/typed/identity-number.ts'

const whole = (start: string) => start + checkCharacterOf(start)
const identity = whole('33110219900504001')
const withX = ['001', '002', '003', '004', '005', '006', '007', '008', '009', '010', '011']
  .map(rest => whole(`33110219900504${rest}`))
  .find(number => number.endsWith('X'))!
const residence = whole('81000019900504001')
const permanent = whole('93384019900504001')

/** The numbers of documents as people type and paste them, by the plain number. */
export const documentNumbers: [document: IdentityDocument, number: string, typed: string[]][] = [
  [
    'identity-card',
    identity,
    [
      identity,
      `${identity.slice(0, 6)} ${identity.slice(6, 14)} ${identity.slice(14)}`,
      [...identity].join(' '),
      `${identity.slice(0, 6)}-${identity.slice(6, 14)}-${identity.slice(14)}`,
      `\u202a${identity}\u202c`,
      [...identity].map(digit => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0)).join(''),
      `公民身份号码 ${identity}`,
      `身份证号：${identity}`,
      `居民身份证号码${identity}`,
    ],
  ],
  [
    'identity-card',
    withX,
    [withX, withX.toLowerCase(), withX.replace('X', '×'), withX.replace('X', 'Ｘ'), withX.replace('X', 'х')],
  ],
  // Who lives on the mainland with a residence permit often calls it an identity card.
  ['identity-card', residence, [residence]],
  [
    'residence-permit',
    residence,
    [residence, `居住证号码：${residence}`, `港澳台居民居住证 ${residence}`, [...residence].join(' ')],
  ],
  [
    'hong-kong-macau-permit',
    'H12345678',
    [
      'H12345678',
      'h12345678',
      'H 1234 5678',
      'Ｈ１２３４５６７８',
      '通行证号码：H12345678',
      '港澳通行证H12345678',
      '港澳居民来往内地通行证：H12345678',
      '回乡证 H12345678',
    ],
  ],
  ['hong-kong-macau-permit', 'M1234567801', ['M12345678 01', 'm1234567801']],
  [
    'taiwan-permit',
    '12345678',
    [
      '12345678',
      '1234 5678',
      '１２３４５６７８',
      '\u200b12345678',
      '台胞证12345678',
      '台胞证号：12345678',
      '台湾居民来往大陆通行证 12345678',
      '台湾通行证（12345678）',
    ],
  ],
  ['taiwan-permit', '0012345601B', ['0012345601(B)', '0012345601（b）']],
  [
    'permanent-residence',
    permanent,
    [permanent, `${permanent.slice(0, 6)} ${permanent.slice(6)}`, `外国人永久居留身份证${permanent}`],
  ],
  ['permanent-residence', 'USA330019900501', ['USA330019900501', 'usa 3300 1990 0501']],
  [
    'passport',
    'E12345678',
    [
      'E12345678',
      'e12345678',
      'E 1234 5678',
      'Ｅ１２３４５６７８',
      '护照号：E12345678',
      '护照 E12345678',
      '护照No. E12345678',
      'No. E12345678',
    ],
  ],
  ['passport', 'C01X00T47', ['C01X00T47', 'c01x00t47']],
  ['passport', 'NO1234567', ['NO1234567']],
]

/** What is no number of a document. */
export const noDocumentNumbers: [document: IdentityDocument, typed: string[]][] = [
  [
    'identity-card',
    [
      whole('33110219900504001').slice(0, 17),
      `${identity}1`,
      '331102199005040011',
      '331102199013040011',
      whole('11111118991231001'),
      'abc',
      '330102900504001',
      'E12345678',
    ],
  ],
  ['residence-permit', [identity, '810000', 'H12345678']],
  ['hong-kong-macau-permit', ['12345678', 'H1234567', 'H123456789', 'A12345678', identity]],
  ['taiwan-permit', ['1234567', '123456789', 'T12345678']],
  ['permanent-residence', [identity, 'USA33001990050', 'US330019900501', '933840199005040019']],
  ['passport', ['E12', '护照E12', '护照', 'ABCDEF', '中国E12345678', 'E12345678E12345678', '没有']],
]
