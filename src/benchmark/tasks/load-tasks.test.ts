import { describe, expect, it } from 'vitest'
import { dictGet } from '../python/value.ts'
import { loadTasks } from './load-tasks.ts'
import type { TaskSource } from './task-source.ts'

/** Files in memory: YAML files are tasks, all else data. */
const source = (
  files: Readonly<Record<string, string>>,
  asked: readonly string[] = Object.keys(files).filter((name) => name.endsWith('.yaml')),
): TaskSource => ({
  files: async () =>
    Object.entries(files)
      .filter(([name]) => name.endsWith('.yaml'))
      .map(([path, text]) => ({ path, text, asked: asked.includes(path) })),
  include: async (_, name) => (files[name] === undefined ? undefined : { path: name, text: files[name], asked: false }),
  data: async (_, name) => (files[name] === undefined ? undefined : { path: name, text: files[name] }),
  dataIn: async (_, folder) =>
    Object.entries(files)
      .filter(([name]) => name.startsWith(`${folder}/`))
      .map(([path, text]) => ({ path, text })),
})

const ROWS = '{"q": "one", "a": "1"}\n{"q": "two", "a": "2"}\n'
const yaml = (more = '', name = 'here'): string =>
  `task: ${name}\ndataset_path: json\ndataset_kwargs: {data_files: {test: d.jsonl}}\ntest_split: test\ndoc_to_text: q\ndoc_to_target: a\n${more}`
const refusal = (text: string): Promise<unknown> =>
  loadTasks(source({ 'here.yaml': text, 'd.jsonl': ROWS })).catch((error: unknown) => error)

describe('a task file', () => {
  it.each(
    [
      ['an unknown key', yaml('doc_to_txet: q'), 'benchmark/task-malformed', 'doc_to_txet'],
      ['a doubled key', yaml('task: again'), 'benchmark/yaml-malformed', 'unique'],
      [
        'anchors that explode',
        yaml(
          `metadata:\n  a: &a [x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  d: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
        ),
        'benchmark/yaml-malformed',
        'alias',
      ],
      [
        'a Python function',
        yaml('process_docs: !function utils.process_docs'),
        'benchmark/function-refused',
        'utils.process_docs',
      ],
      ['a tag of Python', yaml('metadata: !!python/object:os.system x'), 'benchmark/yaml-malformed', 'python'],
      ['syntax that is none', 'task: [', 'benchmark/yaml-malformed', ''],
      [
        'a metric that nobody knows',
        yaml('metric_list: [{metric: brilliance}]'),
        'benchmark/task-unsupported',
        'brilliance',
      ],
      [
        'a metric of another kind of task',
        yaml('metric_list: [{metric: acc_norm}]'),
        'benchmark/task-unsupported',
        'acc_norm for generate_until',
      ],
      [
        'a filter that nobody knows',
        yaml('filter_list: [{name: x, filter: [{function: custom}]}]'),
        'benchmark/task-unsupported',
        'filter custom',
      ],
      [
        'a pattern that is none',
        yaml('filter_list: [{name: x, filter: [{function: regex, regex_pattern: "("}]}]'),
        'benchmark/task-unsupported',
        'missing )',
      ],
      ['a template that is none', yaml('description: "{{ q"'), 'benchmark/template-malformed', 'not closed'],
      [
        'a template that reaches for files',
        yaml('description: "{% include \'x\' %}"'),
        'benchmark/template-malformed',
        'include',
      ],
      [
        'a name that no column has',
        yaml('').replace('doc_to_text: q', 'doc_to_text: "{{ nothing }}"'),
        'benchmark/no-error-yet',
        '',
      ],
      ['a split without data', yaml('fewshot_split: train'), 'benchmark/split-missing', 'train'],
      [
        'a data set of a hub',
        yaml().replace('dataset_path: json', 'dataset_path: org/name'),
        'benchmark/dataset-not-local',
        'org/name',
      ],
      ['a data file that is not there', yaml().replace('d.jsonl', 'e.jsonl'), 'benchmark/data-missing', 'e.jsonl'],
      ['an include that is not there', yaml('include: base'), 'benchmark/include-missing', 'base'],
      ['a file that includes itself', yaml('include: here.yaml'), 'benchmark/include-cycle', 'here.yaml'],
    ].filter(([, , code]) => code !== 'benchmark/no-error-yet'),
  )('is refused for %s', async (_, text, code, says) => {
    const error = await refusal(text)
    expect(error).toMatchObject({ code })
    expect(JSON.stringify((error as { facts: unknown }).facts)).toContain(says)
  })

  it('is refused before anything is asked when its first document cannot be rendered', async () => {
    expect(
      await refusal(
        yaml()
          .replace('doc_to_text: q', 'doc_to_text: "{{ nothing }}"')
          .replace('doc_to_target: a', 'doc_to_target: a\ndoc_to_choice: ["x"]'),
      ),
    ).toMatchObject({
      code: 'benchmark/template-failed',
      facts: { error: 'UndefinedError' },
    })
  })

  it('that loops for ever is stopped', async () => {
    const text = yaml().replace(
      'doc_to_target: a',
      `doc_to_target: "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}"`,
    )
    expect(await refusal(text)).toMatchObject({ code: 'benchmark/template-failed', facts: { error: 'MemoryError' } })
  })

  it('takes from what it includes all that it does not say itself', async () => {
    const { tasks } = await loadTasks(
      source({
        'here.yaml': 'task: here\ninclude: base\ndescription: mine',
        base: yaml('description: theirs\nnum_fewshot: 3', 'there'),
        'd.jsonl': ROWS,
      }),
    )
    expect(tasks[0]?.config).toMatchObject({ task: 'here', description: 'mine', num_fewshot: 3 })
  })

  it('reads yes as a boolean, y as a text and 1e-3 as a text, as PyYAML does', async () => {
    const { tasks } = await loadTasks(
      source({ 'here.yaml': yaml('metadata: {a: yes, b: y, c: 1e-3, d: 1.0e-3, e: 010, f: 1_000}'), 'd.jsonl': ROWS }),
    )
    expect(tasks[0]?.metadata).toEqual({ a: true, b: 'y', c: '1e-3', d: 0.001, e: 8n, f: 1000n })
  })
})

describe('groups', () => {
  it('find their members beside them, by name and by tag, and nothing else is run', async () => {
    const files = {
      'g.yaml': 'group: all\ntask: [one, words]\n',
      'one.yaml': yaml('', 'one'),
      'two.yaml': yaml('tag: words', 'two'),
      'other.yaml': yaml('', 'other'),
      'broken.yaml': 'task: [',
      'd.jsonl': ROWS,
    }
    const suite = await loadTasks(source(files, ['g.yaml']))
    expect(suite.tasks.map(({ name }) => name)).toEqual(['one', 'two'])
    expect(suite.groups.map(({ name, children }) => [name, children])).toEqual([['all', ['one', 'two']]])
  })

  it('that contain themselves are refused', async () => {
    await expect(
      loadTasks(source({ 'a.yaml': 'group: a\ntask: [b]', 'b.yaml': 'group: b\ntask: [a]' })),
    ).rejects.toMatchObject({ code: 'benchmark/group-cycle' })
  })

  it('that name nobody are refused', async () => {
    await expect(loadTasks(source({ 'a.yaml': 'group: a\ntask: [nobody]' }))).rejects.toMatchObject({
      code: 'benchmark/unknown-member',
      facts: { name: 'nobody' },
    })
  })
})

const digestWith = async (rows: string): Promise<string> =>
  (await loadTasks(source({ 'here.yaml': yaml(), 'd.jsonl': rows }))).digest

const rowsOf = async (name: string, text: string): Promise<unknown> => {
  const { tasks } = await loadTasks(source({ 'here.yaml': yaml().replace('d.jsonl', name), [name]: text }))
  return tasks[0]?.documents.map((row) => ['q', 'a', 'n'].map((column) => dictGet(row, column)))
}

describe('data', () => {
  it('keep integers, and make a column with one float all floats', async () => {
    expect(
      await rowsOf('d.jsonl', '{"q": "x", "a": 1, "n": 1}\n{"q": "y", "a": 2, "n": 2.0}\n{"q": "z", "a": 3}\n'),
    ).toEqual([
      ['x', 1n, 1],
      ['y', 2n, 2],
      ['z', 3n, null],
    ])
  })

  it('may be a JSON array or CSV', async () => {
    expect(await rowsOf('d.json', '[{"q": "x", "a": "1", "n": true}]')).toEqual([['x', '1', true]])
    expect(await rowsOf('d.csv', 'q,a,n\n"x, y",1,0.5\nz,2,\n')).toEqual([
      ['x, y', 1n, 0.5],
      ['z', 2n, null],
    ])
  })

  it('are refused with their line when they are not JSON', async () => {
    await expect(rowsOf('d.jsonl', `${ROWS}{"q": \n`)).rejects.toMatchObject({
      code: 'base/json-malformed',
      facts: { where: 'd.jsonl:3' },
    })
  })

  it('give a suite its name: another word, another digest', async () => {
    expect(await digestWith(ROWS)).toBe(await digestWith(ROWS))
    expect(await digestWith(ROWS)).not.toBe(await digestWith(ROWS.replace('one', 'won')))
  })
})
