// The chat page in a real browser, against the mock server and against the NestJS example.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { takePicture } from './picture.mjs';
import {
  buildExample, eventually, launch, release, statistics, token, withExample, withMock, withPage, withScript,
} from './setting.mjs';

const { SSERT: ssert, NESTJS_EXAMPLE: example, SSERT_BROWSER: executable } = process.env;
assert.ok(ssert && example, 'SSERT and NESTJS_EXAMPLE say where the program and the example are');

if (!executable) {
  const isUbuntu = /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  const wayOut = 'install chromium or Google Chrome, and configure again (SSERT_BROWSER names another place)';
  assert.ok(isUbuntu, `no browser was found: ${wayOut}`);
  console.log(`SKIPPED: Ubuntu has Chromium as a snap only; ${wayOut}`);
  process.exit(0);
}

let browser;
before(async () => {
  buildExample(example);
  browser = await launch(executable);
});
after(() => browser?.close());

// What Chromium itself logs of a request.
const status = (number) => new RegExp(`^Failed to load resource: the server responded with a status of ${number} `);
const network = (name) => new RegExp(`^Failed to load resource: net::ERR_${name}$`);
const markup = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b>bold</b>';

// One message to a mock server with that fault; `look` sees the page when the answer is over.
function afterFault(args, { errors }, look) {
  const withServer = Array.isArray(args) ? withMock : withScript;
  return withServer(ssert, args, (url) =>
    withPage(browser, { url, errors }, async (chat) => {
      await chat.connect();
      await chat.say('Hello');
      await look({ ending: await chat.ending(), chat, url });
    }),
  );
}

const endsWith = (args, ending, errors = []) =>
  afterFault(args, { errors }, (seen) => assert.match(seen.ending, ending));

test('tokens are shown as they come: each of them while the next one is still held', () =>
  withMock(ssert, ['--hold'], (url) =>
    withPage(browser, { url }, async (chat) => {
      await chat.connect();
      await chat.say('Tell me of streams');
      const prefixes = [];
      while (prefixes.length < 7) {
        prefixes.push(await chat.textAfter(prefixes.at(-1) ?? ''));
        assert.equal(await chat.state.textContent(), 'streaming');
        assert.equal((await statistics(url)).sent.events, prefixes.length, 'the mock sent no more than is shown');
        await release(url);
      }
      assert.equal(await chat.ending(), 'done');
      const whole = await chat.text.textContent();
      for (const [shorter, longer] of [...prefixes, whole].slice(1).map((text, i) => [prefixes[i], text])) {
        assert.ok(longer.startsWith(shorter) && longer.length > shorter.length, `${shorter} | ${longer}`);
      }
      assert.ok(new Set(prefixes).size >= 5, `${prefixes.length} prefixes before the end`);
      assert.match(whole, /^You said:\n“Tell me of streams”/);
      assert.match(await chat.figures.textContent(), /^first token [\d.]+ ms · 9 events · took \d+ ms$/);
    }),
  ));

test('a stream that ends without done is told from one that is done', async () => {
  await endsWith([], /^done$/);
  await endsWith(['--no-done'], /^ended without done$/);
  await endsWith(['--fault', 'no-done'], /^ended without done$/);
  await endsWith(['--fault', 'cut-clean'], /^ended without done$/);
  await endsWith(['--fault', 'no-final-blank'], /^ended without done$/);
});

test('an error in the stream shows its message', () =>
  endsWith(['--fault', 'error-in-band'], /^error: The model stopped answering\.$/));

// A browser drops what a page has not read yet when the connection breaks: the last token before that is held
// until the others are shown.
const halfAnEvent = { content: 'data: {"type":"token","content":"never whole' };
const held = { tokens: { from: 3, to: 4 } };
const breaks = [
  { end: 'reset', error: network('CONNECTION_RESET') },
  { end: 'no-last-chunk', error: network('INCOMPLETE_CHUNKED_ENCODING') },
];

function losing({ steps, error }, use) {
  const script = { steps: ['head', { tokens: { to: 3 } }, ...steps] };
  const look = (url) =>
    withPage(browser, { url, errors: [error] }, async (chat) => {
      await chat.connect();
      await chat.say('Hello');
      let shown = '';
      for (let released = 0; released < 2; released += 1) {
        shown = await chat.textAfter(shown);
        await release(url);
      }
      await use({ chat, url, shown: await chat.textAfter(shown) });
    });
  return withScript(ssert, script, look, ['--hold']);
}

for (const { end, error } of breaks) {
  for (const [where, more] of Object.entries({ 'between events': [], 'in mid-event': [halfAnEvent] })) {
    test(`a connection that ends ${where} is lost (${end})`, () =>
      losing({ steps: [...more, held, { end }], error }, async ({ chat, url, shown }) => {
        await release(url);
        assert.equal(await chat.ending(), 'connection lost');
        assert.ok((await chat.text.textContent()).startsWith(shown));
        assert.doesNotMatch(await chat.text.textContent(), /never whole/);
      }));
  }

  test(`a connection that ends after done, and not as it should, is lost, too (${end})`, () =>
    losing({ steps: ['done', held, { end }], error }, async ({ chat, url }) => {
      await chat.answer.filter({ hasText: 'said to be over, waiting for the end of the response' }).waitFor();
      await release(url);
      assert.equal(await chat.ending(), 'connection lost after done');
    }));
}

test('what is no stream of the contract is named', async () => {
  await endsWith(['--fault', 'get-only'], /^refused: 404 Not Found/, [status(404)]);
  await endsWith(['--fault', 'html-page'], /^no event stream: text\/html/);
  await endsWith(['--fault', 'endless-line'], /^given up: an event is longer than 1,048,576 characters$/);
  await endsWith(['--fault', 'redirect-302'], /^refused: a redirect, which this page does not follow$/);
  await afterFault(['--fault', 'unknown-type'], { errors: [] }, async ({ ending, chat }) => {
    assert.equal(ending, 'done');
    assert.match(await chat.figures.textContent(), /1 not understood/);
  });
});

test('a token that is refused is a readable refusal, wherever it is refused', () =>
  withMock(ssert, [], (url) =>
    withPage(browser, { url, errors: [status(401), status(401), status(401)] }, async (chat) => {
      const refusal = '401 Unauthorized: A valid bearer token is needed.';
      await chat.connect('wrong');
      assert.equal(await chat.notice.textContent(), `The conversations cannot be listed: ${refusal}`);
      await chat.say('Hello');
      await chat.notice.filter({ hasText: `No conversation can be opened: ${refusal}` }).waitFor();
      assert.equal(await chat.message.inputValue(), 'Hello', 'what was typed is kept');
      await chat.connect();
      await chat.notice.waitFor({ state: 'hidden' });
      await chat.token.fill('wrong');
      await chat.say('Hello');
      assert.equal(await chat.ending(), `refused: ${refusal}`);
      await chat.token.fill(token);
      await chat.say('Hello');
      assert.equal(await chat.ending(), 'done');
      await chat.token.fill('naïve');
      await chat.say('Hello');
      assert.equal(await chat.ending(), 'no answer: the token holds characters that a header field cannot carry');
    }),
  ));

test('markup from a service is text, and runs nothing', () =>
  withScript(ssert, { every: 2, steps: ['head', { tokens: { to: '50%' } }, { error: { message: markup } }, 'end'] }, async (url) => {
    const created = await fetch(`${url}/conversations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: markup }),
    });
    assert.equal(created.status, 201);
    await withPage(browser, { url }, async (chat) => {
      await chat.connect();
      await chat.conversation.selectOption({ label: `${markup} (conversation-1)` });
      await chat.say(markup);
      assert.equal(await chat.ending(), 'done');
      assert.ok((await chat.text.textContent()).includes(markup));
      await chat.say('And the error?');
      assert.equal(await chat.ending(), `error: ${markup}`);
      const made = await chat.page.locator('#messages :is(img, script, b), #conversation :is(img, b)').count();
      assert.equal(made, 0, 'no element was made of it');
      assert.equal(await chat.page.evaluate(() => window.ran), undefined);
    });
  }));

test('Stop and Escape end the stream, and the next message is answered', () =>
  withMock(ssert, ['--hold'], (url) =>
    withPage(browser, { url }, async (chat) => {
      await chat.connect();
      assert.ok(await chat.button('Stop').isDisabled());
      await chat.say('Stop this');
      await chat.textAfter('');
      assert.ok(await chat.button('Send').isDisabled());
      await chat.button('Stop').click();
      assert.equal(await chat.ending(), 'stopped');
      await eventually(() => statistics(url), (seen) => seen.streams.aborted_by_client === 1);
      await chat.say('And this');
      await chat.textAfter('');
      await chat.message.press('Escape');
      assert.equal(await chat.ending(), 'stopped');
      await eventually(() => statistics(url), (seen) => seen.streams.aborted_by_client === 2);
      assert.ok(await chat.button('Stop').isDisabled());
      assert.ok(await chat.button('Send').isEnabled());
    }),
  ));

test('Enter sends, Shift+Enter does not, and conversations keep their messages apart', () =>
  withMock(ssert, [], (url) =>
    withPage(browser, { url }, async (chat) => {
      await chat.token.fill(token);
      await chat.button('New').click();
      await chat.page.waitForFunction(() => document.activeElement.id === 'message');
      assert.equal(await chat.conversation.inputValue(), 'conversation-1');
      await chat.page.keyboard.type('one');
      await chat.page.keyboard.press('Shift+Enter');
      await chat.page.keyboard.type('two');
      assert.equal(await chat.message.inputValue(), 'one\ntwo');
      assert.equal(await chat.messages.locator('.said').count(), 0);
      await chat.page.keyboard.press('Enter');
      assert.equal(await chat.ending(), 'done');
      assert.equal(await chat.messages.locator('.said').textContent(), 'one\ntwo');
      assert.match(await chat.text.textContent(), /“one\ntwo”/);
      await chat.button('List').click();
      await chat.conversation.selectOption('demo');
      assert.equal(await chat.messages.locator('.said').count(), 0);
      await chat.conversation.selectOption('conversation-1');
      assert.equal(await chat.messages.locator('.said').count(), 1);
      assert.equal((await statistics(url)).streams.started, 1);
    }),
  ));

test('without a conversation, the first message opens one', () =>
  withMock(ssert, [], (url) =>
    withPage(browser, { url }, async (chat) => {
      await chat.token.fill(token);
      await chat.say('Hello');
      assert.equal(await chat.ending(), 'done');
      assert.equal(await chat.conversation.inputValue(), 'conversation-1');
    }),
  ));

test('the token is kept nowhere, and a new load has forgotten it', () =>
  withMock(ssert, [], (url) =>
    withPage(browser, { url }, async (chat) => {
      await chat.connect();
      await chat.say('Hello');
      assert.equal(await chat.ending(), 'done');
      assert.equal(await chat.token.getAttribute('type'), 'password');
      assert.equal(chat.page.url(), `${url}/`);
      const { cookies, origins } = await chat.page.context().storageState();
      assert.deepEqual({ cookies, origins }, { cookies: [], origins: [] });
      await chat.page.reload();
      assert.equal(await chat.token.inputValue(), '');
    }),
  ));

test('what grows is said to screen readers, and nothing is wider than a phone', () =>
  withMock(ssert, [], (url) =>
    withPage(browser, { url, viewport: { width: 360, height: 640 } }, async (chat) => {
      await chat.connect();
      await chat.say(`${'long'.repeat(60)} and ${'x '.repeat(60)}`);
      assert.equal(await chat.ending(), 'done');
      assert.equal(await chat.messages.getAttribute('aria-live'), 'polite');
      assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 360);
      assert.equal(await chat.messages.evaluate((log) => log.scrollWidth - log.clientWidth), 0);
      const newest = await chat.answer.locator('footer').boundingBox();
      const log = await chat.messages.boundingBox();
      assert.ok(newest.y + newest.height <= log.y + log.height, 'the newest line is in view');
    }),
  ));

test('a service that does not answer is told from one that refuses', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => closed.once('listening', listening));
  const service = `http://127.0.0.1:${closed.address().port}`;
  await new Promise((done) => closed.close(done));
  await withMock(ssert, [], (mock) =>
    withPage(
      browser,
      { url: `${mock}/?service=${service}/`, origins: [mock, service], errors: [network('CONNECTION_REFUSED')] },
      async (chat) => {
        await chat.token.fill(token);
        await chat.say('Hello');
        const told = `${service} does not answer, or does not let this page ask (CORS)`;
        assert.equal(await chat.notice.textContent(), `No conversation can be opened: ${told}`);
      },
    ),
  );
});

// The page of the mock server, with the NestJS service in one of its forms.
const withNest = (variables, errors, use) =>
  withExample(example, variables, (service) =>
    withMock(ssert, [], (mock) =>
      withPage(browser, { url: `${mock}/?service=${service}`, origins: [mock, service], errors }, async (chat) => {
        await chat.token.fill(token);
        await chat.button('New').click();
        await use(chat);
      }),
    ),
  );

test('NestJS, after: the answer streams, and is done; half of one is found out', () =>
  withNest({ FORM: 'after' }, [], async (chat) => {
    await chat.say('Hello from a browser');
    assert.equal(await chat.ending(), 'done');
    assert.equal(await chat.text.textContent(), 'You said: Hello from a browser.');
    assert.match(await chat.figures.textContent(), / 8 events /);
    await chat.say('please fail');
    assert.equal(await chat.ending(), 'ended without done');
    assert.equal(await chat.text.textContent(), 'You said: ');
  }));

test('NestJS, before and careful: the refused POST, and the error that the stream tells', async () => {
  await withNest({ FORM: 'before' }, [status(404)], async (chat) => {
    await chat.say('Hello');
    assert.match(await chat.ending(), /^refused: 404 Not Found: Cannot POST /);
  });
  await withNest({ FORM: 'careful' }, [], async (chat) => {
    await chat.say('please fail');
    assert.equal(await chat.ending(), 'error: the answer broke off');
  });
});

test('NestJS without CORS=loopback lets no foreign page ask', () =>
  withNest({ FORM: 'after', CORS: '' }, [/blocked by CORS policy/, network('FAILED')], async (chat) => {
    await chat.notice.filter({ hasText: 'does not let this page ask (CORS)' }).waitFor();
  }));

test('the picture in the documentation can be taken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ssert-browser-'));
  try {
    const file = join(folder, 'chat-page.png');
    await takePicture({ ssert, browser, file });
    assert.equal(readFileSync(file).subarray(1, 4).toString(), 'PNG');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
