// The Markdown of a result with hostile text everywhere, read as GitHub reads it, by micromark.
//
//   node --test markdown.test.mjs    (SSERT_HOSTILE_REPORT names the program that writes it)
import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {test} from 'node:test'

import {micromark} from 'micromark'
import {gfm, gfmHtml} from 'micromark-extension-gfm'

const program = process.env.SSERT_HOSTILE_REPORT
if (!program) throw new Error('SSERT_HOSTILE_REPORT names no program')

const written = (format) => execFileSync(program, [format])
const hostile = written('text')
// Raw HTML and dangerous links come through, so that they would be seen.
const html = micromark(written('markdown').toString('utf8'), {
  allowDangerousHtml: true,
  allowDangerousProtocol: true,
  extensions: [gfm()],
  htmlExtensions: [gfmHtml()],
})

const references = {lt: '<', gt: '>', amp: '&', quot: '"'}
const plain = (text) => text.replace(/&(\w+);/g, (_, name) => references[name])
const letters = {n: 0x0a, r: 0x0d, t: 0x09, '\\': 0x5c}

// The bytes that a target sent, from what base::escape_bytes made of them.
const unescaped = (text) => {
  const pieces = text.split(/(\\x[0-9a-f]{2}|\\.)/)
  return Buffer.concat(pieces.map((piece, index) => {
    if (index % 2 === 0) return Buffer.from(piece)
    return Buffer.from([piece[1] === 'x' ? parseInt(piece.slice(2), 16) : letters[piece[1]]])
  }))
}

const codes = [...html.matchAll(/<code[^>]*>([^]*?)<\/code>/g)].map((found) => plain(found[1]))
const lines = codes.flatMap((code) => code.split('\n'))
const holdsHostileText = (text) => unescaped(text).includes(hostile)

test('no tag is there but those of the report itself', () => {
  const tags = new Set([...html.matchAll(/<\/?([a-zA-Z][^\s/>]*)/g)].map((found) => found[1]))
  assert.deepEqual([...tags].sort(), ['a', 'code', 'h2', 'h3', 'h4', 'li', 'p', 'pre', 'strong',
    'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'])
})

test('the only links are to the sources of rules', () => {
  const links = [...html.matchAll(/<a href="([^"]*)"/g)].map((found) => found[1])
  assert.deepEqual([...new Set(links)],
    ['https://html.spec.whatwg.org/multipage/server-sent-events.html'])
})

test('hostile text stands in code, and nowhere else', () => {
  const outside = html.replace(/<code[^>]*>[^]*?<\/code>/g, '')
  for (const part of ['evil', 'everyone', 'script', 'smile', '\\x'])
    assert.ok(!outside.includes(part), `${part} stands outside code`)
})

test('every byte that a target sent is given back', () => {
  const names = codes.filter((code) => unescaped(code).equals(hostile))
  // The target's name in the table and in the heading, its URL is the same; a consequence's words;
  // why a rule was not shown.
  assert.equal(names.length, 4)
  for (const [label, times] of [['seen  ', 2], ['why   ', 1]]) {
    const seen = lines.filter((line) => line.startsWith(label))
    assert.equal(seen.length, times)
    for (const line of seen) assert.ok(unescaped(line.slice(6)).equals(hostile), line)
  }
  const got = lines.filter((line) => line.startsWith('got   '))
  assert.equal(got.length, 2)
  assert.ok(lines.filter(holdsHostileText).length >= 10)
})

test('every table has its rows', () => {
  const tables = [...html.matchAll(/<table>([^]*?)<\/table>/g)].map((found) => found[1])
  assert.deepEqual(tables.map((table) => table.match(/<tr>/g).length), [2, 2])
  assert.deepEqual(tables.map((table) => table.match(/<td>/g).length), [9, 2])
})
