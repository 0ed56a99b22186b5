import { PythonError } from '../python/python-error.ts'
import { str } from '../python/show.ts'
import {
  dictOf,
  isTagged,
  iterate,
  truthy,
  tuple,
  typeName,
  undefinedUse,
  type PyCallable,
  type PyValue,
} from '../python/value.ts'
import { attribute, item, slice } from './access.ts'
import { FILTERS } from './filters.ts'
import { GLOBALS } from './globals.ts'
import { loopValue } from './loop.ts'
import { binary, compare, MAX_LENGTH, negated } from './operators.ts'
import type { Arguments, Expression, FilterUse, Statement, Target } from './syntax.ts'
import { TESTS } from './tests.ts'

/** Names visible at a place; a loop, a macro and a `with` each have their own. */
type Scope = { readonly names: Map<string, PyValue>; readonly outer?: Scope }
/** What one rendering has spent: loops could run, and texts grow, without end. */
type Budget = { passes: number; readonly maxPasses: number; depth: number }
const MAX_PASSES = 100_000
const MAX_CALLS = 100

/** The text of a template over the columns of one document. */
export const evaluateTemplate = (statements: readonly Statement[], names: ReadonlyMap<string, PyValue>): string =>
  runAll(
    statements,
    { names: new Map(), outer: { names: new Map(names) } },
    { passes: 0, maxPasses: MAX_PASSES, depth: 0 },
  )

const runAll = (statements: readonly Statement[], scope: Scope, budget: Budget): string => {
  let out = ''
  for (const statement of statements) {
    out += run(statement, scope, budget)
    if (out.length > MAX_LENGTH) throw new PythonError('MemoryError', `a text longer than ${MAX_LENGTH}`)
  }
  return out
}

const run = (statement: Statement, scope: Scope, budget: Budget): string => {
  switch (statement.kind) {
    case 'text':
      return statement.text
    case 'output':
      return str(value(statement.expression, scope, budget))
    case 'if': {
      const branch = statement.branches.find(([test]) => truthy(value(test, scope, budget)))
      return runAll(branch === undefined ? statement.otherwise : branch[1], scope, budget)
    }
    case 'for':
      return loop(statement, scope, budget)
    case 'set':
      assign(statement.target, value(statement.value, scope, budget), scope)
      return ''
    case 'set-block':
      assign(
        statement.target,
        through(statement.filters, runAll(statement.body, scope, budget), { scope, budget }),
        scope,
      )
      return ''
    case 'filter-block':
      return str(through(statement.filters, runAll(statement.body, scope, budget), { scope, budget }))
    case 'with': {
      const inner: Scope = { names: new Map(), outer: scope }
      for (const [target, expression] of statement.bindings) assign(target, value(expression, scope, budget), inner)
      return runAll(statement.body, inner, budget)
    }
    case 'macro':
      scope.names.set(statement.name, macro(statement, scope, budget))
      return ''
  }
}

const through = (
  filters: readonly FilterUse[],
  start: PyValue,
  { scope, budget }: { scope: Scope; budget: Budget },
): PyValue => filters.reduce((text, { name, args }) => filter(name, text, { args, scope, budget }), start)

const loop = (statement: Extract<Statement, { kind: 'for' }>, scope: Scope, budget: Budget): string => {
  const over = iterate(value(statement.over, scope, budget))
  const inner = (element: PyValue): Scope => {
    const own: Scope = { names: new Map(), outer: scope }
    assign(statement.target, element, own)
    return own
  }
  const { when } = statement
  const items = when === undefined ? over : over.filter((element) => truthy(value(when, inner(element), budget)))
  if (items.length === 0) return runAll(statement.otherwise, scope, budget)
  let out = ''
  const changes: { last: readonly PyValue[] | undefined } = { last: undefined }
  for (const [i, element] of items.entries()) {
    if (++budget.passes > budget.maxPasses)
      throw new PythonError('MemoryError', `more than ${budget.maxPasses} passes of a loop`)
    const own = inner(element)
    own.names.set('loop', loopValue(items, i, changes))
    out += runAll(statement.body, own, budget)
    if (out.length > MAX_LENGTH) throw new PythonError('MemoryError', `a text longer than ${MAX_LENGTH}`)
  }
  return out
}

const assign = (target: Target, given: PyValue, scope: Scope): void => {
  if (target.kind === 'name') scope.names.set(target.name, given)
  else if (target.kind === 'field') {
    const space = lookUp(target.name, scope)
    if (!isTagged(space, 'namespace'))
      throw new PythonError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object')
    space.fields.set(target.field, given)
  } else {
    const items = iterate(given)
    if (items.length !== target.items.length)
      throw new PythonError('ValueError', `cannot unpack ${items.length} values into ${target.items.length}`)
    for (const [i, part] of target.items.entries()) assign(part, items[i] as PyValue, scope)
  }
}

const macro = (statement: Extract<Statement, { kind: 'macro' }>, scope: Scope, budget: Budget): PyCallable => ({
  kind: 'callable',
  name: statement.name,
  call: (args, kwargs) => {
    if (args.length > statement.parameters.length)
      throw new PythonError(
        'TypeError',
        `macro '${statement.name}' takes not more than ${statement.parameters.length} argument(s)`,
      )
    const inner: Scope = { names: new Map(), outer: scope }
    for (const [i, parameter] of statement.parameters.entries()) {
      const given = args[i] ?? kwargs.get(parameter.name)
      inner.names.set(
        parameter.name,
        given ??
          (parameter.default === undefined
            ? { kind: 'undefined', name: `'${parameter.name}'` }
            : value(parameter.default, inner, budget)),
      )
    }
    if (++budget.depth > MAX_CALLS)
      throw new PythonError('RecursionError', `macros call each other more than ${MAX_CALLS} deep`)
    const out = runAll(statement.body, inner, budget)
    budget.depth--
    return out
  },
})

const lookUp = (name: string, scope: Scope): PyValue => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.names.get(name)
    if (found !== undefined) return found
  }
  return GLOBALS.get(name) ?? { kind: 'undefined', name: `'${name}'` }
}

const value = (node: Expression, scope: Scope, budget: Budget): PyValue => {
  const of = (inner: Expression): PyValue => value(inner, scope, budget)
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'name':
      return lookUp(node.name, scope)
    case 'list':
      return node.items.map(of)
    case 'tuple':
      return tuple(node.items.map(of))
    case 'dict':
      return dictOf(node.pairs.map(([key, entry]) => [of(key), of(entry)]))
    case 'attribute':
      return attribute(of(node.of), node.name)
    case 'item':
      return item(of(node.of), of(node.key))
    case 'slice':
      return slice(of(node.of), {
        from: node.from && of(node.from),
        to: node.to && of(node.to),
        step: node.step && of(node.step),
      })
    case 'call':
      return call(of(node.of), argumentsOf(node.args, scope, budget))
    case 'filter':
      return filter(node.name, of(node.of), { args: node.args, scope, budget })
    case 'test':
      return test(node, of(node.of), argumentsOf(node.args, scope, budget).args)
    case 'not':
      return !truthy(of(node.of))
    case 'minus':
      return negated(of(node.of))
    case 'plus':
      return negated(negated(of(node.of)))
    case 'and': {
      const left = of(node.left)
      return truthy(left) ? of(node.right) : left
    }
    case 'or': {
      const left = of(node.left)
      return truthy(left) ? left : of(node.right)
    }
    case 'binary':
      return binary(node.operator, of(node.left), of(node.right))
    case 'concat':
      return node.items.map((part) => str(of(part))).join('')
    case 'compare': {
      let left = of(node.first)
      for (const [operator, expression] of node.rest) {
        const right = of(expression)
        if (!compare(operator, left, right)) return false
        left = right
      }
      return true
    }
    case 'if':
      if (truthy(of(node.test))) return of(node.yes)
      // Jinja's strictness stops here: without an else the value is empty, not an error.
      return node.no === undefined ? '' : of(node.no)
  }
}

type Given = { readonly args: readonly PyValue[]; readonly kwargs: ReadonlyMap<string, PyValue> }

const argumentsOf = (args: Arguments, scope: Scope, budget: Budget): Given => ({
  args: args.positional.map((expression) => value(expression, scope, budget)),
  kwargs: new Map(args.named.map(([name, expression]) => [name, value(expression, scope, budget)])),
})

const call = (callee: PyValue, { args, kwargs }: Given): PyValue => {
  if (isTagged(callee, 'undefined')) throw undefinedUse(callee)
  if (!isTagged(callee, 'callable')) throw new PythonError('TypeError', `'${typeName(callee)}' object is not callable`)
  return callee.call(args, kwargs)
}

const filter = (
  name: string,
  input: PyValue,
  { args, scope, budget }: { args: Arguments; scope: Scope; budget: Budget },
): PyValue => {
  const apply = FILTERS.get(name)
  if (apply === undefined) throw new PythonError('TemplateAssertionError', `No filter named '${name}'`)
  const given = argumentsOf(args, scope, budget)
  return apply(input, given.args, given.kwargs)
}

const test = (node: { readonly name: string }, input: PyValue, args: readonly PyValue[]): boolean => {
  const apply = TESTS.get(node.name)
  if (apply === undefined) throw new PythonError('TemplateAssertionError', `No test named '${node.name}'`)
  return apply(input, args)
}
