import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

type Build = { kernelNames: () => string[]; compileKernel: (name: string) => Promise<string> }

// Plain JavaScript that any Node runs; it is not part of the program that is type-checked.
const { kernelNames, compileKernel } = (await import(join(process.cwd(), 'kernels/build.mjs'))) as Build

describe('a generated kernel', () => {
  it.each(kernelNames())(
    'is what kernels/%s.ts compiles to',
    async (name) => {
      const generated = readFileSync(join(import.meta.dirname, `${name}.wasm.ts`), 'utf8')
      expect(generated === (await compileKernel(name)), `run: node kernels/build.mjs ${name}`).toBe(true)
    },
    30_000,
  )
})
