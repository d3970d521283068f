// What the browser's tests stand on: the mock server, the example service, a browser, and the page in it.
// Every wait for something has a guard far beyond what it needs: playwright's 30 s, and `guardMs` here.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const guardMs = 60_000;
export const token = 'test-token';

// Starts a server that says "listening URL" first, hands the URL to `use`, and ends it.
async function withServer(program, args, options, use) {
  const server = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(server, 'exit');
  let errors = '';
  server.stderr.on('data', (text) => (errors += text));
  try {
    const [line] = await Promise.race([
      once(createInterface({ input: server.stdout }), 'line'),
      ended.then(([status]) => assert.fail(`the server ended with ${status}:\n${errors}`)),
    ]);
    const [, url] = line.match(/^listening (http:\/\/127\.0\.0\.1:\d+)$/) ?? assert.fail(`it said: ${line}`);
    return await use(url);
  } finally {
    server.kill();
    await ended;
  }
}

const quick = ['--port', '0', '--time-to-first', '1ms', '--gap', '1ms', '--tokens', '8'];
export const withPacedMock = (ssert, args, use) => withServer(ssert, ['mock', '--port', '0', ...args], {}, use);
export const withMock = (ssert, args, use) => withServer(ssert, ['mock', ...quick, ...args], {}, use);

// The mock server with a script of its own: {"steps": [...]}.
export async function withScript(ssert, script, use, args = []) {
  const folder = mkdtempSync(join(tmpdir(), 'ssert-browser-'));
  const file = join(folder, 'script.json');
  writeFileSync(file, JSON.stringify({ version: 1, ...script }));
  try {
    return await withMock(ssert, ['--script', file, ...args], use);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function buildExample(example) {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: example, stdio: 'inherit' });
}

export const withExample = (example, variables, use) =>
  withServer(
    process.execPath,
    ['dist/main.js'],
    { cwd: example, env: { ...process.env, PORT: '0', TOKEN: token, CORS: 'loopback', ...variables } },
    use,
  );

// Its profile is a new folder, removed at the end. Nothing but our own pages from this machine runs in it, so it
// goes without a sandbox, which not every place to run tests in has.
export const launch = (executablePath) =>
  chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-proxy-server',
    ],
  });

// Asks until `wanted` holds for what `look` gives.
export async function eventually(look, wanted) {
  const guard = performance.now() + guardMs;
  for (;;) {
    const seen = await look();
    if (wanted(seen)) return seen;
    assert.ok(performance.now() < guard, `never came; last seen: ${JSON.stringify(seen)}`);
  }
}

export async function statistics(mock) {
  const response = await fetch(`${mock}/__mock/statistics`);
  assert.equal(response.status, 200);
  return response.json();
}

// Lets the next token of a held stream go; the first message of a mock server makes stream 0.
export async function release(mock, stream = 0) {
  const answer = await fetch(`${mock}/__mock/streams/${stream}/release`, { method: 'POST' });
  assert.equal(answer.status, 204, await answer.text());
}

// The page as a person uses it: by labels, keys and what can be read.
class ChatPage {
  constructor(page) {
    this.page = page;
    this.token = page.getByLabel('Token', { exact: true });
    this.conversation = page.getByLabel('Conversation', { exact: true });
    this.message = page.getByLabel('Message', { exact: true });
    this.messages = page.getByRole('log', { name: 'Messages' });
    this.answer = page.getByRole('article', { name: 'Answer' }).last();
    this.text = this.answer.locator('.text');
    this.state = this.answer.locator('.state');
    this.figures = this.answer.locator('.figures');
    this.notice = page.getByRole('alert');
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  // Gives the token, and has the conversations listed; Enter does it.
  async connect(given = token) {
    await this.token.fill(given);
    await this.token.press('Enter');
    await this.page.waitForFunction(
      () => document.getElementById('conversation').value !== '' || !document.getElementById('notice').hidden,
    );
  }

  async say(content) {
    const before = await this.messages.locator('.answer').count();
    await this.message.fill(content);
    await this.message.press('Enter');
    await this.page.waitForFunction(
      (count) => document.querySelectorAll('.answer').length > count || !document.getElementById('notice').hidden,
      before,
    );
  }

  // What the newest answer says of its end, once it is over.
  async ending() {
    await this.page.waitForFunction(() => {
      const answer = [...document.querySelectorAll('.answer')].at(-1);
      return answer && !['waiting', 'streaming', 'ending'].includes(answer.dataset.state);
    });
    return this.state.textContent();
  }

  // The text of the newest answer, once it is another than `former`.
  async textAfter(former) {
    const text = await this.page.waitForFunction((known) => {
      const now = [...document.querySelectorAll('.answer .text')].at(-1)?.textContent ?? '';
      return now !== known && now !== '' ? now : null;
    }, former);
    return text.jsonValue();
  }
}

// Opens the page and hands it to `use`. Fails where the page threw, where it asked for anything from elsewhere than
// `origins`, or where the console's errors are others than `errors`: browsers report refused and broken requests
// there by themselves.
export async function withPage(browser, { url, origins = [new URL(url).origin], errors = [], viewport }, use) {
  const context = await browser.newContext({ viewport: viewport ?? { width: 900, height: 700 } });
  try {
    const page = await context.newPage();
    const thrown = [];
    const logged = [];
    const asked = new Set();
    page.on('pageerror', (error) => thrown.push(error.stack ?? String(error)));
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && logged.push(line.text()));
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    const response = await page.goto(url);
    assert.equal(response.status(), 200, await response.text());
    await use(new ChatPage(page));
    assert.deepEqual(thrown, []);
    assert.equal(logged.length, errors.length, `the console's errors: ${JSON.stringify(logged)}`);
    errors.forEach((pattern, i) => assert.match(logged[i], pattern));
    assert.deepEqual([...asked].filter((origin) => !origins.includes(origin)), []);
  } finally {
    await context.close();
  }
}

