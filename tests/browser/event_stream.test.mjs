// The page's reader of event streams, on the test vectors of the harness's decoder, however the bytes are cut. The
// two share no code; the vectors are held to the standard by hand.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const vectors = join(root, 'harness/event_stream/testdata');
const source = readFileSync(join(root, 'mock_server/ui/event_stream.js'), 'utf8');
const { EventStreamReader, EVENT_CHARACTERS_MAX } = await import(
  `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`
);

function read(pieces) {
  const events = [];
  const reader = new EventStreamReader((event) => events.push(event));
  const decoder = new TextDecoder();
  for (const piece of pieces) reader.feed(decoder.decode(piece, { stream: true }));
  reader.feed(decoder.decode());
  return events;
}

function* splits(bytes) {
  yield [bytes];
  yield Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  for (let cut = 1; cut < Math.min(bytes.length, 200); cut += 1) yield [bytes.subarray(0, cut), bytes.subarray(cut)];
}

const escapes = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'" };
// An escape stands for a byte, so the observations are taken as bytes until they are read.
function unescaped(bytes) {
  const text = bytes.replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex, letter) =>
    hex ? String.fromCharCode(parseInt(hex, 16)) : (escapes[letter] ?? assert.fail(`the escape \\${letter}`)),
  );
  return Buffer.from(text, 'latin1').toString();
}

function eventsIn(observations) {
  const line = /^event \[\d+,\d+\) type='((?:[^'\\]|\\.)*)' data='((?:[^'\\]|\\.)*)' /gm;
  return [...observations.matchAll(line)].map(([, type, data]) => ({ type: unescaped(type), data: unescaped(data) }));
}

// Limits of the decoder that the page does not have.
const hasLimits = (observations) => /^limits /m.test(observations);

test('the test vectors are read as the standard says, under every split', () => {
  let streams = 0;
  let events = 0;
  for (const name of readdirSync(vectors).filter((file) => file.endsWith('.sse'))) {
    const observations = readFileSync(join(vectors, name.replace('.sse', '.observations')), 'latin1');
    if (hasLimits(observations)) continue;
    const expected = eventsIn(observations);
    assert.equal(expected.length, observations.match(/^event /gm)?.length ?? 0, `${name}: an event is not understood`);
    for (const pieces of splits(readFileSync(join(vectors, name)))) {
      assert.deepEqual(read(pieces), expected, `${name}, cut ${pieces.map((piece) => piece.length)}`);
    }
    streams += 1;
    events += expected.length;
  }
  assert.ok(streams > 100 && events > 200, `${streams} streams, ${events} events`);
});

test('an event that does not end is given up', () => {
  const encoder = new TextEncoder();
  const line = encoder.encode(`data: ${'x'.repeat(1000)}\n`);
  const longLine = encoder.encode(`data: ${'x'.repeat(EVENT_CHARACTERS_MAX)}`);
  assert.throws(() => read([longLine]), RangeError);
  assert.throws(() => read(Array(1 + EVENT_CHARACTERS_MAX / 1000).fill(line)), RangeError);
  assert.equal(read([...Array(1000).fill(line), encoder.encode('\n')]).length, 1);
});
