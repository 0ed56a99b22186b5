import { z } from 'zod'
import type { BundleFiles } from '#verify'

/** A page with more in it takes long to open; the reader then chooses the folder. */
const MAX_CARRIED_BYTES = 32 * 1024 * 1024

/** What the page holds of its bundle: each file as text where it is UTF-8, else in base64; `null` where it is too large. */
const CarriedJson = z.strictObject({
  /** The public key that the bundle's manifest names. */
  key: z.string(),
  files: z.array(z.union([z.tuple([z.string(), z.string()]), z.tuple([z.string(), z.null(), z.string()])])).nullable(),
})
type CarriedJson = z.infer<typeof CarriedJson>

/** A bundle that the page carries, as the verifier takes it. */
export type Carried = { readonly key: string; readonly files: BundleFiles }

/** The JSON that {@link readCarried} reads; made where the page is written. */
export const carriedText = (bundle: {
  readonly key: string
  readonly files: ReadonlyMap<string, Uint8Array>
}): string => {
  const bytes = [...bundle.files.values()].reduce((total, { length }) => total + length, 0)
  const carried: CarriedJson = {
    key: bundle.key,
    files: bytes > MAX_CARRIED_BYTES ? null : [...bundle.files].map(([path, content]) => packed(path, content)),
  }
  return JSON.stringify(carried)
}

const packed = (path: string, content: Uint8Array): NonNullable<CarriedJson['files']>[number] => {
  try {
    return [path, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)]
  } catch {
    return [path, null, Buffer.from(content).toString('base64')] // hashes, and blobs that are no text
  }
}

/** The files in the page. Text that is none of ours is a bundle that cannot be read, as its check will say. */
export const readCarried = (text: string): Carried | undefined => {
  try {
    const { key, files } = CarriedJson.parse(JSON.parse(text))
    return files === null ? undefined : { key, files: filesOf(files) }
  } catch (cause) {
    const reason = new Error('what this page carries was changed and is no longer JSON of its form', { cause })
    return { key: '', files: { paths: () => Promise.reject(reason), read: () => Promise.reject(reason) } }
  }
}

const filesOf = (files: NonNullable<CarriedJson['files']>): BundleFiles => {
  const byPath = new Map(files.map(([path, ...content]) => [path, content]))
  return {
    paths: async () => [...byPath.keys()],
    read: async (path) => {
      const [text, base64] = byPath.get(path) ?? []
      if (base64 !== undefined) return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      return typeof text === 'string' ? new TextEncoder().encode(text) : undefined
    },
  }
}
