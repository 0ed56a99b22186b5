import { fileURLToPath } from 'node:url'
import { buildTemplate } from '../template/build-template.ts'
import { embeddable, escapeHtml, fill } from '../template/fill-template.ts'
import { fontFaces } from '../template/font-faces.ts'
import { ReportData } from './data.ts'
import { roundSentence } from './sentence.ts'
import { staticSummary } from './static-summary.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** The room whose texts the page shows. */
const PROVENANCE = fileURLToPath(new URL('../../src/provenance/', import.meta.url))

/** What it says and draws of a comparison. */
const COMPARED = fileURLToPath(new URL('../provenance/', import.meta.url))

/** What every page has at its top. */
const SHELL = fileURLToPath(new URL('../shell/', import.meta.url))

const WRITES_THE_PAGE = /^(?:build|data|static-summary)\.ts$/

/** The report's page with nothing in it yet; see `buildTemplate`. */
export const buildReportTemplate = ({ cacheFolder }: { readonly cacheFolder: string }): Promise<string> =>
  buildTemplate(
    {
      name: 'report',
      root: HERE,
      folders: [
        { folder: HERE, except: WRITES_THE_PAGE },
        { folder: SHELL },
        { folder: COMPARED },
        { folder: PROVENANCE },
      ],
    },
    cacheFolder,
  )

/**
 * One report as a file that stands alone: the template with its data, the letters of its font, and a summary for readers
 * whose browser runs no scripts.
 *
 * @throws ZodError when the data is not what the page can show
 */
export const renderReport = async (
  template: string,
  data: ReportData,
  { cacheFolder }: { readonly cacheFolder: string },
): Promise<string> => {
  const checked = ReportData.parse(data)
  const json = embeddable(JSON.stringify(checked))
  const title = `${roundSentence(checked, checked.lang)} · Assay`
  return fill(template, [
    [/<html lang="[a-z]*"/, `<html lang="${checked.lang}"`],
    [/<title>[^<]*<\/title>/, `<title>${escapeHtml(title)}</title>`],
    ['<!--report:fonts-->', `<style>${await fontFaces(template + json, cacheFolder)}</style>`],
    ['<!--report:summary-->', staticSummary(checked)],
    ['/*report:data*/', json],
  ])
}
