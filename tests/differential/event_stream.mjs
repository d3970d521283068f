// Compares the event stream decoder with npm's eventsource-parser, on the test vectors and on
// generated streams, each cut in several ways.
//
//   node event_stream.mjs TOOL VECTORS              fails on any difference that is not named below
//   node event_stream.mjs TOOL VECTORS --self-test  plants differences, and fails if one goes unseen
//
// TOOL is the program event_stream_dump, VECTORS the folder of *.sse files.
import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {isDeepStrictEqual} from 'node:util'
import {createParser} from 'eventsource-parser'

const generatedStreams = 5000
const seed = 20261

// Differences that are right, each with the sentence of the WHATWG standards that the decoder follows.
// A case that no input meets any more is stale, and fails the run as well.
const tolerated = [
  {
    name: 'the type of an event without one',
    sentence: 'Initialize event\'s type attribute to "message"',
    covers: (ours, theirs) =>
      ours.event?.type === 'message' && theirs.event?.type === undefined && sameBut(ours, theirs),
  },
  {
    name: 'one space after the colon of a comment',
    sentence: 'If the line starts with a U+003A COLON character (:) Ignore the line.',
    covers: (ours, theirs) =>
      ours.comment !== undefined && theirs.comment !== undefined &&
      ours.comment === ' ' + theirs.comment,
  },
  {
    name: 'a reconnection time past 64 bits',
    sentence: 'interpret the field value as an integer in base ten',
    covers: (ours, theirs) => ours.retry === 2 ** 64 && theirs.retry > 2 ** 64,
  },
]

// The same for a whole input: what the other parser is right to see as another stream.
const toleratedInput = {
  name: 'the characters U+00EF U+00BB U+00BF taken for a byte order mark',
  sentence: 'The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any.',
  characters: Buffer.from('\u00ef\u00bb\u00bf'),
}

function sameBut(ours, theirs) {
  return (
    ours.event.data === theirs.event.data &&
    ours.event.last_event_id === theirs.event.last_event_id
  )
}

// ---- inputs

function randomSource(state) {
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return (bound) => next() % bound
}

const words = [
  'data', 'data:', 'data: ', 'data: a', 'event: ', 'event', 'id: ', 'id', 'retry: ', 'retry', ':', ': ',
  ' ', '  ', '\t', '\n', '\n', '\n\n', '\n\n', '\r', '\r\n', '\r\n\r\n', '\0', 'a', '0', '1000', '+5',
  '18446744073709551615', '99999999999999999999', '\ufeff', '\ufffd', '\u20ac', '\u8c46', '\u{1f600}',
  '\u00ef\u00bb\u00bf', 'Data: ', 'data : ', 'dat', 'datas', 'r', 'e', 'i',
  'data: {"type":"token"}\n\n', 'data: b\n', 'data\n', 'event: token\n', 'id: 5\n', 'id\n', ': ping\n',
  'retry: 3000\n', 'data: c\r\n\r\n', 'id: 6\r\n', 'data: d\r\r', 'event: done\r',
].map((word) => Buffer.from(word))
const brokenWords = [[0xff], [0x80], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xef, 0xbb], [0xed, 0xa0, 0x80]]
  .map((bytes) => Buffer.from(bytes))

function generate(random) {
  const choice = random(4) === 0 ? [...words, ...brokenWords] : words
  return Buffer.concat(Array.from({length: random(30)}, () => choice[random(choice.length)]))
}

function cutRandomly(bytes, random) {
  const cuts = Array.from({length: random(6)}, () => random(bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...cuts].map((begin, i) => bytes.subarray(begin, cuts[i] ?? bytes.length))
}

const byteByByte = (bytes) => Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))

function allInputs(vectors) {
  const random = randomSource(seed)
  const inputs = []
  const add = (name, bytes) => {
    inputs.push({name: `${name}, whole`, bytes, pieces: [bytes]})
    inputs.push({name: `${name}, byte by byte`, bytes, pieces: byteByByte(bytes)})
    inputs.push({name: `${name}, cut`, bytes, pieces: cutRandomly(bytes, random)})
  }
  for (const file of readdirSync(vectors).filter((name) => name.endsWith('.sse')).sort()) {
    add(file, readFileSync(join(vectors, file)))
  }
  const vectorInputs = inputs.length
  for (let i = 0; i < generatedStreams; ++i) add(`generated ${i}`, generate(random))
  return {inputs, vectorInputs}
}

// ---- the two sides

function runTool(tool, streams) {
  const input = streams.flatMap((pieces) => [
    Buffer.from(`${[pieces.length, ...pieces.map((piece) => piece.length)].join(' ')}\n`),
    ...pieces,
  ])
  const run = spawnSync(tool, [], {input: Buffer.concat(input), maxBuffer: 1 << 30})
  if (run.status !== 0) throw new Error(`${tool}: ${run.error ?? run.stderr}`)
  const streamsSeen = [[]]
  for (const line of run.stdout.toString().split('\n').filter((text) => text !== '')) {
    const seen = JSON.parse(line)
    streamsSeen.at(-1).push(seen)
    if (seen.end !== undefined) streamsSeen.push([])
  }
  streamsSeen.pop()
  if (streamsSeen.length !== streams.length) throw new Error(`${tool} left streams out`)
  return streamsSeen
}

function runParser(pieces) {
  const seen = []
  let lastEventId = ''
  const parser = createParser({
    onEvent: (event) =>
      seen.push({event: {type: event.event, data: event.data, last_event_id: lastEventId}}),
    onComment: (comment) => seen.push({comment}),
    onRetry: (retry) => seen.push({retry}),
    onId: (id) => (lastEventId = id),
  })
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true}) // the parser strips it
  for (const piece of pieces) parser.feed(decoder.decode(piece, {stream: true}))
  parser.feed(decoder.decode())
  seen.push({end: {last_event_id: lastEventId}})
  return seen
}

// ---- comparing

// Null where nothing differs that is not tolerated; `met` counts the tolerated cases.
function firstDifference(ours, theirs, met) {
  for (let i = 0; i < Math.max(ours.length, theirs.length); ++i) {
    if (isDeepStrictEqual(ours[i], theirs[i])) continue
    const known = ours[i] && theirs[i] && tolerated.find((one) => one.covers(ours[i], theirs[i]))
    if (!known) return {index: i, ours: ours[i], theirs: theirs[i]}
    met.set(known.name, (met.get(known.name) ?? 0) + 1)
  }
  return null
}

// What the decoder is given instead, where the other parser sees a byte order mark.
function piecesForTool(input, met) {
  const {name, characters} = toleratedInput
  if (!input.bytes.subarray(0, characters.length).equals(characters)) return input.pieces
  met.set(name, (met.get(name) ?? 0) + 1)
  return [Buffer.from('\ufeff'), input.bytes.subarray(characters.length)]
}

function compareAll(inputs, observed, met) {
  const differences = []
  inputs.forEach((input, i) => {
    const difference = firstDifference(observed[i], runParser(input.pieces), met)
    if (difference) differences.push({input, ...difference})
  })
  return differences
}

function show({input, index, ours, theirs}) {
  const pieces = input.pieces.map((piece) => JSON.stringify(piece.toString('latin1'))).join(' | ')
  return [
    `${input.name}: ${pieces}`,
    `  observation ${index}`,
    `    decoder            ${JSON.stringify(ours)}`,
    `    eventsource-parser ${JSON.stringify(theirs)}`,
  ].join('\n')
}

// ---- differences to plant: what a wrong decoder would have answered

const planted = {
  'spaces after the colon all removed': (seen) =>
    seen.map((one) => (one.event ? {event: {...one.event, data: one.event.data.trimStart()}} : one)),
  'an event with empty data not dispatched': (seen) => seen.filter((one) => one.event?.data !== ''),
  'the last event ID not kept': (seen) =>
    seen.map((one, i) =>
      one.event && i > 0 && seen[i - 1].event?.last_event_id === one.event.last_event_id
        ? {event: {...one.event, last_event_id: ''}}
        : one),
  'the type kept for the next event': (seen) =>
    seen.map((one, i) =>
      one.event?.type === 'message' && i > 0 && seen[i - 1].event
        ? {event: {...one.event, type: seen[i - 1].event.type}}
        : one),
  'lines of data joined without LF': (seen) =>
    seen.map((one) =>
      one.event ? {event: {...one.event, data: one.event.data.replaceAll('\n', '')}} : one),
  'a reconnection time missed by one': (seen) =>
    seen.map((one) => (one.retry === undefined ? one : {retry: one.retry + 1})),
  'the last event ID of one stream among thousands': (seen, i) =>
    i === 1000 ? seen.map((one) => (one.end ? {end: {last_event_id: 'other'}} : one)) : seen,
}

function selfTest(inputs, observed) {
  let unseen = compareAll(inputs, observed, new Map()).length // else these would count as found
  for (const [name, spoil] of Object.entries(planted)) {
    const found = compareAll(inputs, observed.map(spoil), new Map()).length
    console.log(`planted: ${name}: ${found} found`)
    if (found === 0) ++unseen
  }
  return unseen === 0
}

// ---- main

const [tool, vectors, mode] = process.argv.slice(2)
if (!tool || !vectors) throw new Error('usage: node event_stream.mjs TOOL VECTORS [--self-test]')

const met = new Map()
const {inputs, vectorInputs} = allInputs(vectors)
if (vectorInputs === 0) throw new Error(`no *.sse in ${vectors}`)
const observed = runTool(tool, inputs.map((input) => piecesForTool(input, met)))

if (mode === '--self-test') {
  process.exit(selfTest(inputs, observed) ? 0 : 1)
}

const differences = compareAll(inputs, observed, met)
for (const difference of differences.slice(0, 10)) console.log(show(difference))
const names = [...tolerated, toleratedInput].map((one) => one.name)
for (const name of names) console.log(`tolerated: ${name}: ${met.get(name) ?? 0} times`)
const stale = names.filter((name) => !met.has(name))
for (const name of stale) console.log(`stale: no input meets "${name}" any more`)
console.log(
  `${inputs.length} inputs (${vectorInputs} of test vectors, seed ${seed}), ` +
    `${differences.length} differences`)
process.exit(differences.length === 0 && stale.length === 0 ? 0 : 1)
