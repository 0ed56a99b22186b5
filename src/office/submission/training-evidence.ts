import { type Digest, type Evidence, evidenceDigest } from '#base'
import { PROVENANCE_VERSION, trainingPath } from '#provenance'
import { manifestDigest, type TensorSource } from '#tensors'
import type { Tools } from '../tools.ts'
import type { Lack } from './lack.ts'
import { type LossPoint, readTranscript, TRANSCRIPT, type Transcript } from './transcript.ts'

export type TrainingOptions = {
  readonly subject: Readonly<Record<string, string>>
  /** digest of the submission's manifest */
  readonly manifest: Digest
  /** the sampling seed of the rules: it fixes which weights are looked at */
  readonly seed: string
  readonly signal?: AbortSignal
}

export type TrainingEvidence =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly lacks: readonly Lack[] }
  | { readonly kind: 'evidence'; readonly evidence: Evidence; readonly digest: Digest }

/**
 * Checks the transcript of training in a submission's folder. What comes out stands beside the finding and never changes
 * it: a path without an anomaly corroborates «from scratch», one with anomalies names them, and none says nothing.
 */
export const trainingEvidence = async (
  tools: Tools,
  folder: string,
  { subject, manifest, seed, signal }: TrainingOptions,
): Promise<TrainingEvidence> => {
  const names = (await tools.list(folder)) ?? []
  if (!names.includes('training') || !(await tools.list(`${folder}/training`))?.includes('transcript.yaml'))
    return { kind: 'none' }
  const read = await readTranscript(tools, folder)
  if (!('transcript' in read)) return { kind: 'unreadable', lacks: read.lacks }
  const { transcript, losses } = read
  const opened: TensorSource[] = []
  const open = async (place: string): Promise<TensorSource> => {
    signal?.throwIfAborted()
    const source = { ...(await tools.openModel(place)), label: place.slice(folder.length + 1) }
    opened.push(source)
    return source
  }
  try {
    const final = await open(folder)
    const initialPlace = transcript.initialisation.weights
    const initial = initialPlace === undefined ? undefined : await open(`${folder}/training/${initialPlace}`)
    const checkpoints: TensorSource[] = []
    for (const { weights } of transcript.checkpoints) checkpoints.push(await open(`${folder}/training/${weights}`))
    const path = await trainingPath({
      initial,
      checkpoints,
      final,
      declared: transcript.initialisation.declared,
      seed,
    })
    const told = [
      ...curveAnomalies(transcript, losses),
      ...(await startAnomalies(tools, folder, transcript)),
      ...read.lacks.map(({ code, where }) => ({ code, place: where, facts: {} })),
    ]
    const anomalies = [...path.anomalies, ...told]
    const evidence: Evidence = {
      kind: 'training-path',
      subject,
      method: { name: 'training-path', version: PROVENANCE_VERSION, parameters: { seed } },
      inputs: [manifest],
      result: {
        ...path,
        corroborated: path.corroborated && told.length === 0,
        anomalies,
        declared: {
          optimiser: transcript.optimiser,
          seed: transcript.initialisation.declared.seed ?? null,
          steps: transcript.checkpoints.map(({ step }) => step),
          dataOrder: transcript['data-order'] ?? [],
          losses: losses.length,
        },
      },
    }
    return { kind: 'evidence', evidence, digest: evidenceDigest(evidence) }
  } finally {
    for (const source of opened) await source.close()
  }
}

type Told = { readonly code: string; readonly place: string; readonly facts: Readonly<Record<string, string | number>> }

/** A model learns: its loss ends below its beginning, and the curve reaches as far as the checkpoints do. */
const curveAnomalies = ({ checkpoints, 'loss-curve': place }: Transcript, losses: readonly LossPoint[]): Told[] => {
  const [first, last, end] = [losses[0], losses.at(-1), checkpoints.at(-1)]
  if (first === undefined || last === undefined || end === undefined || place === undefined) return []
  const where = `training/${place}`
  return [
    ...(last.loss < first.loss
      ? []
      : [{ code: 'loss-does-not-fall', place: where, facts: { first: first.loss, last: last.loss } }]),
    ...(last.step >= end.step
      ? []
      : [{ code: 'loss-ends-early', place: where, facts: { step: last.step, checkpoint: end.step } }]),
  ]
}

/** The digest that was committed, perhaps long before, is that of the initial weights handed in. */
const startAnomalies = async (tools: Tools, folder: string, { initialisation }: Transcript): Promise<Told[]> => {
  const { digest, weights } = initialisation
  if (digest === undefined || weights === undefined) return []
  const got = manifestDigest(await tools.manifestOf(`${folder}/training/${weights}`, {}))
  return got === digest ? [] : [{ code: 'initial-digest-differs', place: TRANSCRIPT, facts: { got, wanted: digest } }]
}
