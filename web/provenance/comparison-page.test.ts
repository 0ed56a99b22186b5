import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildComparisonTemplate, renderComparisonPage } from './build.ts'
import type { PageData } from './page-data.ts'
import derived from './samples/derived.json' with { type: 'json' }
import inconclusive from './samples/inconclusive.json' with { type: 'json' }
import partial from './samples/partial.json' with { type: 'json' }
import sharedInit from './samples/shared-init.json' with { type: 'json' }

// Samples are real comparisons of the small models that come with the tests.

const WAIT_MS = 60_000

const page = (comparison: unknown, rest: Partial<PageData> = {}): PageData => ({
  lang: 'en',
  names: { subject: 'Birch', reference: 'open-vlm' },
  comparison: comparison as PageData['comparison'],
  controls: [],
  ...rest,
})

const data = {
  partial: page(partial, { digests: { subject: `sha256:${'a1'.repeat(32)}` } }),
  derived: page(derived),
  'shared-init': page(sharedInit),
  inconclusive: page(inconclusive),
  vision: page({ ...partial, components: partial.components.slice(1) }),
  hostile: page(partial, { names: { subject: '</script><img src=x onerror="document.title=1">$&', reference: '*+(' } }),
} as const

let folder: string
let template: string
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-comparison-'))
  template = await buildComparisonTemplate({ cacheFolder: folder })
  for (const [name, shown] of Object.entries(data))
    await writeFile(join(folder, `${name}.html`), await renderComparisonPage(template, shown, { cacheFolder: folder }))
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // The package's flags are for one page in one process; several pages need a browser of the usual kind.
    args: chromium.args.filter((flag) => flag !== '--single-process' && flag !== '--no-zygote'),
  })
}, WAIT_MS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
})

type Look = { readonly lang?: string; readonly width?: number; readonly scheme?: 'light' | 'dark' }

const open = async (
  name: keyof typeof data,
  { lang = 'en', width = 1440, scheme = 'light' }: Look = {},
): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${pathToFileURL(join(folder, `${name}.html`)).href}?lang=${lang}`)
  await page.locator('h1').waitFor()
  return page
}

describe('the page about a comparison', () => {
  it('opens with the sentence, the finding and its figures beside their null', async () => {
    const page = await open('partial')
    expect(await page.locator('h1').innerText()).toBe(
      'The vision encoder of Birch shares trained weights with that of open-vlm',
    )
    expect(await page.locator('.verdict').innerText()).toMatch(
      /partial[\s\S]*p < 10⁻⁵⁰⁴[\s\S]*256 \/ 256\s*independent 0–4/,
    )
    await page.context().close()
  })
  it('puts what is grave first', async () => {
    const page = await open('partial')
    expect(await page.locator('.component > h3').allInnerTexts()).toEqual([
      expect.stringContaining('Vision encoder'),
      expect.stringContaining('Language model'),
    ])
    await page.context().close()
  })
  it('names nobody’s descent where the direction is undecided', async () => {
    const page = await open('derived')
    expect(await page.locator('main').innerText()).not.toMatch(/comes from/)
    await page.context().close()
  })
  it('does not accuse for a common start', async () => {
    const page = await open('shared-init')
    expect(await page.locator('h1').innerText()).toBe(
      'Birch and open-vlm have a common start, and nothing trained was found in common',
    )
    expect(await page.locator('.verdict .mark').getAttribute('class')).not.toContain('gate')
    await page.context().close()
  })
  it('says why nothing could be said where no test applies, and draws nothing', async () => {
    const page = await open('inconclusive')
    expect(await page.locator('main').innerText()).toContain('No test applies')
    expect(await page.locator('svg.plot').count()).toBe(0)
    await page.context().close()
  })
  it('shows hostile names as text', async () => {
    const page = await open('hostile')
    expect(await page.locator('h1').innerText()).toContain('</script><img src=x onerror="document.title=1">$&')
    expect(await page.title()).not.toBe('1')
    await page.context().close()
  })
  it('asks nothing of the network', async () => {
    const page = await open('partial')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.reload()
    await page.locator('h1').waitFor()
    expect(asked.filter((url) => !/^(?:file|data|blob):/.test(url))).toEqual([])
    await page.context().close()
  })
  it('reads a cell of the map by arrow keys', async () => {
    const page = await open('partial')
    const map = page.getByRole('group', { name: /Map of layers/ }).first()
    const reading = page.locator('.readout').first()
    const before = await reading.innerText()
    await map.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => reading.innerText(), { timeout: 20_000 }).not.toBe(before)
    expect(await reading.innerText()).toMatch(/layer 1 · .* cosine 0\.\d{3} · independent −0\.\d{3} … 0\.\d{3}/)
    await page.context().close()
  })
  it('hands out each plot as an SVG that stands alone, and its figures as CSV', async () => {
    const page = await open('partial')
    const figure = page.locator('figure.figure', { hasText: 'Coins that fell alike' }).first()
    const save = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        figure.getByRole('button', { name, exact: true }).click(),
      ])
      return readFile(await download.path(), 'utf8')
    }
    const svg = await save('SVG')
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(svg).toContain('96 / 96')
    expect(svg).not.toMatch(/var\(|class=/)
    const [head, first] = (await save('CSV')).split('\r\n')
    expect(head).toContain('"Independent, most","p-value, raw"')
    expect(first).toMatch(/^embedding,embedding,Hidden dimensions: labels,ident,96,96,0,4,/)
    await page.context().close()
  })
  it('prints on white, with the folded tests and preconditions open', async () => {
    const page = await open('partial', { scheme: 'dark' })
    await page.emulateMedia({ media: 'print' })
    await page.locator('.folds details[open] table').first().waitFor()
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(16, 22, 29)')
    await page.context().close()
  })
  it('gives the paragraph in plain words without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(pathToFileURL(join(folder, 'partial.html')).href)
    expect(await page.locator('body').innerText()).toContain('all 256 matched units bear the same number')
    await context.close()
  })
  it('refuses data that it cannot show', async () => {
    const page = renderComparisonPage(template, { ...data.partial, lang: 'fr' }, { cacheFolder: folder })
    await expect(page).rejects.toThrow(/lang/)
  })
  it('stays below 0.8 MB', async () => {
    expect((await readFile(join(folder, 'partial.html'))).length).toBeLessThan(800_000)
  })
})

describe('accessibility', () => {
  // The report's own test goes through the other pairs of language, scheme and width: an axe run takes seconds.
  it.each([
    { lang: 'ko', scheme: 'light', width: 360 },
    { lang: 'en', scheme: 'dark', width: 1440 },
  ] as const)(
    'axe finds nothing: $lang, $scheme, $width px',
    async (look) => {
      const page = await open('vision', look)
      for (const summary of await page.locator('summary').all()) await summary.click()
      await page.locator('.folds table').nth(1).waitFor()
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
      ).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      await page.context().close()
    },
    WAIT_MS,
  )
})
