// Takes the picture of the chat page that the documentation shows: an answer that was done, and one that ended
// without done.
//
//   node tests/browser/picture.mjs PROGRAM BROWSER FILE.png
//   "$(tools/find_node)" tests/browser/picture.mjs build/release/bin/ssert "$(command -v chromium)" docs/images/chat-page.png
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { launch, withPage, withScript } from './setting.mjs';

const bytesMax = 150 * 1024; // it is kept in the repository

// The script plays for each second message; the first gets the honest answer.
const halfOfEachSecond = { every: 2, steps: ['head', { tokens: { to: '50%' } }, 'end'] };

export async function takePicture({ ssert, browser, file }) {
  await withScript(ssert, halfOfEachSecond, (url) =>
    withPage(browser, { url, viewport: { width: 760, height: 560 } }, async (chat) => {
      await chat.connect();
      await chat.say('Are you there?');
      assert.equal(await chat.ending(), 'done');
      await chat.say('And is this all of your answer?');
      assert.equal(await chat.ending(), 'ended without done');
      await chat.page.screenshot({ path: file });
    }),
  );
  const { size } = statSync(file);
  assert.ok(size < bytesMax, `${file} has ${size} bytes; at most ${bytesMax} are kept`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [ssert, executable, file] = process.argv.slice(2);
  assert.ok(file, 'usage: node tests/browser/picture.mjs PROGRAM BROWSER FILE.png');
  const browser = await launch(executable);
  try {
    await takePicture({ ssert, browser, file });
  } finally {
    await browser.close();
  }
}
