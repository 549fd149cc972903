// An officer's week, by hand: an official file with two rows that break a guard, the month's totals, the report's chapters confirmed,
// approved and issued, and the issued edition held against an earlier one. Clicks and typed fields only, pages without JavaScript.
// MADANG_PICTURES=DIR keeps a picture of each step, wide and on a phone, and the one-minute page as it is printed.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, house as start, root } from './house.js';

const pictures = process.env.MADANG_PICTURES;
const HEAD = '문서번호,회계연도,세부사업,구분,금액,일자,원인행위번호,적요';
const ROWS = [
  HEAD,
  '갈등조정담당관-1611,2021,갈등관리 실태평가,원인행위,"1,200,000",2021-04-29,,실태평가 자문',
  '갈등조정담당관-1612,2021,갈등관리 실태평가,지출,"700,000",2021-04-30,갈등조정담당관-1611,자문료',
  '갈등조정담당관-1613,2021,갈등관리 실태평가,지출,"900,000",2021-04-30,갈등조정담당관-1611,자문료',
  '갈등조정담당관-1614,2021,갈등관리 역량강화,원인행위,"31,000,000",2021-04-30,,직무교육 위탁',
];
/// The official ledger's totals of April, counted from the demonstration's own sheet of acts and what this week adds to it.
function totals(twice) {
  const sheet = (name) => {
    const [head, ...rows] = readFileSync(join(root, 'packs/seoul-2021', name), 'utf8').trim().split('\n').map((line) => line.split(','));
    return rows.map((row) => Object.fromEntries(head.map((column, at) => [column, row[at]])));
  };
  const acts = sheet('demonstration/ledger.csv');
  const lineOf = new Map(acts.map((act) => [act.key, act.line]));
  const names = new Map(sheet('lines.csv').filter((line) => line.fiscal_year === '2021').map((line) => [line.code, line.name_ko]));
  const sums = new Map();
  const add = (line, kind, amount) => sums.set(`${names.get(line)},${kind}`, (sums.get(`${names.get(line)},${kind}`) ?? 0) + Number(amount));
  for (const act of acts.filter((act) => act.fiscal_year === '2021' && act.day.startsWith('2021-04'))) {
    const line = act.line || lineOf.get(act.commitment);
    if (act.act === 'commit') add(line, '원인행위', act.amount);
    if (act.act === 'supplement') add(line, '추경', act.amount);
    if (act.act === 'release') add(line, '원인행위', -act.amount);
    if (act.act === 'disburse') add(line, '지출', act.amount);
    if (act.act === 'return') add(line, '반납', act.amount);
    if (act.act === 'transfer') for (const [whose, amount] of [[act.line, -act.amount], [act.to_line, act.amount]]) add(whose, '전용', amount);
  }
  add('conflict-evaluation', '원인행위', 1_200_000);
  add('conflict-evaluation', '지출', twice ? 1_600_000 : 700_000);
  add('conflict-capacity', '원인행위', 31_000_000);
  add('conflict-capacity', '전용', 1_000_000);
  add('conflict-governance', '전용', -1_000_000);
  return ['기준월,회계연도,세부사업,구분,금액', ...[...sums].map(([of, amount]) => `2021-04,2021,${of},${amount}`)];
}


let house;
before(async () => {
  house = await start();
  if (pictures) mkdirSync(pictures, { recursive: true });
});
after(() => house?.stop());

let count = 0;

/// What the person now sees, kept as pictures.
async function picture(person, name) {
  count += 1;
  if (!pictures) return;
  for (const width of [1280, 390]) {
    await person.page.setViewport({ width, height: 900 });
    await person.page.screenshot({ path: join(pictures, `${String(count).padStart(2, '0')}-${name}-${width}.png`), fullPage: true });
  }
  await person.page.setViewport({ width: 1280, height: 900 });
}

async function upload(person, what, name, lines) {
  await person.open('/office');
  await person.click('예산 원장');
  await person.click('공식 원장 반입');
  await person.file('#file', name, lines);
  await person.choose('#what', what);
  await person.click('시험하기');
}

/// Settles what a chapter still lacks, from the person's own office page.
async function confirm(person, chapter) {
  await person.open('/office');
  await person.click(chapter);
  while (await person.page.$('.confirm-all button, .statement-acts button')) {
    await person.follow((await person.page.$('.confirm-all button')) ? '.confirm-all button' : '.statement-acts button');
  }
}

test('an officer’s week', async (t) => {
  const step = async (name, run) => {
    let done = false;
    await t.test(name, async () => { await run(); done = true; });
    assert.ok(done, `the week stops at: ${name}`);
  };
  let person = await Person.at(house);

  await step('the budget officer signs in and sees what waits', async () => {
    await person.signIn('budget');
    assert.equal(new URL(person.page.url()).pathname, '/office');
    await person.reads('나를 기다리는 일', '2021-03 월 마감');
    assert.match(await person.sees('.signed'), /예산 총괄 담당/);
    await picture(person, 'office-budget');
  });

  await step('a file of official rows is tried first: two may enter, two break a guard', async () => {
    await upload(person, 'rows', 'april.csv', ROWS);
    await person.reads('아직 아무것도 쓰지 않았습니다', 'april.csv');
    assert.equal((await person.rows('예외')).length, 2);
    const [paid] = await person.rows('갈등조정담당관-1613');
    assert.match(paid, /남은 금액은 500,000원/);
    const [committed] = await person.rows('갈등조정담당관-1614');
    assert.match(committed, /30,186,000원/);
    await picture(person, 'trial');
  });

  await step('strict mode refuses the whole file', async () => {
    await person.choose('#mode', 'strict');
    await person.press('main .form button', 422);
    await person.reads('2개 행에 문제가 있어 파일 전체를 받지 않았습니다', '4행');
    await picture(person, 'strict-refused');
  });

  await step('in exceptions mode two rows enter and two are listed with their reason', async () => {
    await person.choose('#mode', 'exceptions');
    await person.press('main .form button');
    assert.equal(new URL(person.page.url()).pathname, '/office/ledger/exceptions');
    assert.match((await person.rows('갈등조정담당관-1613'))[0], /열림 .*남은 금액은 500,000원인데 900,000원/);
    assert.match((await person.rows('갈등조정담당관-1614'))[0], /30,186,000원/);
    await picture(person, 'exceptions');
    await person.open('/office');
    await person.reads('처리할 예외 2건');
  });

  await step('one exception is settled with a reason', async () => {
    await person.click('처리할 예외 2건');
    await person.click('e호조 갈등조정담당관-1613#1');
    await person.reads('남은 금액은 500,000원', '900,000');
    await picture(person, 'exception');
    await person.click('종결하기');
    await picture(person, 'settle-form');
    await person.type('#why', '1612호와 같은 청구서로 두 번 올린 결의. e호조에서 취소함');
    await person.press('main .form button');
    assert.equal((await person.rows('갈등조정담당관-1613')).length, 0, 'it is no longer open');
    await person.click('모두');
    assert.match((await person.rows('갈등조정담당관-1613'))[0], /같은 청구서로 두 번/);
  });

  await step('the other one enters once its cause is gone: money is transferred within the programme', async () => {
    await person.open('/office/ledger');
    await person.click('갈등관리 거버넌스 강화');
    await person.click('전용·이용·이체');
    await person.choose('#to', await person.page.$eval('#to', (one) => [...one.options].find((option) => option.text === '갈등관리 역량강화').value));
    await person.choose('#kind', 'within');
    await person.type('#amount', '1,000,000');
    await person.type('#day', '2021-04-30');
    await person.type('#note', '직무교육 위탁');
    await person.type('#document_number', '갈등조정담당관-1615');
    await person.press('main .form button');
    await person.reads('갈등조정담당관-1615', '△1,000,000');
    await person.open('/office');
    await person.click('처리할 예외 1건');
    await person.click('e호조 갈등조정담당관-1614#1');
    await person.click('기입하기');
    await picture(person, 'enter-form');
    await person.type('#why', '전용(갈등조정담당관-1615) 뒤에 기입');
    await person.press('main .form button');
    await person.reads('처리할 예외가 없습니다');
    await picture(person, 'no-exceptions');
  });

  await step('the month’s official totals are reconciled: a difference is shown, and its row explains it', async () => {
    await upload(person, 'totals', 'april-totals.csv', totals(true));
    await person.press('main .form button');
    assert.equal(new URL(person.page.url()).pathname, '/office/ledger/reconcile');
    await person.reads(/합계 \d+건 가운데 1건이 다릅니다/, '8,007,000', '7,107,000', '900,000');
    await picture(person, 'reconcile');
    await person.click('2021-04');
    assert.match((await person.rows('갈등조정담당관-1613'))[0], /900,000.*같은 청구서로 두 번 올린 결의/);
    await picture(person, 'reconcile-rows');
  });

  await step('the official ledger took the row back: the new totals agree', async () => {
    await upload(person, 'totals', 'april-totals-2.csv', totals(false));
    await person.press('main .form button');
    await person.reads(/합계 \d+건 가운데 0건이 다릅니다/);
    await picture(person, 'reconciled');
    await person.signOut();
    assert.ok(await person.page.$('a.sign-in'), 'signed out');
    await picture(person, 'signed-out');
  });

  await step('the owner of a chapter is reminded of it', async () => {
    await person.signIn('officer-si');
    await person.reads('Ⅱ. 주요 업무 추진계획: 미확인 6', '늦음 2021-04-20');
    await picture(person, 'office-owner');
  });

  await step('one statement is changed', async () => {
    await person.click('Ⅱ. 주요 업무 추진계획: 미확인 6');
    await person.reads('6문장 중 0 확인');
    await picture(person, 'chapter');
    await person.click(/^고치기 1$/);
    const stands = (await person.page.$eval('#text', (one) => one.value)).trim();
    await person.type('#text', stands.replace('생산기지', '거점'));
    await picture(person, 'statement');
    await person.press('main .form button');
    await person.reads('혁신 거점');
    await picture(person, 'statement-changed');
  });

  await step('the chapters are confirmed, each by its owner', async () => {
    await confirm(person, /^Ⅱ\. 주요 업무 추진계획/);
    await person.reads('6문장 중 6 확인');
    await picture(person, 'chapter-confirmed');
    await confirm(person, /^2\. 사회혁신과 시민사회/);
    await person.reads('20문장 중 20 확인');
    for (const [login, chapter, said] of [['officer-tc', /^4\. 시민자치에/, '19문장 중 19 확인'], ['officer-cm', /^6\. 갈등대안/, '21문장 중 21 확인']]) {
      await person.signOut();
      await person.signIn(login);
      await confirm(person, chapter);
      await person.reads(said);
      await person.open('/office');
      assert.doesNotMatch(await person.sees('.waiting'), chapter);
    }
    await person.signOut();
  });

  await step('the report’s lead sends it up', async () => {
    await person.signIn('report');
    await person.click(/^주요업무보고 취합/);
    await person.reads(/136\s*\/ ?136/);
    await picture(person, 'overview-complete');
    await person.follow('.acts a');
    await person.press('main .form button');
    await person.signOut();
  });

  await step('its head looks at the minute, sees that the report waits, and approves it with an official document', async () => {
    await person.signIn('director');
    await picture(person, 'office-head');
    await person.click('1분 보고');
    await picture(person, 'minute');
    const sheet = await person.page.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true });
    assert.equal(Buffer.from(sheet).toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1, 'one sheet of A4');
    if (pictures) writeFileSync(join(pictures, 'minute.pdf'), sheet);
    await person.click('승인하기');
    await person.click('승인');
    await person.type('#document_number', '서울혁신기획관-812');
    await person.type('#document_day', '2021-04-30');
    await picture(person, 'approve-form');
    await person.press('main .form button');
    await person.reads('서울혁신기획관-812 (2021-04-30)');
    await picture(person, 'approved');
    await person.signOut();
  });

  await step('the edition is issued with its document', async () => {
    await person.signIn('report');
    await person.click('발행');
    await person.choose('#report', 'work-report-2021');
    await person.type('#day', '2021-04-30');
    await person.choose('#supersedes', '2021-1');
    await person.type('#document_number', '사회혁신담당관-4230');
    await person.type('#document_day', '2021-04-30');
    await picture(person, 'issue-form');
    await person.press('main .form button');
    assert.equal(new URL(person.page.url()).pathname, '/editions/2021-2');
    await person.reads('발행판 2021-2', '혁신 거점', '사회혁신담당관-4230');
    await picture(person, 'edition');
  });

  await step('it is compared with the edition before', async () => {
    await person.open('/editions');
    await person.click('비교');
    await person.type('#a', '2021-1');
    await person.type('#b', '2021-2');
    await person.press('main .form button');
    await person.reads('바뀐 수치', '달라진 행', '혁신 거점');
    await picture(person, 'compare');
  });

  await step('a changed figure opens to its rows', async () => {
    await person.follow('.change-value a:last-of-type');
    assert.equal(new URL(person.page.url()).pathname.split('/')[1], 'figures');
    assert.ok((await person.page.$$('main table tbody tr')).length > 0, 'its rows');
    await picture(person, 'evidence');
  });
  await person.close();
});
