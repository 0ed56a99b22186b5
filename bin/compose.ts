import { join } from 'node:path'
import { AssayError, type Clock, instantOf } from '#base'
import { fileJournal, folderTasks, openaiEndpoint } from '#benchmark/endpoints'
import { type World, textFiles } from '#cli'
import { folderFiles } from '#ledger/shelves'
import { openThreads } from '#numeric/threads'
import type { Tools } from '#office'
import { similarityPass } from '#tensors'
import { hubSettingsIn, manifestOf, openModel, withAdapter } from '#tensors/sources'
import { ReportData } from '../web/report/data.ts'

// A reader that has seen enough (`| head -1`) closes the pipe: that is no failure, and nothing more need be said.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(process.exitCode ?? 0)
  })
}

/** Every adapter of the office, and the terminal, put together for one process. */
export const world = (signal: AbortSignal): World => {
  return {
    clock,
    tools,
    terminal: {
      out: (text) => void process.stdout.write(`${text}\n`),
      err: (text) => void process.stderr.write(`${text}\n`),
      write: (text) => void process.stderr.write(text),
      isInteractive: process.stderr.isTTY && process.env['CI'] === undefined,
      columns: process.stderr.columns ?? 100,
      env: process.env,
      cwd: process.cwd(),
      signal,
    },
    openOffice: async (home) => {
      const { openStore } = await import('#store') // loaded by the commands that open an office, and only by them
      const databaseUrl = process.env['DATABASE_URL']
      const store = await openStore({
        home,
        clock,
        ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
      })
      return { home, store, tools, clock, close: store.close }
    },
  }
}

const clock: Clock = () => instantOf(new Date())

const tools: Tools = {
  ...textFiles,
  openModel: (place) => openModel(place, hubSettingsIn(process.env)),
  withAdapter,
  manifestOf,
  openSimilarity: async (count) => {
    const threads = openThreads(count)
    return {
      similarity: (subject, reference, pairs, options) =>
        similarityPass(subject, reference, pairs, { ...options, threads }),
      close: threads.close,
    }
  },
  serveWeights: async (folder, model, signal) => {
    const { startModelServer } = await import('#inference/server')
    const server = await startModelServer({ models: { [model]: folder }, signal })
    return { url: `${server.url}/v1/completions`, model, close: server.close }
  },
  endpoint: openaiEndpoint,
  tasks: (paths, dataRoot) => folderTasks(paths, dataRoot === undefined ? {} : { dataRoot }),
  journal: fileJournal,
  bundleFiles: folderFiles,
  // Loaded when a page is written, and only then: the bundler behind it takes longer to load than most commands take.
  reportPage: (data) =>
    written(async () => {
      const { buildReportTemplate, renderReport } = await import('../web/report/build.ts')
      return renderReport(await buildReportTemplate({ cacheFolder }), ReportData.parse(data), { cacheFolder })
    }),
  comparisonPage: (data) =>
    written(async () => {
      const { buildComparisonTemplate, renderComparisonPage } = await import('../web/provenance/build.ts')
      return renderComparisonPage(await buildComparisonTemplate({ cacheFolder }), data, { cacheFolder })
    }),
  verifyPage: (bundle) =>
    written(async () => {
      const { buildVerifyTemplate, renderVerifyPage } = await import('../web/verify/build.ts')
      return renderVerifyPage(await buildVerifyTemplate({ cacheFolder }), bundle, { cacheFolder })
    }),
}

const cacheFolder = join(import.meta.dirname, '../.cache')

const written = async (page: () => Promise<string>): Promise<string> => {
  try {
    return await page()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AssayError('office/report-not-built', { reason }, { cause })
  }
}
