import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const LOCK = fileURLToPath(new URL('../../package-lock.json', import.meta.url))

/** Files that no page is made of: tests and what they show. */
const NOT_PAGE = /\.(?:test|fixture|contract)\.ts$|(?:^|\/)samples\//

export type PageSources = {
  /** What the template is called in the cache. */
  readonly name: string
  /** The folder of `index.html`. */
  readonly root: string
  /** Every folder that the page is made of; `except` are files in it that run where the page is written. */
  readonly folders: readonly { readonly folder: string; readonly except?: RegExp }[]
}

/**
 * A page with nothing in it yet: one HTML file that holds its scripts and styles. Built when the sources or the libraries
 * changed since the last time, else read from the cache.
 *
 * @param cacheFolder where templates are kept, by the digest of what they were built from; made if absent
 */
export const buildTemplate = async (page: PageSources, cacheFolder: string): Promise<string> => {
  const path = join(cacheFolder, `${page.name}-${await sourcesDigest(page.folders)}.html`)
  const known = await readFile(path, 'utf8').catch(() => undefined) // absent: built below
  if (known !== undefined) return known
  const template = await build(page.root, cacheFolder)
  await mkdir(cacheFolder, { recursive: true })
  // Written beside and moved: a second process never reads half a template.
  await writeFile(`${path}.${process.pid}`, template)
  await rename(`${path}.${process.pid}`, path)
  return template
}

const sourcesDigest = async (folders: PageSources['folders']): Promise<string> => {
  const hash = createHash('sha256')
  for (const { folder, except } of folders) {
    for (const name of await namesIn(folder)) {
      if (except?.test(name) !== true) hash.update(`${name}\0`).update(await readFile(join(folder, name)))
    }
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

const build = async (root: string, cacheFolder: string): Promise<string> => {
  // Loaded here and not above: only a changed page needs the build tools.
  const [vite, { viteSingleFile }] = await Promise.all([import('vite'), import('vite-plugin-singlefile')])
  const result = await vite.build({
    root,
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
      // Doors of other rooms are entered for a few of their exports; what is behind them and unused stays out of the page.
      rolldownOptions: { treeshake: { moduleSideEffects: (id: string) => !id.includes('/src/') } },
    },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((bundle) =>
    'output' in bundle ? bundle.output : [],
  )
  const page = outputs.find((file) => file.fileName === 'index.html')
  if (page?.type !== 'asset') throw new Error(`the build of ${root} made no index.html`)
  return typeof page.source === 'string' ? page.source : new TextDecoder().decode(page.source)
}
