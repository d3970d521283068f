// Starts the service of examples/nestjs in each of its forms and runs `ssert check` against it:
// what ssert says about the story that it was written for.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const { SSERT: ssert, STAMPS_AGAINST: stampsAgainst, NESTJS_EXAMPLE: example } = process.env;
assert.ok(ssert && stampsAgainst && example, 'the environment says where the programs and the example are');
const authorization = 'Authorization: Bearer test-token';
const folder = mkdtempSync(join(tmpdir(), 'ssert-nestjs-'));

before(() => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: example, stdio: 'inherit' });
});
after(() => rmSync(folder, { recursive: true }));

// Starts the service, creates a conversation, hands the URL of its stream to `use`, and ends the service.
async function withService(form, use, variables = {}) {
  const service = spawn(process.execPath, ['dist/main.js'], {
    cwd: example,
    env: { ...process.env, FORM: form, PORT: '0', TOKEN: 'test-token', CORS: '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(service, 'exit');
  let errors = '';
  service.stderr.on('data', (text) => (errors += text));
  try {
    const [line] = await Promise.race([
      once(createInterface({ input: service.stdout }), 'line'),
      ended.then(([status]) => assert.fail(`the service ended with ${status}:\n${errors}`)),
    ]);
    const [, url] = line.match(/^listening (http:\/\/127\.0\.0\.1:\d+)$/) ?? assert.fail(`it said: ${line}`);
    const created = await fetch(`${url}/conversations`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token' },
    });
    assert.equal(created.status, 201);
    const { id } = await created.json();
    return await use(`${url}/conversations/${id}/messages/stream`);
  } finally {
    service.kill();
    await ended;
  }
}

// Runs `ssert check`. Returns its exit status, its JSON report and all that it printed.
async function check(url, ...more) {
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const said = await promisify(execFile)(ssert, ['check', url, '-H', authorization, '--json', file, ...more], {
    timeout: 120_000,
  }).then(
    ({ stdout, stderr }) => ({ status: 0, text: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ status: code, text: stdout + stderr }),
  );
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (problem) {
    assert.fail(`no JSON report (${problem.message}); exit status ${said.status}; ssert said:\n${said.text}`);
  }
  assert.equal(report.kind, 'check', said.text);
  assert.equal(report.exit_code, said.status, said.text);
  assert.equal(report.targets.length, 1, said.text);
  return { ...said, target: report.targets[0] };
}

// What is broken by itself, as "verdict rule", and not what follows from it or is a mere note.
function roots({ target }) {
  return target.findings
    .filter(({ verdict, explained_by }) => verdict !== 'note' && !explained_by)
    .map(({ verdict, rule }) => `${verdict} ${rule}`)
    .sort();
}

// What the stream by hand of the form `after` leaves to be desired, however the stream ends.
const leftInAfter = ['warn head/accel-buffering', 'warn head/no-transform', 'warn head/status'];

const finding = ({ target }, rule) => target.findings.find((each) => each.rule === rule);

test('before: a GET-only SSE route fails, and is named together with its fix', () =>
  withService('before', async (url) => {
    const checked = await check(url);
    assert.equal(checked.status, 1, checked.text);
    assert.equal(checked.target.payload, 'fail', checked.text);
    assert.match(checked.target.ending, /^REFUSED\{404\}$/, checked.text);
    assert.deepEqual(roots(checked), ['fail head/post-accepted'], checked.text);
    const { message, fix, evidence } = finding(checked, 'head/post-accepted');
    assert.match(message, /POST is refused/);
    assert.match(message, /GET-only SSE route/);
    assert.match(fix, /@Post\(\)/);
    assert.ok(evidence.length > 0, 'a finding has evidence');
  }));

test('after: the mended route passes, with a warning about 201 and two about proxies', () =>
  withService('after', async (url) => {
    const checked = await check(url);
    assert.equal(checked.status, 0, checked.text);
    assert.equal(checked.target.payload, 'warn', checked.text);
    assert.equal(checked.target.ending, 'COMPLETE', checked.text);
    assert.deepEqual(roots(checked), leftInAfter, checked.text);
    assert.match(finding(checked, 'head/status').message, /201/);
    assert.equal(checked.target.dialect.name, 'conversation', checked.text);
  }));

test('after, when the service throws in mid-stream: half an answer that ends cleanly is found out', () =>
  withService('after', async (url) => {
    const checked = await check(url, '-d', '{"content":"please fail"}');
    assert.equal(checked.status, 1, checked.text);
    assert.equal(checked.target.payload, 'fail', checked.text);
    assert.equal(checked.target.ending, 'TRUNCATED', checked.text);
    assert.deepEqual(roots(checked), ['fail end/silent-truncation', ...leftInAfter], checked.text);
    assert.ok(finding(checked, 'end/silent-truncation').evidence.length > 0, 'a finding has evidence');
  }));

test('careful: nothing to object to', () =>
  withService('careful', async (url) => {
    const checked = await check(url);
    assert.equal(checked.status, 0, checked.text);
    assert.equal(checked.target.payload, 'pass', checked.text);
    assert.equal(checked.target.ending, 'COMPLETE', checked.text);
    assert.deepEqual(roots(checked), [], checked.text);
    assert.ok(checked.target.counts.pass >= 10, `many rules were shown to hold: ${checked.text}`);
  }));

test('careful, when the service throws in mid-stream: an error that the stream tells, and not a truncation', () =>
  withService('careful', async (url) => {
    const checked = await check(url, '-d', '{"content":"please fail"}');
    assert.equal(checked.status, 1, checked.text);
    assert.equal(checked.target.ending, 'ERROR_IN_BAND', checked.text);
    assert.deepEqual(roots(checked), ['fail end/error-in-band'], checked.text);
  }));

// Which origin a browser is told it may ask from, when a page of `origin` asks first.
async function allowedOrigin(url, origin) {
  const asked = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  return asked.headers.get('access-control-allow-origin');
}

test('pages of other servers may not ask, unless CORS=loopback lets in those of this machine', async () => {
  const loopback = ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080', 'http://localhost'];
  const foreign = ['https://example.org', 'http://127.0.0.1.example.org', 'http://127.0.0.1:80.example.org', 'null'];
  await withService('after', async (url) => {
    for (const origin of [...loopback, ...foreign]) assert.equal(await allowedOrigin(url, origin), null, origin);
  });
  await withService(
    'after',
    async (url) => {
      for (const origin of loopback) assert.equal(await allowedOrigin(url, origin), origin);
      for (const origin of foreign) assert.equal(await allowedOrigin(url, origin), null, origin);
      assert.equal((await check(url)).status, 0, 'and it passes as before');
    },
    { CORS: 'loopback' },
  );
});

test('after, with 200 streams at once: each is whole, and both sides have counted the same', () =>
  withService('after', async (url) => {
    const { stdout } = await promisify(execFile)(
      ssert,
      ['load', url, '-H', authorization, '--readers', '200', '--requests', '1000', '--duration', '2m'].concat(
        ['--dialect', 'conversation', '--terminal', 'required', '--objective', 'errors.count == 0', '--json', '-'],
      ),
      { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
    );
    const { requests_whole_run: requests, received, rates } = JSON.parse(stdout);
    const counts = await fetch(new URL('/conversations/counts', url), {
      headers: { authorization: 'Bearer test-token' },
    }).then((answer) => answer.json());
    assert.equal(requests.completed, 1000);
    assert.deepEqual(requests.failed, {});
    assert.equal(requests.never_sent, 0);
    assert.equal(rates.in_flight_max, 200);
    assert.equal(counts.answers, 1000);
    assert.equal(received.output_events, counts.tokens);
    assert.equal(received.events, counts.tokens + counts.answers);
  }));

test('after, with 200 streams: nothing arrives before it is written, and the printed bounds hold', () =>
  withService(
    'after',
    async (url) => {
      const { stdout } = await promisify(execFile)(stampsAgainst, [url], { timeout: 120_000 });
      const { completed, stamped, tokens, refuted, story } = JSON.parse(stdout);
      const counts = await fetch(new URL('/conversations/counts', url), {
        headers: { authorization: 'Bearer test-token' },
      }).then((answer) => answer.json());
      assert.equal(completed, 200, stdout);
      assert.equal(stamped, 200, stdout);
      assert.equal(tokens, counts.tokens, stdout);
      assert.deepEqual(refuted, [], story);
    },
    { NODE_OPTIONS: `--require ${join(import.meta.dirname, 'write_stamps.cjs')}` },
  ));
