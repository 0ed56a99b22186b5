import { AssayError } from '#base'
import { isMap, isNode, isScalar, parseDocument, visit, type ScalarTag, type Tags } from 'yaml'

/** A task file is a page; what is longer is no task. */
export const MAX_YAML_BYTES = 1_000_000
/** An anchor that is used oftener than this is built to explode when it is unfolded. */
const MAX_ALIASES = 100
const MAX_DEPTH = 40

/**
 * Reads YAML as PyYAML (YAML 1.1) does, which is what lm-evaluation-harness reads tasks with: `yes` and `on` are
 * booleans, `y` is a text, `1e-7` without a point is a text. Integers come as bigint, other numbers as number, so that
 * Python's int and float stay apart.
 *
 * @throws AssayError `benchmark/yaml-malformed` for syntax, doubled keys, exploding anchors and tags of Python;
 *   `benchmark/function-refused` for `!function`, by the function's name
 */
export const readYaml = (text: string, where: string): unknown => {
  if (text.length > MAX_YAML_BYTES)
    throw new AssayError('benchmark/yaml-malformed', { where, what: `longer than ${MAX_YAML_BYTES} characters` })
  const document = parseDocument(text, {
    version: '1.1',
    intAsBigInt: true,
    uniqueKeys: true,
    customTags: pyyamlTags,
    logLevel: 'silent',
    prettyErrors: true,
  })
  refuseTags(document, where)
  const [error] = document.errors
  if (error !== undefined)
    throw new AssayError(
      'benchmark/yaml-malformed',
      { where, what: error.message.split('\n')[0] ?? '' },
      { cause: error },
    )
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (cause) {
    throw new AssayError('benchmark/yaml-malformed', { where, what: (cause as Error).message }, { cause })
  }
}

const KNOWN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map|merge|timestamp)$/

const refuseTags = (document: ReturnType<typeof parseDocument>, where: string): void => {
  visit(document, {
    Node: (_, node, path) => {
      if (path.length > MAX_DEPTH)
        throw new AssayError('benchmark/yaml-malformed', { where, what: `nested deeper than ${MAX_DEPTH}` })
      if (!isNode(node) || !('tag' in node) || node.tag === undefined || KNOWN_TAG.test(node.tag)) return
      const parent = path.findLast((above) => isMap(above))
      const field = isMap(parent) ? parent.items.find(({ value }) => value === node)?.key : undefined
      if (node.tag === '!function') {
        const name = isScalar(node) ? String(node.value) : ''
        throw new AssayError('benchmark/function-refused', {
          where,
          function: name,
          field: isScalar(field) ? String(field.value) : '',
        })
      }
      throw new AssayError('benchmark/yaml-malformed', { where, what: `the tag ${node.tag}` })
    },
  })
}

// The library's own YAML 1.1 reads more as booleans and numbers than PyYAML does; these are PyYAML's resolvers.
const scalar = (tag: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag => ({
  tag: `tag:yaml.org,2002:${tag}`,
  default: true,
  identify: () => false,
  test,
  resolve,
})

const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/
const signed = (text: string, read: (digits: string) => bigint): bigint => {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '')
  return text.startsWith('-') ? -read(digits) : read(digits)
}
const sixty = (text: string): number => text.split(':').reduce((total, part) => total * 60 + Number(part), 0)

const PYYAML: readonly ScalarTag[] = [
  scalar('null', /^(?:~|null|Null|NULL)?$/, () => null),
  scalar('bool', TRUE, () => true),
  scalar('bool', FALSE, () => false),
  scalar('int', /^[-+]?0b[01_]+$/, (text) => signed(text, BigInt)),
  scalar('int', /^[-+]?0[0-7_]+$/, (text) => signed(text, (digits) => BigInt(`0o${digits}`))),
  scalar('int', /^[-+]?(?:0|[1-9][0-9_]*)$/, (text) => signed(text, BigInt)),
  scalar('int', /^[-+]?0x[0-9a-fA-F_]+$/, (text) => signed(text, BigInt)),
  scalar('int', /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, (text) => signed(text, (digits) => BigInt(sixty(digits)))),
  scalar('float', /^[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?$/, (text) => Number(text.replaceAll('_', ''))),
  scalar('float', /^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/, (text) => Number(text.replaceAll('_', ''))),
  scalar('float', /^[-+]?\.(?:inf|Inf|INF)$/, (text) => (text.startsWith('-') ? -Infinity : Infinity)),
  scalar('float', /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
]

const REPLACED = new Set(['null', 'bool', 'int', 'float', 'binary', 'omap', 'pairs', 'set', 'timestamp'])

const pyyamlTags = (tags: Tags): Tags => [
  ...tags.filter((tag) => typeof tag === 'string' || !REPLACED.has(tag.tag.replace('tag:yaml.org,2002:', ''))),
  ...PYYAML,
]
