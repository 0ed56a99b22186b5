import type { Json } from '#base'
import type { CheckReport } from '../submission/check-submission.ts'
import { ML_BOM } from '../submission/checks.ts'
import { writeMlBom } from './write-ml-bom.ts'

/**
 * An ML-BOM to begin with: what the folder says for itself is filled in, what only the team knows is left out and will be
 * asked for by the checker.
 */
export const draftMlBom = ({ manifest, weights }: CheckReport, name: string): Json =>
  writeMlBom({
    name,
    version: undefined,
    supplier: undefined,
    licences: [],
    permits: [],
    architecture: weights?.architectures[0],
    family: weights?.family,
    parameters: weights?.parameters,
    dtype: weights?.dtype,
    approach: undefined,
    datasets: [],
    fromScratch: undefined,
    ancestors: [],
    hashes: new Map(
      (manifest?.files ?? [])
        .filter(({ path }) => path !== ML_BOM)
        .map(({ path, digest }) => [path, digest.slice('sha256:'.length)]),
    ),
  })
