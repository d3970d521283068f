// HTML reports by the real program in a real browser: charts are drawn, what a target sent is text, and the page
// asks for nothing.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, token, withMock, withScript } from './setting.mjs';

const { SSERT: ssert, SSERT_HOSTILE_REPORT: hostileReport, SSERT_BROWSER: executable } = process.env;
assert.ok(ssert && hostileReport, 'SSERT and SSERT_HOSTILE_REPORT say where the programs are');

if (!executable) {
  const isUbuntu = /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  const wayOut = 'install chromium or Google Chrome, and configure again (SSERT_BROWSER names another place)';
  assert.ok(isUbuntu, `no browser was found: ${wayOut}`);
  console.log(`SKIPPED: Ubuntu has Chromium as a snap only; ${wayOut}`);
  process.exit(0);
}

let browser;
let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ssert-report-'));
  browser = await launch(executable);
});
after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

// Runs the program against `url` with --html, and gives the file.
function report(command, url, more = []) {
  const file = join(folder, `${command}.html`);
  const target = `${url}/conversations/demo/messages/stream`;
  const words = [command, target, '-H', `Authorization: Bearer ${token}`, '--html', file, '-q', ...more];
  const { status, stderr } = spawnSync(ssert, words, { timeout: 120_000, encoding: 'utf8' });
  assert.ok([0, 1, 3].includes(status), `status ${status}: ${stderr}`);
  return file;
}

// Opens the file and hands the page to `use`. Fails where anything was thrown or logged as an error or warning, where
// anything but the file itself was asked for, and where `window.ran` is set, as the hostile markup does.
async function withReport(file, use, options = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
  try {
    const page = await context.newPage();
    const seen = [];
    const asked = [];
    page.on('pageerror', (error) => seen.push(error.stack ?? String(error)));
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && seen.push(line.text()));
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => seen.push(`a dialog: ${dialog.message()}`));
    const url = pathToFileURL(file).href;
    await page.goto(url);
    await use(page);
    assert.deepEqual(seen, []);
    assert.deepEqual(asked, [url]);
    if (options.javaScriptEnabled !== false) assert.equal(await page.evaluate(() => window.ran), undefined);
  } finally {
    await context.close();
  }
}

const blankCanvases = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const colours = new Set();
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 255) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      }
      return { id: canvas.id, colours: colours.size };
    }),
  ).then((canvases) => canvases.map((one) => ({ ...one, isBlank: one.colours === 0 })));

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

// Elements that the report itself never makes, and scripts beyond its own.
const foreign = (page) =>
  page.evaluate(() => [...document.querySelectorAll('img, iframe, object, embed, svg, form, link, b:not(.counts b, figcaption b), [onerror], [onclick], [onload], [style]')]
    .filter((element) => !element.closest('.chart')).map((element) => element.outerHTML.slice(0, 100)));

const markup =
  '</script></pre></title></style><script>window.ran=1</script><img src=x onerror="window.ran=1"><svg onload="window.ran=1">' +
  `<!-- ' " ]]> <iframe srcdoc="<script>parent.ran=1</script>">`;
const hostile = { steps: ['head', { content: `data: ${markup}\n\n` }, { content: `event: ${markup}\ndata: {"type":"${'<b>'}"}\n\n` }, 'done', 'end'] };

test('a check of a target that sends markup shows it as text, and runs nothing', () =>
  withScript(ssert, hostile, async (url) => {
    await withReport(report('check', url), async (page) => {
      const text = await page.locator('main').innerText();
      assert.ok(text.includes('<script>window.ran=1</script>'), text);
      assert.match(await page.locator('h1').innerText(), /^FAIL$/);
      assert.deepEqual(await foreign(page), []);
      assert.equal(await page.locator('script').count(), 0);
    });
  }));

test('a load of a target that sends markup shows it as text, and runs its own scripts alone', () =>
  withScript(ssert, hostile, async (url) => {
    const file = report('load', url, ['--readers', '2', '--requests', '8', '--dialect', 'conversation', '--terminal', 'required']);
    await withReport(file, async (page) => {
      const text = await page.locator('main').innerText();
      assert.ok(text.includes('<script>window.ran=1</script>'), text);
      assert.deepEqual(await foreign(page), []);
      assert.equal(await page.locator('script').count(), 3);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.charts), 'drawn');
    });
  }));

for (const form of ['html', 'load-html']) {
  test(`every byte in every place of a result is text (${form})`, async () => {
    const file = join(folder, `hostile-${form}.html`);
    writeFileSync(file, execFileSync(hostileReport, [form]));
    await withReport(file, async (page) => {
      assert.deepEqual(await foreign(page), []);
      assert.ok((await page.locator('main').innerText()).includes('<script>alert(1)</script>'));
      const links = await page.evaluate(() => [...document.links].map((link) => new URL(link.href).host));
      assert.deepEqual([...new Set(links)].filter((host) => host !== 'html.spec.whatwg.org'), []);
      assert.equal(await overflow(page), 0, 'the page is no wider than its window');
    });
  });
}

test('the charts of a load run are drawn, and their numbers stand beside them', () =>
  withMock(ssert, [], async (url) => {
    const file = report('load', url, ['--rate', '60/s', '--duration', '3s']);
    for (const colorScheme of ['light', 'dark']) {
      await withReport(file, async (page) => {
        const canvases = await blankCanvases(page);
        assert.deepEqual(canvases.map(({ id }) => id),
          ['distribution-ttft', 'distribution-gap', 'ttft-by-second', 'requests-by-second']);
        assert.deepEqual(canvases.filter(({ isBlank }) => isBlank), []);
        await page.locator('summary').first().click();
        const counts = await page.locator('figure').first().locator('td.number:last-child').allInnerTexts();
        const sum = counts.reduce((all, text) => all + Number(text.replaceAll(',', '')), 0);
        assert.equal(sum, 180, 'every stream stands in one bar');
      }, { colorScheme });
    }
    await withReport(file, async (page) => {
      assert.equal(await overflow(page), 0);
      const width = await page.locator('canvas').first().evaluate((canvas) => canvas.getBoundingClientRect().width);
      assert.ok(width > 250 && width <= 390, `a chart is ${width} wide on a phone`);
    }, { viewport: { width: 390, height: 800 } });
    await withReport(file, async (page) => {
      await page.locator('summary').last().click();
      assert.ok((await page.locator('figure').last().locator('tr').count()) > 3, 'without scripts, tables are there');
    }, { javaScriptEnabled: false });
  }));
