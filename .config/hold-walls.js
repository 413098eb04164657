import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { doors, only, types, walls, words } from './walls.js'

const { imports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const shortcuts = Object.entries(imports)
  .map(([name, path]) => [name.slice(0, -1), path.slice(2, -1)])
  .sort(([a], [b]) => b.length - a.length)

/** The path from the root that an import means; undefined for a package. */
export function resolveImport(file, specifier) {
  const bare = specifier.replace(/\?.*$/, '')
  if (bare.startsWith('.')) return posix.join(posix.dirname(file), bare)
  const [name, path] = shortcuts.find(([name]) => bare.startsWith(name)) ?? []
  return name && path + bare.slice(name.length)
}

const isIn = (path, folder) => path === folder || path.startsWith(`${folder}/`)
const lineOf = file =>
  Object.keys(walls)
    .filter(folder => isIn(file, folder))
    .sort((a, b) => b.length - a.length)[0]
const isWords = path => /(^|[/-])words\.ts$/.test(path)

function mayReach(file, target, isType) {
  const line = lineOf(file)
  if (line === undefined) return false
  if (isIn(target, line) || doors.some(([from, to]) => isIn(file, from) && isIn(target, to))) return true
  return walls[line].some(allowed =>
    allowed === types ? isType : allowed === words ? isWords(target) : isIn(target, allowed),
  )
}

/** Which lines of `only` an import touches: those of the package, and of its exports that are named or all of them. */
const touched = (specifier, names) =>
  Object.keys(only).filter(key => {
    const [source, name] = key.split('#')
    return (
      (specifier === source || [`${source}/`, `${source}:`].some(start => specifier.startsWith(start))) &&
      (!name || names.includes(name) || names.includes('*'))
    )
  })

/** ESLint's rule that holds the walls of `walls.js`. */
export const holdWalls = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      wall: '{{line}} may not import {{target}} (.config/walls.js).',
      only: '{{name}} is not for {{file}} (.config/walls.js).',
    },
  },
  create(context) {
    // A script inside a component is linted as a file below it.
    const file = posix.relative(context.cwd, context.filename).replace(/(\.astro)\/.*$/, '$1')
    const use = (node, name) =>
      only[name].some(folder => isIn(file, folder)) || context.report({ node, messageId: 'only', data: { name, file } })
    function reach(node, source, isType, names = ['*']) {
      if (typeof source?.value !== 'string') return
      const target = resolveImport(file, source.value)
      if (target !== undefined)
        return (
          mayReach(file, target, isType) ||
          context.report({ node, messageId: 'wall', data: { line: lineOf(file) ?? file, target } })
        )
      if (!isType) for (const name of touched(source.value, names)) use(node, name)
    }
    const ofTypes = ({ importKind, exportKind, specifiers = [] }) =>
      importKind === 'type' ||
      exportKind === 'type' ||
      (specifiers.length > 0 && specifiers.every(one => one.importKind === 'type' || one.exportKind === 'type'))
    return {
      ImportDeclaration: node =>
        reach(
          node,
          node.source,
          ofTypes(node),
          node.specifiers.map(one => one.imported?.name ?? '*'),
        ),
      'ExportNamedDeclaration, ExportAllDeclaration': node =>
        reach(
          node,
          node.source,
          ofTypes(node),
          node.specifiers?.map(one => one.local.name),
        ),
      ImportExpression: node => reach(node, node.source, false),
      TSImportType: node => reach(node, node.source, true),
      'CallExpression[callee.name="fetch"]': node => use(node, 'fetch'),
    }
  },
}
