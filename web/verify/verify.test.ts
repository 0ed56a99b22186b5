import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePublished } from '#http'
import { type SigningKey, verifierKeyOf } from '#ledger'
import { checkIds, meaningOf } from '#verify'
import { composeBundle } from '../../src/office/bundle/compose-bundle.ts'
import { office, smallParts, stranger } from '../../src/office/bundle/small-round.fixture.ts'
import { writeBundle } from '../../src/office/bundle/write-bundle.ts'
import { assayJson } from '../../test/support/assay.ts'
import { fontFaces } from '../template/font-faces.ts'
import { buildVerifyTemplate, renderVerifyPage } from './build.ts'

const WAIT_MS = 60_000

let folder: string
let template: string
let browser: Browser
/** A bundle that an office published, and what the command checked of it. */
let bundle: string
let checked: readonly { readonly id: string; readonly count: number }[]
/** Its page, and one in which a digit of its evidence is another. */
let honest: string
let changed: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-verify-'))
  template = await buildVerifyTemplate({ cacheFolder: folder })
  const run = await assayJson<{ bundle: string; verification: { checks: typeof checked } }>([
    'run',
    'programmes/sovereign-ai-2026',
    '--home',
    folder,
  ])
  bundle = run.json.bundle
  checked = run.json.verification.checks
  honest = join(bundle, 'verify.html')
  changed = join(folder, 'changed.html')
  await writeFile(changed, (await readFile(honest, 'utf8')).replace('\\"value\\":90.2', '\\"value\\":91.2'))
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

type Look = {
  readonly lang?: 'ko' | 'en'
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  readonly motion?: 'reduce' | 'no-preference'
  /** runs in the page before its own scripts */
  readonly watch?: () => void
}

/** Opens a page from disk, or at an address, in a browser of its own; closed with the test. */
const open = async (at: string, look: Look = {}) => {
  const { lang = 'en', width = 1280, scheme = 'light', motion = 'reduce' } = look
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: motion,
  })
  const page = await context.newPage()
  if (look.watch !== undefined) await page.addInitScript(look.watch)
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.exposeFunction('complain', (what: string) => complaints.push(what))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      (window as unknown as { complain: (what: string) => void }).complain(`${violatedDirective} ${blockedURI}`),
    )
  })
  await page.goto(`${at.startsWith('http') ? at : pathToFileURL(at).href}?lang=${lang}`)
  return { page, asked, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** Notes in `lit`, whenever something changes, how many checks have passed and how many are being made. */
const watchChecks = (): void => {
  const lit: string[] = []
  const of = (state: string): number => document.querySelectorAll(`.checklist .${state}`).length
  const note = (): unknown => of('now') + of('passed') > 0 && lit.push(`${of('passed')} ${of('now')}`)
  new MutationObserver(note).observe(document, { subtree: true, attributes: true, childList: true })
  Object.assign(window, { lit })
}

/** What the page says when it has finished. */
const verdict = async (page: Page): Promise<string> => {
  await page.locator('[role=status] .seal').waitFor()
  return page.locator('[role=status]').innerText()
}

const counts = (page: Page): Promise<string[]> => page.locator('.checklist li.passed .num').allInnerTexts()

const choose = async (page: Page, chosen: string): Promise<string> => {
  await page.locator('input[type=file]').setInputFiles(chosen)
  await page.getByText('The folder you chose').waitFor()
  return verdict(page)
}

const giveKey = async (page: Page, key: string): Promise<void> => {
  await page.getByLabel('Verifier key of the office').fill(key)
  await page.keyboard.press('Enter')
}

const smallPage = async (key: SigningKey, name: string): Promise<string> => {
  const files = [...composeBundle(smallParts(key), key).files].filter(([path]) => meaningOf(path).kind !== 'extra')
  const at = join(folder, name)
  await writeFile(
    at,
    await renderVerifyPage(
      template,
      { key: verifierKeyOf(key), files: new Map(files), lang: 'en' },
      { cacheFolder: folder },
    ),
  )
  return at
}

describe('the verifier in a bundle', () => {
  it('makes the checks of the command on what it carries, and asks nothing of the network', async () => {
    await using opened = await open(honest)
    const { page, asked, complaints } = opened
    expect(await verdict(page)).toMatch(/All 8 checks pass[\s\S]*9 points figures[\s\S]*bundle-only/)
    const less = (id: string): number => ({ digests: 2, signatures: 1 })[id] ?? 0 // both pages; the manifest's
    expect(await counts(page)).toEqual(checked.map(({ id, count }) => String(count - less(id))))
    expect(await page.locator('.notchecked').innerText()).toContain('The manifest, its signature and the pages.')
    expect(await page.locator('.strip').innerText()).toContain('A recomputation of the published record.')
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([`${pathToFileURL(honest).href}?lang=en`])
    expect(complaints).toEqual([])
  })

  it('names the evidence in which one digit is another, in both languages', async () => {
    await using opened = await open(changed)
    const { page } = opened
    expect(await verdict(page)).toMatch(
      /Verification failed[\s\S]*The content of evidence\/[0-9a-f]{64}\.json does not have the digest that its name says\./,
    )
    expect(await page.locator('.checklist li').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^failed\s*Digests/),
        expect.stringMatching(/Signatures\s*not made/),
      ]),
    )
    await page.getByRole('button', { name: '한국어' }).click()
    expect(await verdict(page)).toMatch(
      /검증에 실패했습니다[\s\S]*\.json의 내용이 이름에 적힌 다이제스트와 맞지 않습니다\./,
    )
  })

  it('checks a chosen folder whole, its manifest too, and comes back to its own bundle', async () => {
    await using opened = await open(honest)
    const { page } = opened
    expect(await choose(page, bundle)).toContain('All 8 checks pass')
    expect(await counts(page)).toEqual(checked.map(({ count }) => String(count)))
    expect(await page.locator('.notchecked').innerText()).not.toContain('manifest')
    await page.getByRole('button', { name: 'Back to the bundle in this page' }).click()
    await page.locator('.notchecked', { hasText: 'The manifest' }).waitFor()
    expect(await verdict(page)).toContain('All 8 checks pass')
  })

  it.each([
    ['report.html', 'report.html is not the file that the manifest lists.'],
    ['manifest.json', 'manifest.json is not the manifest that was signed.'],
  ])('names %s of a chosen folder when one byte is another', async (path, sentence) => {
    const copy = await mkdtemp(join(folder, 'copy-'))
    await cp(bundle, copy, { recursive: true })
    const bytes = await readFile(join(copy, path))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    await writeFile(join(copy, path), bytes)
    await using opened = await open(honest)
    expect(await choose(opened.page, copy)).toContain(sentence)
  })

  it('takes a folder that is dropped on it', async () => {
    await using opened = await open(honest)
    const { page } = opened
    await verdict(page)
    await drop(page, [bundle])
    await page.getByText('The folder you chose').waitFor()
    expect(await verdict(page)).toContain('All 8 checks pass')
    expect((await counts(page))[0]).toBe(String((await filesBelow(bundle)).length - 2))
    await drop(page, [join(bundle, 'decision.json')])
    await page.getByText('That is not one folder with files in it.').waitFor()
  })

  it('finds with the office’s key, by keyboard alone, that another signed everything anew', async () => {
    const forged = join(folder, 'forged')
    await writeBundle(forged, smallParts(stranger), stranger)
    await using opened = await open(await smallPage(stranger, 'stranger.html'))
    const { page } = opened
    expect(await verdict(page)).toContain('bundle-only')
    while (!(await page.evaluate(() => document.activeElement?.matches('input[type=text]')))) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.insertText(`${verifierKeyOf(office)} `)
    await page.keyboard.press('Enter')
    await page.locator('.failure').waitFor()
    expect(await verdict(page)).toContain('Signed by another key than the one given: ledger/checkpoints.txt')
    expect(await choose(page, forged)).toContain('Signed by another key than the one given: manifest.sig')
    await page.getByRole('button', { name: 'Check without a key' }).click()
    expect(await verdict(page)).toContain('bundle-only')
  })

  it('says given where the key given is the one that signed, and refuses what is no key', async () => {
    await using opened = await open(await smallPage(office, 'office.html'))
    const { page } = opened
    await giveKey(page, 'office')
    await page.getByText('"office" is no verifier key.').waitFor()
    expect(await page.getByLabel('Verifier key of the office').getAttribute('aria-invalid')).toBe('true')
    expect(await verdict(page)).toContain('bundle-only')
    await giveKey(page, verifierKeyOf(office))
    await page.locator('.keyword.given').waitFor()
    expect(await verdict(page)).toContain('The signatures were checked with the key that you gave.')
  })

  it('lights the checks one by one where motion is wanted', async () => {
    await using opened = await open(honest, { motion: 'no-preference', watch: watchChecks })
    const { page } = opened
    await verdict(page)
    const lit = await page.evaluate(() => (window as unknown as { lit: string[] }).lit)
    expect([...new Set(lit)]).toEqual(Array.from({ length: 9 }, (_, n) => `${n} ${n < checkIds.length ? 1 : 0}`))
  })

  it('says where it carries no bundle, or none that can be read', async () => {
    const blank = join(folder, 'blank.html')
    await writeFile(blank, template.replace('/*verify:carried*/', '{"key":"","files":null}'))
    await using empty = await open(blank)
    await empty.page.getByText('This bundle is too large to be carried in a page.').waitFor()
    expect(await choose(empty.page, bundle)).toContain('All 8 checks pass')
    const broken = join(folder, 'broken.html')
    await writeFile(broken, template.replace('/*verify:carried*/', '{"key":'))
    await using opened = await open(broken)
    expect(await verdict(opened.page)).toContain('Cannot be read: what this page carries was changed')
  })

  it('runs where the office serves it, and the report leads to it', async () => {
    const server = await servePublished(join(bundle, '..'), { host: '127.0.0.1', port: 0 })
    try {
      await using opened = await open(`${server.url}rounds/${bundle.split('/').at(-1)}/`)
      const { page, complaints } = opened
      await page.getByRole('link', { name: 'Verify in this browser' }).click()
      expect(await verdict(page)).toContain('All 8 checks pass')
      await page.getByRole('link', { name: 'Result' }).click()
      await page.getByRole('link', { name: 'Verify in this browser' }).waitFor()
      expect(complaints).toEqual([])
    } finally {
      await server.close()
    }
  })

  it('points to the command where scripts are off', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(pathToFileURL(honest).href)
    expect(await page.locator('body').innerText()).toContain('assay verify BUNDLE')
    await context.close()
  })

  it('stays below 0.8 MB without what it carries', async () => {
    expect(template.length + (await fontFaces(template, folder)).length).toBeLessThan(800_000)
  })
})

describe('accessibility', () => {
  // Every pair of language, scheme, width and outcome stands in one of the four: an axe run takes seconds.
  const looks = [
    { lang: 'ko', scheme: 'light', width: 1440, outcome: 'passed' },
    { lang: 'ko', scheme: 'dark', width: 360, outcome: 'failed' },
    { lang: 'en', scheme: 'dark', width: 1440, outcome: 'failed' },
    { lang: 'en', scheme: 'light', width: 360, outcome: 'passed' },
  ] as const

  it.each(looks)('axe finds nothing: $lang, $scheme, $width px, $outcome', async ({ outcome, ...look }) => {
    await using opened = await open(outcome === 'passed' ? honest : changed, look)
    const { page } = opened
    await verdict(page)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    ).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
})

/** Drops files or folders on the middle of the page, as a hand would. */
const drop = async (page: Page, files: readonly string[]): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  }
}

const filesBelow = async (path: string): Promise<string[]> =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
