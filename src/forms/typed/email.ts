import { plainCharacters } from './characters.ts'

const address =
  /^[^\s@<>",;:()[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])$/u

/** What people write before an address: what it is, then a colon or a blank. `mail @qq.com` is an address with a blank. */
const prefix =
  /^(?:(?:my )?(?:e-?)?mail(?: address)?(?: is)?(?!\s+@)|(?:我的?|本人|联系|常用|工作|个人|电子)*(?:邮箱|邮件|邮址)(?:地址|账号)?(?:是|为)?)(?:\s*:\s*|\s+)/i

/** Longer than any address with a name before it. */
const longest = 500

/** An e-mail address as people type or paste it: `ａ@qq.com`, `mailto:`, a Chinese full stop, the angle brackets of a mail program. */
export function readEmail(typed: string): string | undefined {
  const plain = plainCharacters(typed)
  if (plain.length > longest) return undefined
  const text = plain
    .replace(/[。｡．]/g, '.')
    .replace(prefix, '')
    .replace(/^[^<>@]*<([^<>]*)>$/, '$1')
    .replace(/^mailto:([^?]*).*$/i, '$1')
    .replace(/[ \t.,;、]+$/, '')
    .trim()
    // Any other blank parts two words, and glued they would be the address of a stranger: so would `Mr. wu@qq.com`.
    .replace(/[ \t]*@[ \t]*/, '@')
    .replace(/(?<=@.*)[ \t]*\.[ \t]*/g, '.')
  const [name = '', domain = ''] = text.split('@')
  const email = `${name}@${domain.toLowerCase()}`
  return text.split('@').length === 2 &&
    email.length <= 200 &&
    address.test(email) &&
    !name.startsWith('.') &&
    !name.endsWith('.') &&
    !name.includes('..')
    ? email
    : undefined
}
