import { fileURLToPath } from 'node:url'
import { buildTemplate } from '../template/build-template.ts'
import { embeddable, escapeHtml, fill } from '../template/fill-template.ts'
import { fontFaces } from '../template/font-faces.ts'
import { PageData } from './page-data.ts'
import { headlineOf, paragraphOf, type ToldComparison } from './room.ts'

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const WRITES_THE_PAGE = /^(?:build|page-data)\.ts$/

/** The page is made of these: its own, the report's styles and signs, and the room whose words it shows. */
const FOLDERS = [
  { folder: folder('.'), except: WRITES_THE_PAGE },
  { folder: folder('../report/'), except: /^(?:build|data|static-summary)\.ts$|^views\// },
  { folder: folder('../shell/') },
  { folder: folder('../../src/provenance/') },
]

/** The page about one comparison with nothing in it yet; see `buildTemplate`. */
export const buildComparisonTemplate = ({ cacheFolder }: { readonly cacheFolder: string }): Promise<string> =>
  buildTemplate({ name: 'comparison', root: folder('.'), folders: FOLDERS }, cacheFolder)

/**
 * One comparison as a file that stands alone: the template with its data, the letters of its font, and the paragraph in
 * plain words for readers whose browser runs no scripts.
 *
 * @throws ZodError when the data is not what the page can show
 */
export const renderComparisonPage = async (
  template: string,
  data: unknown,
  { cacheFolder }: { readonly cacheFolder: string },
): Promise<string> => {
  const checked = PageData.parse(data)
  const { lang, names } = checked
  const comparison = checked.comparison as unknown as ToldComparison
  const json = embeddable(JSON.stringify(checked))
  const headline = headlineOf(comparison, lang, names)
  const summary = `<noscript><main class="wrap view"><h1>${escapeHtml(headline)}</h1><p class="lede">${escapeHtml(paragraphOf(comparison, lang, names))}</p></main></noscript>`
  return fill(template, [
    [/<html lang="[a-z]*"/, `<html lang="${lang}"`],
    [/<title>[^<]*<\/title>/, `<title>${escapeHtml(headline)} · Assay</title>`],
    ['<!--comparison:fonts-->', `<style>${await fontFaces(template + json, cacheFolder)}</style>`],
    ['<!--comparison:summary-->', summary],
    ['/*comparison:data*/', json],
  ])
}
