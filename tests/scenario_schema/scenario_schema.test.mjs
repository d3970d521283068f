// The published schema of scenario files against the files in scenarios/, by ajv.
//
//   node --test scenario_schema.test.mjs    (SSERT_SCENARIOS names the folder)
import assert from 'node:assert/strict'
import {existsSync, readFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'

import Ajv2020 from 'ajv/dist/2020.js'

const folder = process.env.SSERT_SCENARIOS
if (!folder) throw new Error('SSERT_SCENARIOS names no folder')

const read = (...path) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))
const ajv = new Ajv2020({strict: true, strictTypes: false, strictRequired: false, allErrors: true})
const validate = ajv.compile(read('schema', 'scenario.schema.json'))

const filesIn = (...path) =>
  readdirSync(join(folder, ...path)).filter((name) => name.endsWith('.json')).sort()
    .map((name) => join(...path, name))

// Every folder of scenario files: what is neither the schema, nor dialects, nor invalid on purpose.
const folders = readdirSync(folder, {withFileTypes: true})
  .filter((entry) => entry.isDirectory() && !['schema', 'dialects', 'invalid'].includes(entry.name))
  .map((entry) => entry.name)
const valid = folders.flatMap((name) => filesIn(name))
const refused = filesIn('invalid', 'schema')
const meaningless = filesIn('invalid', 'meaning')

test('there are files of every sort', () => {
  assert.ok(valid.length >= 3)
  assert.ok(refused.length > 40)
  assert.ok(meaningless.length > 40)
})

for (const file of valid) {
  test(`${file} is valid`, () => {
    assert.ok(validate(read(file)), ajv.errorsText(validate.errors))
  })
}

for (const file of refused) {
  test(`${file} is refused by the schema`, () => assert.equal(validate(read(file)), false))
}

for (const file of meaningless) {
  test(`${file} is refused by the reader alone`, () => {
    assert.ok(validate(read(file)), ajv.errorsText(validate.errors))
    assert.ok(existsSync(join(folder, file.replace(/json$/, 'expected'))))
  })
}

// The scenarios of the page on the format are valid, too: what people copy has to work.
test('the page on the format has a valid example', () => {
  const page = readFileSync(join(folder, '..', 'docs', 'formats', 'scenario.md'), 'utf8')
  const examples = [...page.matchAll(/```json\n([^]*?)```/g)].map((found) => JSON.parse(found[1]))
  assert.ok(examples.length > 0)
  for (const example of examples)
    assert.ok(validate(example), ajv.errorsText(validate.errors))
})

// What the schema lets through must be told from what it was never asked.
test('every object of the schema is closed', () => {
  const open = []
  const walk = (node, path) => {
    if (node === null || typeof node !== 'object') return
    if (node.properties && node.additionalProperties === undefined) open.push(path)
    for (const [name, child] of Object.entries(node)) walk(child, `${path}/${name}`)
  }
  walk(validate.schema, '')
  assert.deepEqual(open, [])
})
