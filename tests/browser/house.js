// A demonstration of its own for a test, the browser that looks at it, and a person's ways with a page: click, type, see.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

export const root = new URL('../..', import.meta.url).pathname;
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/// The password of every account of the demonstration.
const PASSWORD = 'madang-demonstration';

/// A browser alone.
export const launch = () => puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--lang=en-US', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/// Starts both; `sealed` with a key for second factors. `stop` ends them and takes the record away.
export async function house({ sealed = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'madang-browser-'));
  const [madang, data] = [join(root, 'target/debug/madang'), join(folder, 'demo')];
  let serve = ['demo', '--data', data, '--port', '0'];
  if (sealed) {
    const key = join(folder, 'key');
    execFileSync(madang, ['demo', '--data', data, '--no-serve']);
    execFileSync(madang, ['key', key]);
    serve = ['serve', '--database', `sqlite:${join(data, 'madang.db')}`, '--key-file', key, '--port', '0'];
  }
  const server = spawn(madang, serve, { stdio: ['ignore', 'pipe', 'inherit'] });
  const base = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/[\d.]+:\d+/);
      if (address) resolve(address[0]);
    });
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  const browser = await launch();
  return {
    base,
    browser,
    folder,
    stop: async () => {
      await browser.close();
      server.removeAllListeners('exit');
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/// A person at a browser of their own: nothing is shared with another's, and scripts of pages run only if asked.
export class Person {
  static async at(house, { width = 1280, height = 900, scripts = false, lang = 'ko' } = {}) {
    const person = new Person();
    person.base = house.base;
    /// What pages asked of other hosts: nothing.
    person.outside = [];
    person.folder = house.folder;
    person.context = await house.browser.createBrowserContext();
    person.lang = lang;
    person.page = await person.tab({ width, height, scripts });
    return person;
  }

  /// One more tab of the same person.
  async tab({ width = 1280, height = 900, scripts = false } = {}) {
    const page = await this.context.newPage();
    // Long enough for a machine that builds something else meanwhile.
    page.setDefaultTimeout(120_000);
    await page.setViewport({ width, height });
    await page.setJavaScriptEnabled(scripts);
    // What is clicked stands still.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.setExtraHTTPHeaders({ 'Accept-Language': this.lang });
    page.on('request', (request) => request.url().startsWith(this.base) || /^(data|blob):/.test(request.url()) || this.outside.push(request.url()));
    return page;
  }

  async open(path) {
    const answer = await this.page.goto(this.base + path);
    assert.equal(answer.status(), 200, path);
    assert.deepEqual(this.outside, [], `${path} asks elsewhere`);
  }

  async signIn(login) {
    await this.open('/');
    await this.follow('a.sign-in');
    await this.type('#login', login);
    await this.type('#password', PASSWORD);
    await this.press('main .form button');
  }

  signOut() {
    return this.press('.signed button');
  }

  /// Types into a field as a hand does, over what stands in it.
  async type(selector, text) {
    const field = await this.page.waitForSelector(selector);
    const kind = await field.evaluate((one) => one.type);
    await field.focus();
    if (kind === 'date') {
      // The parts of a date stand in the order of the browser's own language, which `house` sets.
      const [year, month, day] = text.split('-');
      await this.page.keyboard.type(`${month}${day}${year}`);
      assert.equal(await field.evaluate((one) => one.value), text);
      return;
    }
    await field.evaluate((one) => one.select());
    await field.type(text);
  }

  choose(selector, value) {
    return this.page.select(selector, value);
  }

  /// Chooses a file of these lines, as a person does who has just downloaded it.
  async file(selector, name, lines) {
    const path = join(this.folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    const field = await this.page.waitForSelector(selector);
    await field.uploadFile(path);
  }

  /// Clicks what leads to another page, and waits for it.
  async follow(selector, status = 200) {
    const target = typeof selector === 'string' ? await this.page.waitForSelector(selector) : selector;
    const [answer] = await Promise.all([this.page.waitForNavigation(), target.click()]);
    if (answer) assert.equal(answer.status(), status, `${selector}: ${await this.sees()}`);
  }

  press(selector, status) {
    return this.follow(selector, status);
  }

  /// Follows the link or presses the button that reads so.
  async click(words, within = 'main', status = 200) {
    for (const one of await this.page.$$(`${within} :is(a, button)`)) {
      const read = await one.evaluate((element) => element.textContent.replace(/\s+/g, ' ').trim());
      if (typeof words === 'string' ? read === words : words.test(read)) return this.follow(one, status);
    }
    assert.fail(`nothing to click reads ${words} on ${this.page.url()}: ${await this.sees()}`);
  }

  /// What a person reads on the page.
  async sees(selector = 'main') {
    return (await this.page.$eval(selector, (element) => element.innerText)).replace(/[ \t\u00a0]+/g, ' ');
  }

  /// Says that a person reads each of these on the page.
  async reads(...words) {
    const text = await this.sees();
    for (const one of words) assert.ok(one instanceof RegExp ? one.test(text) : text.includes(one), `${one} is not read on ${this.page.url()}:\n${text}`);
  }

  /// The table rows whose text has these words.
  async rows(words, table = 'main table') {
    const rows = await this.page.$$eval(`${table} tbody tr`, (all) => all.map((row) => row.innerText.replace(/\s+/g, ' ').trim()));
    return rows.filter((row) => row.includes(words));
  }

  close() {
    return this.context.close();
  }
}
