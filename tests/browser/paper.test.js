// Files for paper as people take them, and an edited one checked: the progress of a file that takes its time, the files as other programs read them,
// a changed digit found. MADANG_PICTURES=DIR keeps pictures of the pages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, axe, house as start } from './house.js';

const pictures = process.env.MADANG_PICTURES;
let house;
before(async () => { house = await start(); });
after(() => house?.stop());

/// Fetches a file that is printed until it is there.
async function printed(path, cookie = '') {
  for (;;) {
    const answer = await fetch(house.base + path, { headers: { cookie }, redirect: 'manual' });
    if (answer.status !== 303) {
      assert.equal(answer.status, 200, path);
      return Buffer.from(await answer.arrayBuffer());
    }
    await waited(answer.headers.get('location'));
  }
}

async function waited(progress) {
  assert.match(progress, /^\/printing\/[0-9a-f]{64}$/);
  while ((await fetch(house.base + progress)).status === 202) await new Promise((resolve) => setTimeout(resolve, 500));
}

/// Looks at a page in both widths: axe finds nothing, nothing is wider than the screen.
async function look(person, name) {
  for (const width of [1280, 390]) {
    await person.page.setViewport({ width, height: 900 });
    assert.equal(await person.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false, `${name} is wider than ${width}`);
    if (pictures) await person.page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  }
  await person.page.evaluate(axe);
  const violations = await person.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map((one) => one.id)));
  assert.deepEqual(violations, [], name);
}

test('a file that takes its time shows how far it is, and is there at the end', async () => {
  const person = await Person.at(house, { scripts: true });
  // Several at once, so that the last one waits for the others.
  const paths = [1, 2, 3, 4].map((day) => `/reports/work-report-2021.pdf?day=2021-04-0${day}`);
  const answers = await Promise.all(paths.map((path) => fetch(house.base + path, { redirect: 'manual' })));
  const progress = answers.map((answer) => answer.headers.get('location')).filter((location) => location);
  assert.ok(progress.length > 0, 'all four were printed within two seconds: ask for more');
  const last = progress.at(-1);
  await person.page.goto(house.base + last);
  if (await person.page.$('progress')) {
    await person.reads(/만들고 있습니다/, /3초마다/);
    await look(person, 'printing');
  }
  await waited(last);
  await person.open(last);
  await person.reads('파일이 준비되었습니다');
  await look(person, 'printed');
  const href = await person.page.$eval('main a.button', (link) => link.getAttribute('href'));
  const pdf = join(house.folder, 'report.pdf');
  writeFileSync(pdf, await printed(href));
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
  assert.match(text, /서울혁신파크/);
  await person.close();
});

test('an edited file is checked: the changed digit is named with its rows', async () => {
  const person = await Person.at(house, { scripts: true });
  await person.signIn('report');
  const cookie = (await person.context.cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
  const [whole, edited] = ['edition.hwpx', 'edited.hwpx'].map((name) => join(house.folder, name));
  writeFileSync(whole, await printed('/editions/2021-1.hwpx?lang=ko', cookie));
  // An officer's slip: two digits of a budget change places.
  execFileSync('python3', ['-c', `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], 'w') as new:
    for part in old.infolist():
        data = old.read(part)
        if part.filename.endswith('section0.xml'):
            assert data.count('>679<'.encode()) == 1, 'the figure stands in the report'
            data = data.replace('>679<'.encode(), '>697<'.encode(), 1)
        new.writestr(part, data)
`, whole, edited]);
  await person.open('/office/check');
  const field = await person.page.waitForSelector('#file');
  await field.uploadFile(edited);
  await person.choose('#against', '2021-1');
  await person.press('main .form button');
  await person.reads('바뀜', '679', '697');
  assert.ok((await person.page.$$('main table a')).length > 0, 'the rows behind are a click away');
  await look(person, 'check');
  await person.close();
});
