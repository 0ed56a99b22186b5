import type { TensorInfo, TensorSource } from '#tensors'
import { visitRows } from './row-reader.ts'

/** Columns of a matrix at some of its rows, as rows of the result: columns × rows. */
export const gatheredColumns = async (
  tensor: TensorInfo,
  columns: Int32Array,
  { model, rows, signal }: { model: TensorSource; rows: Int32Array; signal: AbortSignal | undefined },
): Promise<Float32Array> => {
  const width = rows.length
  const taken = new Float32Array(columns.length * width)
  const visit = (row: Float32Array, place: number): void => {
    for (let i = 0; i < columns.length; i++) taken[i * width + place] = row[columns[i] as number] as number
  }
  await visitRows(model, tensor, { rows, rowCount: tensor.shape[0] ?? 1, visit, signal })
  return taken
}
