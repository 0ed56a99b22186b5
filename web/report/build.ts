import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ReportData } from './data.ts'
import { fontFaces } from './font-faces.ts'
import { roundSentence } from './sentence.ts'
import { staticSummary } from './static-summary.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const LOCK = fileURLToPath(new URL('../../package-lock.json', import.meta.url))

/** The room whose texts the page shows. */
const PROVENANCE = fileURLToPath(new URL('../../src/provenance/', import.meta.url))

/** Files that the page is not made of: tests, samples, and what runs where the report is written. */
const NOT_PAGE = /\.test\.ts$|^samples\/|^(build|data|font-faces|static-summary)\.ts$/

/**
 * The report's page with nothing in it yet: one HTML file that holds its scripts and styles. Built when the sources or
 * the libraries changed since the last time, else read from the cache.
 *
 * @param options.cacheFolder where templates are kept, by the digest of what they were built from; made if absent
 */
export const buildReportTemplate = async ({ cacheFolder }: { readonly cacheFolder: string }): Promise<string> => {
  const path = join(cacheFolder, `report-${await sourcesDigest()}.html`)
  const known = await readFile(path, 'utf8').catch(() => undefined) // absent: built below
  if (known !== undefined) return known
  const template = await build(cacheFolder)
  await mkdir(cacheFolder, { recursive: true })
  // Written beside and moved: a second process never reads half a template.
  await writeFile(`${path}.${process.pid}`, template)
  await rename(`${path}.${process.pid}`, path)
  return template
}

const sourcesDigest = async (): Promise<string> => {
  const hash = createHash('sha256')
  for (const folder of [HERE, PROVENANCE]) {
    for (const name of await namesIn(folder)) hash.update(`${name}\0`).update(await readFile(join(folder, name)))
  }
  hash.update(await readFile(LOCK).catch(() => '')) // a package without its lock still builds
  return hash.digest('hex').slice(0, 32)
}

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !NOT_PAGE.test(name))
    .toSorted()

const build = async (cacheFolder: string): Promise<string> => {
  // Loaded here and not above: only a changed page needs the build tools.
  const [vite, { viteSingleFile }] = await Promise.all([import('vite'), import('vite-plugin-singlefile')])
  const result = await vite.build({
    root: HERE,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    mode: 'production',
    // Said here, so that the page is the same whatever NODE_ENV the office or its tests run with.
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    cacheDir: join(cacheFolder, 'vite'),
    plugins: [viteSingleFile({ removeViteModuleLoader: true })],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      reportCompressedSize: false,
      // Doors of other rooms are entered for a few texts; the rooms behind them stay out of the page.
      rolldownOptions: { treeshake: { moduleSideEffects: (id: string) => !id.includes('/src/') } },
    },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((bundle) =>
    'output' in bundle ? bundle.output : [],
  )
  const page = outputs.find((file) => file.fileName === 'index.html')
  if (page?.type !== 'asset') throw new Error('the build of the report made no index.html')
  return typeof page.source === 'string' ? page.source : new TextDecoder().decode(page.source)
}

/**
 * One report as a file that stands alone: the template with its data, the letters of its font, and a summary for readers
 * whose browser runs no scripts.
 *
 * @throws ZodError when the data is not what the page can show
 */
export const renderReport = (template: string, data: ReportData): string => {
  const checked = ReportData.parse(data)
  const json = embeddable(JSON.stringify(checked))
  const title = `${roundSentence(checked, checked.lang)} · Assay`
  return fill(template, [
    [/<html lang="[a-z]*"/, `<html lang="${checked.lang}"`],
    [/<title>[^<]*<\/title>/, `<title>${escapeHtml(title)}</title>`],
    ['<!--report:fonts-->', `<style>${fontFaces(template + json)}</style>`],
    ['<!--report:summary-->', staticSummary(checked)],
    ['/*report:data*/', json],
  ])
}

// Replaced by function: a `$&` in a team's reply stays a `$&`.
const fill = (template: string, places: readonly (readonly [string | RegExp, string])[]): string =>
  places.reduce((page, [place, text]) => {
    if (typeof place === 'string' ? !page.includes(place) : !place.test(page))
      throw new Error(`the template has no place for ${String(place)}`)
    return page.replace(place, () => text)
  }, template)

/** JSON that can stand inside a script element: no end of the element, no comment, no line separator. */
const embeddable = (json: string): string =>
  json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
