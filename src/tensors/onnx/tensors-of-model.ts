import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { ByteRange } from '../strided/byte-range.ts'
import { readTensorMessage, type TensorMessage, textOf } from './tensor-message.ts'
import { type Field, type Span, type Wire, wireOver } from './wire.ts'

/** As for the other formats. */
const MOST_TENSORS = 250_000
const LONGEST_NAME = 4096

/** Numbers of fields in ModelProto, GraphProto, NodeProto and AttributeProto. */
const MODEL = { graph: 7 } as const
const GRAPH = { node: 1, initializer: 5, sparseInitializer: 15 } as const
const NODE = { output: 2, operator: 4, attribute: 5 } as const
const ATTRIBUTE = { name: 1, tensor: 5 } as const

/**
 * The tensors of a model, without their data: initialisers of its graph, and the values of its `Constant` nodes, which
 * have the name of the node's output. Graphs within nodes (branches and loops) are not looked into.
 *
 * @throws AssayError `tensors/onnx-malformed`, `tensors/onnx-tensor`, `tensors/duplicate-name`,
 * `tensors/too-many-tensors`
 */
export const tensorsOfModel = async (file: ByteRange, path: string): Promise<readonly TensorMessage[]> => {
  const wire = wireOver(file, path)
  const graph = await graphOf(wire, file.bytes)
  const found = new Map<string, TensorMessage>()
  const add = (message: TensorMessage): void => {
    if (found.has(message.name))
      throw new AssayError('tensors/duplicate-name', { file: path, name: shown(message.name) })
    if (found.size >= MOST_TENSORS)
      throw new AssayError('tensors/too-many-tensors', { file: path, limit: MOST_TENSORS })
    found.set(message.name, message)
  }
  for await (const field of wire.fields(graph)) {
    if (field.kind !== 'bytes') continue
    if (field.number === GRAPH.initializer) add(await readTensorMessage(wire, file, { ...field, path }))
    else if (field.number === GRAPH.node) {
      const constant = await constantOf(wire, field)
      if (constant !== undefined) {
        add({ ...(await readTensorMessage(wire, file, { ...constant.value, path })), name: constant.name })
      }
    } else if (field.number === GRAPH.sparseInitializer) throw wire.malformed(field.begin, 'an initialiser is sparse')
  }
  return [...found.values()]
}

const graphOf = async (wire: Wire, bytes: number): Promise<Span> => {
  let graph: Span | undefined
  for await (const field of wire.fields({ begin: 0, end: bytes })) {
    if (field.number !== MODEL.graph) continue
    if (field.kind !== 'bytes' || graph !== undefined) throw wire.malformed(field.begin, 'the graph is not there once')
    graph = field
  }
  if (graph === undefined) throw wire.malformed(0, 'it holds no graph')
  return graph
}

type Constant = { readonly name: string; readonly value: Span }

const constantOf = async (wire: Wire, node: Span): Promise<Constant | undefined> => {
  let name: string | undefined
  let isConstant = false
  const attributes: Field[] = []
  for await (const field of wire.fields(node)) {
    if (field.number === NODE.operator) isConstant = (await textOf(wire, field, LONGEST_NAME)) === 'Constant'
    else if (field.number === NODE.output) name ??= await textOf(wire, field, LONGEST_NAME)
    else if (field.number === NODE.attribute && field.kind === 'bytes') attributes.push(field)
  }
  if (!isConstant || name === undefined) return undefined
  for (const attribute of attributes) {
    const value = await valueOf(wire, attribute)
    if (value !== undefined) return { name, value }
  }
  return undefined
}

const valueOf = async (wire: Wire, attribute: Span): Promise<Span | undefined> => {
  let isValue = false
  let tensor: Span | undefined
  for await (const field of wire.fields(attribute)) {
    if (field.number === ATTRIBUTE.name) isValue = (await textOf(wire, field, LONGEST_NAME)) === 'value'
    else if (field.number === ATTRIBUTE.tensor && field.kind === 'bytes') tensor = field
  }
  return isValue ? tensor : undefined
}
