// Every page that an officer, a head, an auditor and the administrator can open, in both languages, on a phone: axe finds nothing, nothing
// is wider than the screen, words are of the page's language, fields have labels, and the keyboard reaches the form. The pages are the GET
// routes that the program's own tests list; each is found by following links, so a page that no link leads to fails too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Person, axe, house as start, root } from './house.js';

/// Routes that no page links to, and why.
const UNLINKED = {
  '/healthz': 'asked by machines',
  '/me/totp/end': 'linked once a second factor stands',
  '/printing/{key}': 'led to while a file is made (paper.test.js)',
};
/// Files for paper: what they hold is the page's, and laying out is slow (paper.test.js).
const PAPER = /\.(pdf|hwpx)(\?|$)|[?&]format=(pdf|hwpx)/;
/// Bytes of a page as it is sent, with its style sheets, without pictures and fonts.
const BYTES_MAX = 60_000;
/// Addresses of one route that each person opens; the rest are alike.
const ALIKE = 8;
/// A figure behind which are rows, one made of others, one that was typed.
const BEHIND = ['execution.disbursed.park-operation', 'execution.rate.bureau', 'park.applications'].map((key) => `/figures/${key}?day=2021-04-21`);
/// Whose pages are crawled and looked at, the one who sees most first; last the public.
const CRAWLED = ['admin', 'director', 'head-si', 'planning', 'budget', 'report', 'spending-si', 'officer-si', 'auditor', ''];

/// What the demonstration's record holds in Korean, and what this test adds to it.
const DATA = [
  ...['lines', 'programmes', 'units', 'posts', 'duties', 'actors', 'demonstration/council', 'demonstration/milestones', 'demonstration/tasks', 'demonstration/plans', 'demonstration/ledger']
    .map((name) => readFileSync(`${root}packs/seoul-2021/${name}.csv`, 'utf8')),
  '서울특별시 서울혁신기획관, e호조 결의-77, e호조 행위-78, 행위-없음, 남의 사업',
].join('\n');

const segments = (route) => route.split('/').map((part) => (part.startsWith('{*') ? '.+' : part.startsWith('{') ? '[^/]+' : part.replace('.', '\\.')));
const routes = readFileSync(`${root}crates/app/src/web/tests/routes.txt`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('GET '))
  .map((line) => line.split(' ')[1])
  .map((route) => ({ route, pattern: new RegExp(`^${segments(route).join('/')}$`), fixed: route.split('/').filter((part) => !part.startsWith('{')).length }))
  .sort((a, b) => b.fixed - a.fixed);
const routeOf = (path) => routes.find((one) => one.pattern.test(path.split('?')[0]))?.route;

let house;
const people = new Map();
/// Pages that only an act leads to, with the one who is led there.
const led = [];
/// What was crawled: route → login → [{ path, html }].
const crawled = new Map();

before(async () => {
  house = await start({ sealed: true });
  for (const login of CRAWLED) people.set(login, await signedIn(login));
  await stage();
});
after(() => house?.stop());

/// What the style sheets of every page weigh as they are sent, without the one that holds fonts.
async function styleSheets() {
  const home = await (await fetch(house.base)).text();
  const hrefs = [...home.matchAll(/rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => href).filter((href) => !href.endsWith('fonts.css'));
  const sheets = await Promise.all(hrefs.map(async (href) => Buffer.from(await (await fetch(house.base + href)).arrayBuffer())));
  return sheets.reduce((sum, sheet) => sum + gzipSync(sheet).length, 0);
}

async function signedIn(login) {
  const person = await Person.at(house);
  if (login) await person.signIn(login);
  const cookies = await person.context.cookies();
  person.cookie = cookies.map((one) => `${one.name}=${one.value}`).join('; ');
  return person;
}

/// Brings about what the demonstration has none of: exceptions, totals, a file on trial, reports to submit, to approve and to reopen, an answer to send.
async function stage() {
  const [budget, report, officer, director] = ['budget', 'report', 'officer-si', 'director'].map((login) => people.get(login));
  const upload = async (what, name, lines) => {
    await budget.open('/office/ledger/import');
    await budget.file('#file', name, lines);
    await budget.choose('#what', what);
    await budget.press('main .form button');
  };
  const head = '문서번호,회계연도,세부사업,구분,금액,일자,원인행위번호';
  await upload('rows', 'wrong.csv', [head, '결의-77,2021,서울혁신파크운영,지출,1000,2021-04-28,행위-없음', '행위-78,2021,남의 사업,원인행위,1000,2021-04-28,']);
  await budget.press('main .form button');
  await upload('totals', 'totals.csv', ['기준월,회계연도,세부사업,구분,금액', '2021-03,2021,서울혁신파크운영,지출,1']);
  await budget.press('main .form button');
  await upload('rows', 'tried.csv', [head, '행위-79,2021,서울혁신파크운영,원인행위,1000,2021-04-28,']);
  led.push(['budget', new URL(budget.page.url()).pathname]);
  await officer.open('/office/council/2021-2/answer');
  await officer.type('#text', '□ 혁신파크 운영 집행률 {execution.rate.park-operation}%');
  await officer.press('main .form button');
  // One that could be submitted, one that is, one that its head has approved.
  for (const day of ['2021-04-28', '2021-04-29', '2021-04-30']) {
    await report.open('/office/compile/open');
    await report.choose('#name', 'execution-2021');
    for (const [field, text] of [['#day', day], ['#due', '2021-05-07']]) await report.type(field, text);
    await report.press('main .form button');
    const overview = new URL(report.page.url()).pathname;
    // Whoever may do everything begins at each of them, so that what hangs on where a report stands is met whatever the order of links.
    led.push(['admin', overview]);
    for (const chapter of await report.page.$$eval('.chapter-name a', (links) => links.map((link) => link.getAttribute('href')))) {
      led.push(['admin', chapter.split('?')[0]]);
      await report.open(chapter);
      if (await report.page.$('.confirm-all button')) await report.press('.confirm-all button');
    }
    await report.open(overview);
    if (day === '2021-04-28') continue;
    await report.follow('.acts a');
    await report.press('main .form button');
    if (day === '2021-04-29') continue;
    await director.open(`${overview}/approve`);
    await director.type('#document_number', '서울혁신기획관-811');
    await director.type('#document_day', day);
    await director.press('main .form button');
  }
}

const plain = (href) => href.replaceAll('&#38;', '&').replaceAll('&amp;', '&');

/// Asks as one person; three at a time.
async function ask(login, path) {
  const answer = await fetch(house.base + path, { headers: { cookie: people.get(login).cookie, 'accept-language': 'ko' }, redirect: 'manual' });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', html: await answer.text() };
}

/// Follows links from the first pages, three at a time; gives what was wrong with them.
async function crawl(login) {
  const whose = login || 'the public';
  const first = login ? ['/', '/office', '/me'] : ['/', ...BEHIND];
  const queue = [...first, ...led.filter(([one]) => one === login).map(([, path]) => path)];
  const [seen, alike, wrong] = [new Set(queue), new Map(), []];
  const worth = (path) => {
    const route = routeOf(path);
    if (!route) wrong.push(`${whose}: ${path} is linked and is no page`);
    const tried = alike.get(route) ?? 0;
    return route && tried < ALIKE;
  };
  const take = (path, { status, type, html }) => {
    const route = routeOf(path);
    alike.set(route, (alike.get(route) ?? 0) + 1);
    // What somebody may not open is not linked.
    if (status !== 200) return wrong.push(`${whose}: ${path} is linked and answers ${status}`);
    const of = crawled.get(route) ?? crawled.set(route, new Map()).get(route);
    (of.get(login) ?? of.set(login, []).get(login)).push({ path, html: type.startsWith('text/html') ? html : null });
    if (!type.startsWith('text/html')) return;
    for (const [, href] of html.matchAll(/href="(\/[^"]*)/g)) {
      const next = plain(href).split('#')[0];
      if (PAPER.test(next)) continue;
      // The other language and another day are the same page.
      if (!seen.has(next) && (/format=csv|\.csv/.test(next) || !/[?&](lang|page|show)=/.test(next))) queue.push(next);
      seen.add(next);
    }
  };
  while (queue.length) {
    // Asked three at a time, taken in their order, so that every run goes the same way.
    const paths = queue.splice(0, 3).filter(worth);
    const answers = await Promise.all(paths.map((path) => ask(login, path)));
    paths.forEach((path, at) => take(path, answers[at]));
  }
  return wrong;
}

/// The kinds of elements of a page: names, classes and what they are for.
const kinds = (html) => (html.match(/<main[^]*<\/main>/) ?? [html])[0].match(/<[a-z][^>]*/g).map((tag) => tag.replace(/ (value|href|id|for|name|action|aria-label|aria-describedby|aria-labelledby|lang|title|width|x|viewBox)="[^"]*"/g, ''));

/// The pages to look at: of each route one, and one more for each on which somebody sees a kind of element that those before do not have.
function pages() {
  const all = [];
  for (const [, of] of [...crawled].sort()) {
    const shown = new Set();
    for (const login of CRAWLED) {
      for (const one of (of.get(login) ?? []).filter((page) => page.html && !page.path.includes('format='))) {
        const fresh = kinds(one.html).filter((kind) => !shown.has(kind));
        if (fresh.length === 0) continue;
        for (const kind of fresh) shown.add(kind);
        all.push({ login, path: one.path });
      }
    }
  }
  return all;
}

/// What is wrong with the page that is shown; runs in the page.
function look(lang, data) {
  const wrong = [];
  // Words of the record that have no English stand as they were written.
  const recorded = (text) => text.match(/[가-힣][가-힣0-9· ,‘’'()-]*[가-힣]|[가-힣]/g).every((words) => words.length > 2 && data.includes(words.replace(/\s+/g, ' ')));
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) wrong.push(`${wide} pixels wider than the screen`);
  if (document.documentElement.lang !== lang) wrong.push(`its language is said to be ${document.documentElement.lang}`);
  const spoken = document.querySelectorAll('title, h1, h2, h3, h4, button, label, legend, th[scope=col], .site-nav a, .tools a, .links a, .hint, .lead, dt, summary, .message');
  for (const one of spoken) {
    if (one.closest(`[lang]:not(html):not([lang=${lang}]), code, .paper, article.report, output`)) continue;
    const text = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join(' ').trim();
    if (lang === 'en' && /[가-힣]/.test(text) && !recorded(text)) wrong.push(`Korean: ${one.localName} ‘${text.slice(0, 60)}’`);
    if (lang === 'ko' && /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text) && !/[가-힣]/.test(text)) wrong.push(`English: ${one.localName} ‘${text.slice(0, 60)}’`);
  }
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    const said = [...(field.labels ?? [])].map((label) => label.textContent).join('').trim() || field.getAttribute('aria-label');
    if (!said) wrong.push(`no label: ${field.name}`);
  }
  if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) wrong.push('an order of tabs of its own');
  return wrong;
}

/// Presses Tab from the top of the page: the skip link, then what stands in the page, and so to its form.
async function tabs(page) {
  const form = await page.evaluate(() => {
    document.activeElement?.blur();
    return Boolean(document.querySelector('main form[method=post] :is(input:not([type=hidden]), select, textarea, button)'));
  });
  if (!form) return [];
  await page.keyboard.press('Tab');
  if (!(await page.evaluate(() => document.activeElement?.matches('a.skip')))) return ['the first stop is not the skip link'];
  await page.keyboard.press('Enter');
  for (let stop = 0; stop < 200; stop += 1) {
    await page.keyboard.press('Tab');
    const where = await page.evaluate(() => {
      const one = document.activeElement;
      // A link that leads down to the form is as good as the form.
      const led = one?.matches('main a[href^="#"]') && document.querySelector(one.getAttribute('href'))?.closest('section')?.querySelector('form[method=post]');
      return [Boolean(one?.closest('main')), Boolean(led || one?.closest('main form[method=post]'))];
    });
    if (where[1]) return [];
    if (!where[0]) return ['Tab leaves the page before it reaches the form'];
  }
  return ['two hundred stops before the form'];
}

test('every page is led to by a link that opens', async (t) => {
  const wrong = [];
  for (const login of CRAWLED) wrong.push(...(await crawl(login)));
  const unreached = routes.map((one) => one.route).filter((route) => !crawled.has(route) && !UNLINKED[route]);
  t.diagnostic(`${crawled.size} of ${routes.length} GET routes`);
  assert.deepEqual([...unreached.map((route) => `no link leads to ${route}`), ...wrong], []);
});

test('on every page, in both languages: axe finds nothing, nothing is wider than a phone, words and labels are right', async (t) => {
  const [wrong, sizes, sheets] = [[], [], await styleSheets()];
  const queue = ['ko', 'en'].flatMap((lang) => pages().map((page) => ({ ...page, lang })));
  const looked = queue.length;
  const tab = async () => {
    let [page, whose] = [null, null];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { login, path, lang } = next;
      const name = `${lang} ${login || 'public'} ${path}`;
      if (whose !== login) {
        await page?.close();
        page = await people.get(login).tab({ width: 390, scripts: true });
        whose = login;
      }
      await page.setExtraHTTPHeaders({ 'Accept-Language': lang });
      const answer = await page.goto(house.base + path);
      if (answer.status() !== 200) {
        wrong.push(`${name}: ${answer.status()}`);
        continue;
      }
      const bytes = gzipSync(await answer.buffer()).length + sheets;
      sizes.push([bytes, name]);
      if (bytes > BYTES_MAX) wrong.push(`${name}: ${bytes} bytes`);
      const found = await page.evaluate(look, lang, DATA);
      await page.evaluate(axe);
      const violations = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(' ')}`)));
      for (const one of [...found, ...violations, ...(lang === 'ko' ? await tabs(page) : [])]) wrong.push(`${name}: ${one}`);
    }
    await page?.close();
  };
  await Promise.all([tab(), tab(), tab()]);
  t.diagnostic(`${looked} pages; the largest:`);
  for (const [bytes, name] of sizes.sort((a, b) => b[0] - a[0]).slice(0, 10)) t.diagnostic(`${bytes} bytes: ${name}`);
  assert.deepEqual(wrong, []);
});

test('with forced colours and with text at twice its size nothing is cut off', async () => {
  const wrong = [];
  const person = people.get('admin');
  for (const [name, width] of [['forced', 390], ['large', 1280], ['large', 640]]) {
    const page = await person.tab({ width, scripts: true });
    const session = await page.createCDPSession();
    if (name === 'forced') await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    else await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    for (const path of ['/', '/reports/work-report-2021', '/office', '/office/compile/work-report-2021.2021-04-21/2.4', '/office/ledger/lines/2021/park-operation/commit']) {
      await page.goto(house.base + path);
      const found = await page.evaluate(() => {
        const wrong = [];
        const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        if (wide > 0) wrong.push(`${wide} pixels wider than the screen`);
        for (const one of document.querySelectorAll('body *')) {
          const style = getComputedStyle(one);
          if (one.closest('svg, .visually-hidden, .skip') || style.visibility === 'hidden') continue;
          const cut = (overflow, inner, outer) => ['hidden', 'clip'].includes(overflow) && inner > outer + 2;
          if (cut(style.overflowX, one.scrollWidth, one.clientWidth) || cut(style.overflowY, one.scrollHeight, one.clientHeight)) wrong.push(`${one.localName}.${one.className} is cut off`);
          if (one.matches('button, .button, .badge, a') && one.scrollWidth > one.clientWidth + 2 && style.display !== 'inline') wrong.push(`${one.localName} ‘${one.textContent.trim().slice(0, 30)}’ is cut off`);
        }
        return wrong;
      });
      for (const one of found) wrong.push(`${name} ${width} ${path}: ${one}`);
    }
    await page.close();
  }
  assert.deepEqual(wrong, []);
});
