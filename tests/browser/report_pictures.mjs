// Takes the pictures of the HTML reports that the documentation shows, of reports that the program makes then.
//
//   node tests/browser/report_pictures.mjs PROGRAM BROWSER FOLDER
//   "$(tools/find_node)" tests/browser/report_pictures.mjs build/release/bin/ssert "$(command -v chromium)" docs/images
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, token, withPacedMock } from './setting.mjs';

const bytesMax = 200 * 1024; // they are kept in the repository

const pictures = [
  { mock: ['--fault', 'no-final-blank'], words: ['check'], height: 900, views: [{ name: 'report-check' }] },
  {
    mock: ['--time-to-first', 'normal:60ms,12ms', '--gap', 'exponential:6ms', '--tokens', '40'],
    words: ['load', '--rate', '40/s', '--arrivals', 'poisson', '--warm-up', '2s', '--duration', '30s',
      '--objective', 'ttft.p99 < 150ms', '--objective', 'errors.rate < 1%'],
    height: 1180,
    views: [{ name: 'report-load' }, { name: 'report-load-charts', from: 'Charts' }],
  },
];

async function takePicture(browser, { ssert, folder, picture: { mock, words, height, views } }) {
  const scratch = mkdtempSync(join(tmpdir(), 'ssert-picture-'));
  const page = await browser.newPage({ viewport: { width: 1180, height } });
  try {
    await withPacedMock(ssert, mock, async (url) => {
      const [command, ...more] = words;
      const target = `${url}/conversations/demo/messages/stream`;
      const all = [command, target, '-H', `Authorization: Bearer ${token}`, '--html', 'report.html', '-q', ...more];
      const { status, stderr } = spawnSync(ssert, all, { argv0: 'ssert', cwd: scratch, timeout: 300_000, encoding: 'utf8' });
      assert.ok([0, 1].includes(status), `status ${status}: ${stderr}`);
    });
    await page.goto(pathToFileURL(join(scratch, 'report.html')).href);
    for (const { name, from } of views) {
      if (from) await page.getByRole('heading', { name: from }).evaluate((heading) => heading.scrollIntoView());
      const file = join(folder, `${name}.png`);
      await page.screenshot({ path: file });
      const { size } = statSync(file);
      assert.ok(size < bytesMax, `${file} has ${size} bytes; at most ${bytesMax} are kept`);
    }
  } finally {
    await page.close();
    rmSync(scratch, { recursive: true });
  }
}

const [program, executable, folder] = process.argv.slice(2);
assert.ok(folder, 'usage: node tests/browser/report_pictures.mjs PROGRAM BROWSER FOLDER');
const browser = await launch(executable);
try {
  for (const picture of pictures) await takePicture(browser, { ssert: resolve(program), folder, picture });
} finally {
  await browser.close();
}
