import fc from 'fast-check'
import { expect, it } from 'vitest'
import { embeddable } from '../template/fill-template.ts'
import { carriedText, readCarried } from './carried-bundle.ts'

/** What a browser finds in the script element: all up to the first thing that ends it. */
const carriedBy = (files: ReadonlyMap<string, Uint8Array>) => {
  const page = `<script>${embeddable(carriedText({ key: 'office+00000000+AAAA', files }))}</script>`
  return readCarried(/<script>(.*?)<\/script/is.exec(page)?.[1] ?? '')
}

it('a page carries every file to the byte, whatever is in it', async () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '<', '"', '\\', '\u0000', '\uFEFF', '\u2028', '한', '𝄞', '\r', '\n') }),
    fc.constantFrom('</script><!--', '\uFEFF{}\r\n', '\u2028$&\u0000', ''),
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    text.map((written) => new TextEncoder().encode(written)),
  )
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), bytes), async (files) => {
      const carried = carriedBy(new Map(Object.entries(files)))
      const paths = (await carried?.files.paths()) ?? []
      const read = await Promise.all(paths.map(async (path) => [path, await carried?.files.read(path)] as const))
      expect(Object.fromEntries(read)).toEqual({ ...files })
      expect(await carried?.files.read('not/there')).toBeUndefined()
    }),
  )
})

it('a bundle that is too large for a page is not carried', () => {
  expect(carriedBy(new Map([['blobs/x', new Uint8Array(32 * 1024 * 1024 + 1)]]))).toBeUndefined()
})

it.each(['', '{"key":', '{"key":"k","files":[["a",1]]}', 'null'])(
  'what was changed into %j cannot be read, as its check will say',
  async (text) => {
    await expect(readCarried(text)?.files.paths()).rejects.toThrow('no longer JSON of its form')
  },
)
