import { AssayError, canonicalJson, Digest, type Facts, parseJson } from '#base'
import type { Manifest } from '#tensors'
import { z } from 'zod'
import { problemsOf } from '../problems.ts'
import { collisions, pathLack } from './path-rule.ts'
import type { CheckRules } from './submission-rules.ts'

/** A hundred thousand files with long paths fit. */
export const MOST_MANIFEST_BYTES = 32 * 2 ** 20

const ManifestJson = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(4000),
        bytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
        digest: Digest,
      }),
    )
    .min(1)
    .max(100_000),
})

/**
 * Reads a manifest that a team handed in, and refuses one that could lie: not in its one canonical form, paths that lead
 * out or that look alike, a file twice, more or larger files than the rules allow.
 *
 * @throws AssayError `submission/manifest-malformed`, `submission/manifest-refused` with the first thing that is wrong
 */
export const parseManifest = (text: string, rules: CheckRules): Manifest => {
  if (text.length > MOST_MANIFEST_BYTES) throw malformed(`longer than ${MOST_MANIFEST_BYTES} bytes`)
  let json
  try {
    json = parseJson(text, 'the manifest')
  } catch (cause) {
    throw malformed(cause instanceof AssayError ? cause.code : String(cause), cause)
  }
  const manifest = ManifestJson.safeParse(json)
  if (!manifest.success) throw malformed(problemsOf(manifest.error).slice(0, 5).join('; '), manifest.error)
  if (canonicalJson(json) !== text) throw malformed('not canonical JSON (RFC 8785)')
  refuseLies(manifest.data, rules)
  return manifest.data
}

const refuseLies = ({ files }: Manifest, rules: CheckRules): void => {
  const paths = files.map(({ path }) => path)
  if (files.length > rules['max-files']) throw refused('submission/too-many-files', { limit: rules['max-files'] })
  for (const { path, bytes } of files) {
    const wrong = pathLack(path)
    if (wrong !== undefined) throw refused(wrong.code, wrong.facts)
    if (bytes > rules['max-file-bytes']) throw refused('submission/file-too-large', { where: path, bytes })
  }
  const unordered = paths.findIndex((path, i) => i > 0 && !((paths[i - 1] ?? '') < path))
  if (unordered > 0) throw refused('submission/names-collide', { where: paths[unordered] ?? '' })
  const [collision] = collisions(paths)
  if (collision !== undefined) throw refused(collision.code, collision.facts)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > rules['max-bytes']) throw refused('submission/too-large', { bytes: total, limit: rules['max-bytes'] })
}

const refused = (rule: string, facts: Facts): AssayError =>
  new AssayError('submission/manifest-refused', { where: 'manifest', ...facts, rule })

const malformed = (what: string, cause?: unknown): AssayError =>
  new AssayError('submission/manifest-malformed', { what }, cause === undefined ? undefined : { cause })
