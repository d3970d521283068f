// The published schema of results against results, by ajv: those of the renderer's tests, one that is
// hostile everywhere, and some of real runs against the mock server.
//
//   node --test result_schema.test.mjs    (SSERT_SOURCE, SSERT_PROGRAM and SSERT_HOSTILE_REPORT)
import assert from 'node:assert/strict'
import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {test} from 'node:test'

import Ajv2020 from 'ajv/dist/2020.js'

const {SSERT_SOURCE: source, SSERT_PROGRAM: program, SSERT_HOSTILE_REPORT: hostile} = process.env
if (!source || !program || !hostile) throw new Error('the environment lacks a path')

const read = (...path) => JSON.parse(readFileSync(join(source, ...path), 'utf8'))
const schema = read('scenarios', 'schema', 'result.schema.json')
const ajv = () => new Ajv2020({strict: true, strictTypes: false, strictRequired: false, allErrors: true})
const validate = ajv().compile(schema)

// As published, objects are open, for members may be added. Closed, it shows what it does not name.
const close = (node) => {
  if (node === null || typeof node !== 'object') return node
  if (Array.isArray(node)) return node.map(close)
  const closed = Object.fromEntries(Object.entries(node).map(([name, child]) => [name, close(child)]))
  return node.properties ? {...closed, additionalProperties: false} : closed
}
const validateClosed = ajv().compile(close(schema))

const expectValid = (result) => {
  for (const judge of [validate, validateClosed])
    assert.ok(judge(result), JSON.stringify(judge.errors, null, 1))
}

const full = read('reports', 'testdata', 'full.json.golden')

test('the result of the renderer is valid', () => expectValid(full))

const rich = JSON.parse(execFileSync(hostile, ['json']))

test('a result that is hostile everywhere is valid', () => expectValid(rich))

const members = (node, path = []) => {
  if (node === null || typeof node !== 'object') return []
  return Object.entries(node).flatMap(([name, child]) => {
    const here = [...path, name]
    return [...(Array.isArray(node) ? [] : [here]), ...members(child, here)]
  })
}

test('without any of its members, but for a note, a result is not valid', () => {
  const all = members(rich).filter((path) => path.at(-1) !== 'note')
  assert.ok(all.length > 130)
  for (const path of all) {
    const changed = structuredClone(rich)
    const parent = path.slice(0, -1).reduce((node, name) => node[name], changed)
    delete parent[path.at(-1)]
    assert.ok(!validate(changed), `valid without ${path.join('/')}`)
  }
})

test('a member of another type is not valid', () => {
  for (const path of members(rich)) {
    const changed = structuredClone(rich)
    const parent = path.slice(0, -1).reduce((node, name) => node[name], changed)
    parent[path.at(-1)] = [[]]
    assert.ok(!validate(changed), `valid with a list of lists as ${path.join('/')}`)
  }
})

// `ssert check` of the mock server with that fault.
const resultOf = async (fault, ...more) => {
  const mock = spawn(program, ['mock', '--time-to-first', '1ms', '--gap', '1ms', ...fault])
  try {
    const [line] = await once(createInterface({input: mock.stdout}), 'line')
    const url = `${line.split(' ')[1]}/conversations/demo/messages/stream`
    const words = ['check', url, '-H', 'Authorization: Bearer test-token', '--json', '-', ...more]
    return JSON.parse(spawnSync(program, words, {timeout: 60_000}).stdout)
  } finally {
    mock.kill('SIGKILL')
  }
}

for (const fault of ['no-final-blank', 'bad-utf8', 'garbage', 'get-only', 'cut-clean', 'html-page',
  'status-204', 'hang-midstream', 'reset-midstream']) {
  test(`the result of a check of ${fault} is valid`, async () => {
    const result = await resultOf(['--fault', fault], '--gap-timeout', '200ms')
    assert.ok(result.targets[0].exchanges.length > 0)
    expectValid(result)
  })
}

// Expected failures: what is written is what the schema of those files takes, and what is read.
test('a file of expected failures that a run wrote is valid', async () => {
  const validateExpected = ajv().compile(read('scenarios', 'schema', 'expected.schema.json'))
  const folder = mkdtempSync(join(tmpdir(), 'ssert-expected-'))
  const file = join(folder, 'expected.json')
  try {
    await resultOf(['--fault', 'garbage'], '--write-expected', file)
    const written = JSON.parse(readFileSync(file, 'utf8'))
    assert.ok(written.expected.length > 0)
    assert.ok(validateExpected(written), ajv().errorsText(validateExpected.errors))
  } finally {
    rmSync(folder, {recursive: true})
  }
  const page = readFileSync(join(source, 'docs', 'formats', 'expected.md'), 'utf8')
  const examples = [...page.matchAll(/```json\n([^]*?)```/g)].map((found) => JSON.parse(found[1]))
  assert.ok(examples.length > 0)
  for (const example of examples) assert.ok(validateExpected(example))
  const [entry] = examples[0].expected
  for (const change of [{target: ''}, {target: 'a\\q'}, {rule: 'F-06'}, {why: ''}, {why: 'a\nb'},
    {until: 'tomorrow'}, {why: undefined}]) {
    const changed = {expected_format: 1, expected: [{...entry, ...change}]}
    assert.ok(!validateExpected(JSON.parse(JSON.stringify(changed))), JSON.stringify(change))
  }
})

test('results of honest, dead and unselected targets are valid', async () => {
  expectValid(await resultOf([]))
  expectValid(await resultOf([], 'http://127.0.0.1:9/x'))
  const nothing = await resultOf([], '--only', 'framing/utf8', '--skip', 'framing/*')
  assert.deepEqual(nothing.targets, [])
  expectValid(nothing)
})

// The result of a load run has a schema of its own.
const loadSchema = read('scenarios', 'schema', 'load-result.schema.json')
const validateLoad = ajv().compile(loadSchema)
const validateLoadClosed = ajv().compile(close(loadSchema))
const expectValidLoad = (result) => {
  for (const judge of [validateLoad, validateLoadClosed])
    assert.ok(judge(result), JSON.stringify(judge.errors, null, 1))
}
const fullLoad = read('reports', 'testdata', 'load.json.golden')

test('the result of a load run is valid, and one that is hostile everywhere', () => {
  expectValidLoad(fullLoad)
  expectValidLoad(JSON.parse(execFileSync(hostile, ['load-json'])))
})

// Objects whose members have names of their own.
const isOpen = (path) => ['failed', 'metrics', 'failed_metrics', 'ci'].includes(path.at(-1))

test('without any of its members, or with another type, a load result is not valid', () => {
  const named = members(fullLoad).filter((path) => !isOpen(path.slice(0, -1)))
  const optional = ['note', 'offset', 'offset_of']
  assert.ok(named.length > 150)
  for (const path of named) {
    const without = structuredClone(fullLoad)
    delete path.slice(0, -1).reduce((node, name) => node[name], without)[path.at(-1)]
    if (!optional.includes(path.at(-1))) assert.ok(!validateLoad(without), `valid without ${path.join('/')}`)
    const changed = structuredClone(fullLoad)
    path.slice(0, -1).reduce((node, name) => node[name], changed)[path.at(-1)] = [[]]
    assert.ok(!validateLoad(changed), `valid with a list of lists as ${path.join('/')}`)
  }
})

// `ssert load` of the mock server with that fault.
const loadResultOf = async (fault, ...more) => {
  const mock = spawn(program, ['mock', '--time-to-first', '1ms', '--gap', '1ms', ...fault])
  try {
    const [line] = await once(createInterface({input: mock.stdout}), 'line')
    const url = `${line.split(' ')[1]}/conversations/demo/messages/stream`
    const words = ['load', url, '-H', 'Authorization: Bearer test-token', '--json', '-', '-q', ...more]
    return JSON.parse(spawnSync(program, words, {timeout: 60_000, maxBuffer: 64 * 1024 * 1024}).stdout)
  } finally {
    mock.kill('SIGKILL')
  }
}

test('results of load runs of honest and lying services are valid', async () => {
  const honest = await loadResultOf([], '--readers', '4', '--requests', '40', '--objective', 'ttft.p50 < 10s')
  assert.equal(honest.requests.completed, 40)
  expectValidLoad(honest)
  for (const fault of ['unknown-type', 'reset-midstream', 'bad-utf8']) {
    const result = await loadResultOf(['--fault', fault], '--readers', '2', '--requests', '6', '--dialect',
      'conversation', '--terminal', 'required')
    assert.equal(result.requests.scheduled, 6)
    expectValidLoad(result)
  }
})
