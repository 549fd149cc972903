// The report in a real browser, without JavaScript: a figure opens to its rows, another day gives another answer, and nothing is asked of
// another host.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, house as start } from './house.js';

const REPORT = '/reports/work-report-2021?day=2021-04-21';

let house, person;
before(async () => {
  house = await start();
  person = await Person.at(house);
});
after(() => house?.stop());

const text = (selector) => person.page.$eval(selector, (element) => element.textContent.trim());

test('a figure of the report opens to the rows that fold to it', async () => {
  await person.open(REPORT);
  const figure = 'a.figure[data-key="execution.disbursed.park-operation"]';
  assert.match(await text(figure), /^1,312,840/);
  await person.follow(figure);
  await person.reads('1,312,840', '437,613,000', '442,614,000', '2021-03-31', '8건');
  assert.equal((await person.rows('')).length, 8);
});

test('another day and an earlier knowledge give other answers, and the address says which', async () => {
  const ask = async (field, value) => {
    await person.page.$eval(`input[name=${field}]`, (input, value) => { input.value = value; }, value);
    await person.press('.as-of form button');
  };
  await person.open(REPORT);
  const figure = 'a.figure[data-key="staff.current.bureau"]';
  assert.equal(await text(figure), '52');
  await ask('day', '2021-05-03');
  assert.match(person.page.url(), /day=2021-05-03/);
  assert.equal(await text(figure), '53');
  await ask('day', '2021-04-21');
  await ask('known', '2021-03-31T18:00');
  assert.match(await text('a.figure[data-key="execution.disbursed.park-operation"]'), /^1,317,840/);
});
