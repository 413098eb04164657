/** A person's name as it is compared: without blanks and case, in plain forms. */
export function plainName(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/\s/gu, '').toLowerCase()
}
