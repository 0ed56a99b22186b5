import type { Comparison } from '#provenance'

/** What the stand-alone page about one comparison shows; `web/provenance` parses it once more at its own edge. */
export type ComparisonPage = {
  /** the language that the page opens in */
  readonly lang: 'ko' | 'en'
  readonly names: { readonly subject: string; readonly reference: string }
  readonly comparison: Comparison
  /** independent models against the same reference: their cells stand beside the comparison's own */
  readonly controls: readonly { readonly name: string; readonly comparison: Comparison }[]
  /** of the manifests of the two models, where they are known */
  readonly digests?: { readonly subject?: string; readonly reference?: string }
}

/**
 * The data of a page about a comparison.
 *
 * @param models where the two models lie; the page calls them by the last part of that
 * @param options.controls comparisons of independent models with the same reference, by where each model lies
 */
export const comparisonPage = (
  comparison: Comparison,
  models: { readonly subject: string; readonly reference: string },
  {
    lang = 'en',
    controls = [],
    digests,
  }: {
    readonly lang?: ComparisonPage['lang']
    readonly controls?: readonly { readonly model: string; readonly comparison: Comparison }[]
    readonly digests?: ComparisonPage['digests']
  } = {},
): ComparisonPage => ({
  lang,
  names: { subject: nameOf(models.subject), reference: nameOf(models.reference) },
  comparison,
  controls: controls.map((control) => ({ name: nameOf(control.model), comparison: control.comparison })),
  ...(digests === undefined ? {} : { digests }),
})

const LONGEST_NAME = 80

/** `models/open-vlm/` and `models/open-vlm.safetensors` are both open-vlm. */
const nameOf = (path: string): string => {
  const last = path.split(/[\\/]/).findLast((piece) => piece !== '' && piece !== '.') ?? path
  return (
    last.replace(/\.(?:safetensors|gguf|bin|pt|npz|onnx)$/, '').slice(0, LONGEST_NAME) || path.slice(0, LONGEST_NAME)
  )
}
