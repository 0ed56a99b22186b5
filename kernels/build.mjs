// Compiles every kernel of this folder to src/numeric/kernels/<name>.wasm.ts, which holds the bytes as base64:
// nothing to find on a disk or a network, in Node and in a browser. Run: node kernels/build.mjs [name …]
import { readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMemoryStream, main } from 'assemblyscript/asc'

const folder = dirname(fileURLToPath(import.meta.url))
const target = join(dirname(folder), 'src/numeric/kernels')

// A page is 64 KiB. Memory is imported: the caller says how much, and lays it out above the first page.
const memory = ['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536']
const fixed = ['--baseDir', folder, '--runtime', 'stub', '-O3', '--noAssert']
const builds = {
  plain: ['--enable', 'simd'],
  shared: ['--enable', 'simd,threads', '--sharedMemory'],
}

export const kernelNames = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => basename(name, '.ts'))
    .toSorted()

/** The text of a kernel's generated module: what stands in src/numeric/kernels must equal it. */
export const compileKernel = async (name) => {
  const lines = [`// Compiled from kernels/${name}.ts by kernels/build.mjs; a test holds the two together.`]
  for (const [build, options] of Object.entries(builds)) {
    lines.push(`export const ${build} =`, `  '${toBase64(await compile(name, options))}'`)
  }
  return `${lines.join('\n')}\n`
}

const compile = async (name, options) => {
  let bytes
  const stderr = createMemoryStream()
  const { error } = await main([`${name}.ts`, '--outFile', `${name}.wasm`, ...fixed, ...memory, ...options], {
    stderr,
    writeFile: (file, content) => {
      if (file === `${name}.wasm`) bytes = content
    },
  })
  if (error || bytes === undefined) throw new Error(`kernels/${name}.ts does not compile:\n${stderr.toString()}`)
  return bytes
}

const toBase64 = (bytes) => Buffer.from(bytes).toString('base64')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2)
  for (const name of wanted.length > 0 ? wanted : kernelNames()) {
    const text = await compileKernel(name)
    writeFileSync(join(target, `${name}.wasm.ts`), text)
    process.stdout.write(`${name}: ${text.length} characters\n`)
  }
}
