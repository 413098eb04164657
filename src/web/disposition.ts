/**
 * The header `Content-Disposition` for a file under its own name, in Chinese too (RFC 6266). A program that does not know
 * `filename*` gets the name's plain characters, or `file`.
 */
export function disposition(kind: 'attachment' | 'inline', name: string): string {
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  const plain = (text: string) => text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '')
  const fallback = `${plain(stem) || 'file'}${extension && `.${plain(extension)}`}`
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${fallback}"${name === fallback ? '' : `; filename*=UTF-8''${encoded}`}`
}
