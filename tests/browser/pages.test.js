// The pages in a real browser: a figure opens to its rows, another day gives another answer, nothing for axe to find,
// nothing wider than a phone, and all of it without JavaScript.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';

const root = new URL('../..', import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'madang-browser-'));
let server, browser, base;

before(async () => {
  server = spawn(join(root, 'target/debug/madang'), ['demo', '--data', join(folder, 'demo'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  base = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/[\d.]+:\d+/);
      if (address) resolve(address[0]);
    });
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners('exit');
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/// A fresh page without JavaScript of its own unless asked.
async function open(path, { width = 1280, scripts = false } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(scripts);
  const outside = [];
  page.on('request', (request) => request.url().startsWith(base) || request.url().startsWith('data:') || outside.push(request.url()));
  const answer = await page.goto(base + path);
  assert.equal(answer.status(), 200, path);
  assert.deepEqual(outside, [], `${path} asks elsewhere`);
  return page;
}

const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());

test('a figure of the report opens to the rows that fold to it', async () => {
  const page = await open('/reports/work-report-2021?day=2021-04-21&lang=ko');
  const figure = 'a.figure[data-key="execution.disbursed.park-operation"]';
  assert.match(await text(page, figure), /^1,312,840/);
  await Promise.all([page.waitForNavigation(), page.click(figure)]);
  const body = await text(page, 'main');
  for (const words of ['1,312,840', '437,613,000', '442,614,000', '2021-03-31', '8건']) assert.ok(body.includes(words), words);
  const amounts = await page.$$eval('table tbody tr', (rows) => rows.map((row) => row.textContent));
  assert.equal(amounts.length, 8);
  await page.close();
});

test('another day and an earlier knowledge give other answers, and the address says which', async () => {
  const page = await open('/reports/work-report-2021?day=2021-04-21&lang=ko');
  const figure = 'a.figure[data-key="staff.current.bureau"]';
  assert.equal(await text(page, figure), '52');
  await page.$eval('input[name=day]', (input) => { input.value = '2021-05-03'; });
  await Promise.all([page.waitForNavigation(), page.click('.as-of form button')]);
  assert.match(page.url(), /day=2021-05-03/);
  assert.equal(await text(page, figure), '53');
  await page.$eval('input[name=day]', (input) => { input.value = '2021-04-21'; });
  await page.$eval('input[name=known]', (input) => { input.value = '2021-03-31T18:00'; });
  await Promise.all([page.waitForNavigation(), page.click('.as-of form button')]);
  assert.match(await text(page, 'a.figure[data-key="execution.disbursed.park-operation"]'), /^1,317,840/);
  await page.close();
});

const PAGES = [
  '/',
  '/reports',
  '/reports/work-report-2021?day=2021-04-21',
  '/execution?day=2021-04-21',
  '/figures?day=2021-03-31',
  '/figures/execution.disbursed.park-operation?day=2021-03-31',
  '/figures/execution.rate.bureau?day=2021-03-31',
  '/figures/park.applications?day=2021-04-21',
  '/typed?day=2021-04-21',
  '/record',
  '/record/2',
];

for (const lang of ['ko', 'en']) {
  test(`axe finds nothing and nothing is wider than a phone (${lang})`, async () => {
    for (const path of PAGES) {
      const page = await open(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`, { width: 390, scripts: true });
      assert.equal(await page.$eval('html', (html) => html.lang), lang, path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${path} is ${wide} pixels wider than the screen`);
      // Evaluated by the debugger, so that the page's own policy stays as strict as it is.
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(found.violations.map((one) => `${path}: ${one.id} ${one.nodes.map((node) => node.target).join(' ')}`), []);
      await page.close();
    }
  });
}

test('every link of the pages leads somewhere', async () => {
  const seen = new Map();
  for (const path of PAGES) {
    const page = await open(path);
    for (const href of await page.$$eval('a[href]', (links) => links.map((link) => link.href))) {
      const url = href.split('#')[0];
      // One figure of each kind of address is enough; the rest are alike.
      const kind = url.replace(/ref=\d+/, 'ref=').replace(/figures\/[^?]*/, 'figures/*').replace(/record\/\d+/, 'record/*');
      if (url.startsWith(base) && !seen.has(kind)) seen.set(kind, url);
    }
    await page.close();
  }
  assert.ok(seen.size > 15, `${seen.size} addresses`);
  for (const url of seen.values()) assert.equal((await fetch(url)).status, 200, url);
});
