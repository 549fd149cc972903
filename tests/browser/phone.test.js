// On a slow phone (1.6 Mbit/s down, 150 ms there and back, a processor four times slower) a page is painted and usable within two seconds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, house as start } from './house.js';

const USABLE_MS = 2000;
const PAGES = ['/', '/reports/work-report-2021', '/budget', '/execution', '/office'];

let house;
before(async () => { house = await start(); });
after(() => house?.stop());

/// Opens a page as the first of a visit, nothing kept from before; gives when it was first painted and when it was whole and answered.
async function opened(person, path) {
  const page = await person.tab({ width: 390, scripts: true });
  const phone = await page.createCDPSession();
  await phone.send('Network.enable');
  await phone.send('Network.setCacheDisabled', { cacheDisabled: true });
  await phone.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 });
  await phone.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(house.base + path, { waitUntil: 'load' });
  const times = await page.evaluate(() => new Promise((resolve) => {
    const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    const wait = () => (paint() ? resolve({ painted: paint(), usable: performance.getEntriesByType('navigation')[0].domInteractive }) : setTimeout(wait, 20));
    wait();
  }));
  await page.close();
  return times;
}

test('pages are painted and usable on a slow phone within two seconds', async (t) => {
  const person = await Person.at(house, { width: 390 });
  await person.signIn('officer-si');
  const late = [];
  for (const path of PAGES) {
    // Once for the server, which keeps the pages of the public; then as the phone sees it.
    await person.open(path);
    const { painted, usable } = await opened(person, path);
    t.diagnostic(`${path}: painted after ${Math.round(painted)} ms, usable after ${Math.round(usable)} ms`);
    if (Math.max(painted, usable) > USABLE_MS) late.push(`${path}: ${Math.round(Math.max(painted, usable))} ms`);
  }
  assert.deepEqual(late, []);
});
