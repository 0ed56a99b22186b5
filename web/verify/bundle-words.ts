import { z } from 'zod'
import { Bilingual } from '#base'
import type { BundleFiles } from '#verify'

const Rules = z.looseObject({
  programme: z.string().max(200),
  name: Bilingual.optional(),
  notice: Bilingual.optional(),
  rounds: z.array(z.looseObject({ id: z.string(), name: Bilingual.optional() })),
})
const Decision = z.looseObject({ round: z.string().max(200) })

/** How a bundle calls its programme and round, and the notice that its rules want on every page. */
export type BundleWords = { readonly name?: Bilingual; readonly notice?: Bilingual }

/** What the bundle says of itself; nothing where that cannot be read, for the checks say what is wrong with it. */
export const bundleWords = async (files: BundleFiles): Promise<BundleWords> => {
  try {
    const { programme, name, notice, rounds } = Rules.parse(await jsonOf(files, 'rules.json'))
    const { round } = Decision.parse(await jsonOf(files, 'decision.json'))
    const roundName = rounds.find(({ id }) => id === round)?.name
    return {
      name: {
        ko: `${name?.ko ?? programme} · ${roundName?.ko ?? round}`,
        en: `${name?.en ?? programme} · ${roundName?.en ?? round}`,
      },
      ...(notice === undefined ? {} : { notice }),
    }
  } catch {
    return {}
  }
}

const jsonOf = async (files: BundleFiles, path: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await files.read(path)))
