// docs/verify-draw.html, opened from the disk: a draw that `madang panel draw` held holds there too, and one that was touched does not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, launch, root } from './house.js';

const FILES = ['pledge.json', 'draw.json', 'lottery.csv', 'certificate.json'];
const folder = mkdtempSync(join(tmpdir(), 'madang-draw-'));
const out = join(folder, 'out');
let browser;

before(async () => {
  const people = Array.from({ length: 40 }, (_, at) => `${['여', '여', '남'][at % 3]},${['청년', '장년', '장년'][at % 3]}`);
  writeFileSync(join(folder, 'pool.csv'), `성별,나이\n${people.join('\n')}\n`);
  writeFileSync(join(folder, 'quotas.csv'), 'category,feature,min,max\n성별,여,2,3\n성별,남,2,3\n나이,청년,1,3\n나이,장년,2,4\n');
  const panel = (...words) => execFileSync(join(root, 'target/debug/madang'), ['panel', ...words]);
  panel('select', '--pool', join(folder, 'pool.csv'), '--quotas', join(folder, 'quotas.csv'), '--size', '5', '--lottery', '97', '--seed', '1', '--out', out);
  panel('pledge', out, '--source', '공개 난수, 한 줄로');
  panel('draw', out, '--value', '3 11 24 30 38 41');
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/// What the page answers to the files of a folder, with its steps.
async function answer(names, width = 1280) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.goto(`file://${join(root, 'docs/verify-draw.html')}`);
  const input = await page.$('#files');
  await input.uploadFile(...names.map((name) => join(out, name)));
  await page.waitForFunction(() => document.getElementById('answer').textContent);
  const said = await page.evaluate(() => ({
    answer: document.getElementById('answer').textContent,
    steps: [...document.querySelectorAll('#steps li')].map((item) => item.textContent),
    wide: document.documentElement.scrollWidth > innerWidth,
  }));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  if (process.env.MADANG_PICTURES) await page.screenshot({ path: join(process.env.MADANG_PICTURES, `verify-draw-${width}-${names.length}.png`), fullPage: true });
  await page.close();
  assert.ok(!said.wide);
  return said;
}

test('a draw that holds', async () => {
  for (const width of [1280, 390]) {
    const { answer: said, steps } = await answer(FILES, width);
    assert.match(said, /The draw holds/);
    assert.equal(steps.length, 6);
    assert.ok(steps.every((step) => step.startsWith('✓')), steps.join());
  }
});

test('a file that is missing is named', async () => {
  assert.match((await answer(FILES.slice(0, 2), 390)).answer, /lottery\.csv, certificate\.json/);
});

test('a draw, a lottery or a certificate that was touched does not hold', async () => {
  const drawn = JSON.parse(readFileSync(join(out, 'draw.json')));
  const touched = {
    'draw.json': JSON.stringify({ ...drawn, number: (drawn.number % 97) + 1 }),
    'lottery.csv': `${readFileSync(join(out, 'lottery.csv'))} `,
    'certificate.json': `${readFileSync(join(out, 'certificate.json'))} `,
  };
  for (const [name, text] of Object.entries(touched)) {
    const before = readFileSync(join(out, name));
    writeFileSync(join(out, name), text);
    const { answer: said, steps } = await answer(FILES);
    writeFileSync(join(out, name), before);
    assert.match(said, /does not hold/, name);
    assert.equal(steps.filter((step) => step.startsWith('✗')).length, 1, `${name}: ${steps.join()}`);
  }
});
