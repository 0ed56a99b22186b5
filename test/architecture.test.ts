import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = dirname(import.meta.dirname)
const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))

const sources = filesBelow('src')
const productive = sources.filter((file) => !/\.(test|contract)\.ts$/.test(file))
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g
const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
const roomOf = (file: string): string => file.split('/')[1] ?? ''

/** Which doors each room may go through. A rim folder has more rights than its room; see below. */
const MAY_ENTER: Readonly<Record<string, readonly string[]>> = {
  base: [],
  numeric: ['#base'],
  tensors: ['#base', '#numeric'],
  ledger: ['#base'],
  provenance: ['#base', '#numeric', '#tensors'],
  inference: ['#base', '#numeric', '#tensors'],
  benchmark: ['#base', '#numeric', '#tensors'],
  review: ['#base', '#numeric', '#tensors'],
  arena: ['#base', '#numeric', '#tensors'],
  programme: ['#base', '#numeric', '#tensors'],
  office: [
    '#base',
    '#numeric',
    '#tensors',
    '#ledger',
    '#provenance',
    '#inference',
    '#benchmark',
    '#review',
    '#arena',
    '#programme',
    '#verify',
  ],
}

/** Folders that touch the outside and may import Node; entered by `bin`, `store`, `cli`, `http`, `office` wiring and tests only. */
const RIMS = [
  'src/office/bundle',
  'src/tensors/sources',
  'src/numeric/threads',
  'src/ledger/shelves',
  'src/provenance/indices',
  'src/programme/solvers',
  'src/benchmark/endpoints',
  'src/inference/server',
]
const RIM_DOORS = [
  '#tensors/sources',
  '#numeric/threads',
  '#ledger/shelves',
  '#provenance/indices',
  '#programme/solvers',
  '#benchmark/endpoints',
  '#inference/server',
]
const MAY_ENTER_RIMS = ['store', 'cli', 'http']
const BROWSER_SAFE = [
  'src/base/',
  'src/ledger/',
  'src/numeric/',
  'src/programme/',
  'src/office/verify/',
  'src/tensors/',
  'src/provenance/',
  'src/benchmark/',
  'src/inference/',
  'src/review/',
  'src/arena/',
]
const inRim = (file: string): boolean => RIMS.some((rim) => file.startsWith(`${rim}/`))

describe('architecture', () => {
  it('enters rooms by their doors only', () => {
    const broken = productive.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => join(dirname(file), target).split(sep).join('/'))
        .filter((target) => target.startsWith('src/') && roomOf(target) !== roomOf(file))
        .map((target) => `${file} reaches into ${target}`),
    )
    expect(broken).toEqual([])
  })

  it('lets arrows point one way', () => {
    const broken = productive.flatMap((file) => {
      const room = roomOf(file)
      const allowed = MAY_ENTER[room]
      if (allowed === undefined) return []
      return importsOf(file)
        .filter((target) => target.startsWith('#'))
        .filter((door) => {
          if (RIM_DOORS.includes(door)) return !inRim(file) && !MAY_ENTER_RIMS.includes(room)
          return !allowed.includes(door) && door !== `#${room}`
        })
        .map((door) => `${file} enters ${door}`)
    })
    expect(broken).toEqual([])
  })

  it('keeps Node out of what a browser runs', () => {
    const broken = productive
      .filter((file) => BROWSER_SAFE.some((folder) => file.startsWith(folder)) && !inRim(file))
      .flatMap((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        const node = importsOf(file)
          .filter((target) => target.startsWith('node:'))
          .map((target) => `${file} imports ${target}`)
        return /\b(?:Buffer|process)\.\w/.test(text) ? [...node, `${file} uses a global of Node`] : node
      })
    expect(broken).toEqual([])
  })

  it('gives domains no clock, no randomness and no environment of their own', () => {
    const broken = productive
      .filter((file) => MAY_ENTER[roomOf(file)] !== undefined && roomOf(file) !== 'base' && !inRim(file))
      .filter((file) =>
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.env\b/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      )
    expect(broken).toEqual([])
  })

  it('has a door in every room, and no drawer', () => {
    const rooms = [...new Set(productive.map(roomOf))]
    expect(rooms.filter((room) => !productive.includes(`src/${room}/index.ts`))).toEqual([])
    const drawers = productive.filter((file) =>
      /(?:^|[-.])(?:utils?|helpers?|common|manager|service|handler)(?:[-.]|$)/.test(basename(file)),
    )
    expect(drawers).toEqual([])
  })

  it('names no address of a package registry and no path of somebody’s machine', () => {
    const texts = ['package.json', 'package-lock.json', '.npmrc', 'README.md', ...sources, ...filesBelow('web')]
    const broken = texts.filter((file) =>
      /registry\.npmjs|\/work\/|\/home\/[a-z]/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(broken).toEqual([])
  })
})
