// Every page that an officer, a head, an auditor and the administrator can open, in both languages, on a phone: axe finds nothing, nothing
// is wider than the screen, words are of the page's language, fields have labels, and the keyboard reaches the form. The pages are the GET
// routes that the program's own tests list; each is found by following links, so a page that no link leads to fails too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Person, axe, house as start, root } from './house.js';

/// Routes that no page links to, and why.
const UNLINKED = {
  '/healthz': 'asked by machines',
  '/me/totp/end': 'linked once a second factor stands',
};
/// Bytes of a page without pictures and fonts.
const BYTES_MAX = 60_000;
/// Addresses of one route that are crawled for one person; the rest are alike.
const ALIKE = 3;
const ROLES = ['', 'admin', 'director', 'officer-si', 'auditor', 'budget', 'report'];

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
  for (const login of ROLES) people.set(login, await signedIn(login));
  await stage();
});
after(() => house?.stop());

async function signedIn(login) {
  const person = await Person.at(house);
  if (login) await person.signIn(login);
  const cookies = await person.context.cookies();
  person.cookie = cookies.map((one) => `${one.name}=${one.value}`).join('; ');
  return person;
}

/// Brings about what the demonstration has none of: exceptions, totals, a file on trial, a report to submit and one to approve, an answer to send.
async function stage() {
  const [budget, report, officer] = ['budget', 'report', 'officer-si'].map((login) => people.get(login));
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
  for (const day of ['2021-04-28', '2021-04-29']) {
    await report.open('/office/compile/open');
    await report.choose('#name', 'execution-2021');
    for (const [field, text] of [['#day', day], ['#due', '2021-05-07']]) await report.type(field, text);
    await report.press('main .form button');
    const overview = new URL(report.page.url()).pathname;
    for (const chapter of await report.page.$$eval('.chapter-name a', (links) => links.map((link) => link.getAttribute('href')))) {
      await report.open(chapter);
      if (await report.page.$('.confirm-all button')) await report.press('.confirm-all button');
    }
    await report.open(overview);
    if (day === '2021-04-29') {
      await report.follow('.acts a');
      await report.press('main .form button');
    }
  }
}

const plain = (href) => href.replaceAll('&#38;', '&').replaceAll('&amp;', '&');

/// Asks as one person; three at a time.
async function ask(login, path) {
  const answer = await fetch(house.base + path, { headers: { cookie: people.get(login).cookie, 'accept-language': 'ko' }, redirect: 'manual' });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', html: await answer.text() };
}

async function crawl(login) {
  const queue = ['/', ...(login ? ['/office', '/me'] : []), ...led.filter(([whose]) => whose === login).map(([, path]) => path)];
  const [seen, alike, shut] = [new Set(), new Map(), []];
  const next = async () => {
    for (let path = queue.shift(); path; path = queue.shift()) {
      const route = routeOf(path);
      const address = path.split('?')[0];
      if (seen.has(path)) continue;
      seen.add(path);
      assert.ok(route, `${path} is linked for ${login || 'the public'} and is no page`);
      const count = alike.get(route) ?? 0;
      if (count >= ALIKE) continue;
      alike.set(route, count + 1);
      const { status, type, html } = await ask(login, path);
      if (status !== 200) {
        shut.push(`${login || 'the public'}: ${path} is linked and answers ${status}`);
        continue;
      }
      const of = crawled.get(route) ?? crawled.set(route, new Map()).get(route);
      (of.get(login) ?? of.set(login, []).get(login)).push({ path, address, type, html });
      if (!type.startsWith('text/html')) continue;
      for (const [, href] of html.matchAll(/href="(\/[^"#]*)/g)) queue.push(plain(href));
    }
  };
  // The first page fills the queue for the others.
  const first = next();
  await first;
  return shut;
}

test('every page is led to by a link, and every link that is shown opens', async (t) => {
  const shut = [];
  for (const login of ROLES) shut.push(...(await crawl(login)));
  const unreached = routes.map((one) => one.route).filter((route) => !crawled.has(route) && !UNLINKED[route]);
  t.diagnostic(`${crawled.size} of ${routes.length} routes`);
  assert.deepEqual(unreached, [], 'no link leads there');
  assert.deepEqual(shut, []);
});
