import { z } from 'zod'

// What one stand-alone page about a comparison shows. Open for members that it cannot draw, strict where the page would
// say something false if a value were wrong.

const Name = z.string().min(1).max(200)

const Compared = z.looseObject({
  finding: z.string(),
  components: z.array(z.looseObject({ component: z.string(), finding: z.string() })).max(100),
})

export const PageData = z.strictObject({
  /** the language that the page opens in; a reader can switch */
  lang: z.enum(['ko', 'en']),
  names: z.strictObject({ subject: Name, reference: Name }),
  comparison: Compared,
  /** independent models against the same reference: their cells stand beside the comparison's own */
  controls: z.array(z.strictObject({ name: Name, comparison: Compared })).max(100),
  /** of the manifests of the two models, where they are known */
  digests: z.strictObject({ subject: z.string().optional(), reference: z.string().optional() }).optional(),
})
export type PageData = z.infer<typeof PageData>
