// SPDX-License-Identifier: GPL-2.0-only
// The checks of the tour in a browser: node tour.mjs INSTALLED TOUR [WORD...]
// Each prints "ok WHAT" or "not ok WHAT: WHY".

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [installed, tour, ...words] = process.argv.slice(2);
const require = createRequire(path.join(installed, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const LIMIT = 300 * 1024;
const base = pathToFileURL(tour).href + '/';
const pages = fs.readdirSync(tour).filter(f => f.endsWith('.html')).sort();
// A page of each kind, and a large one.
const kinds = ['index.html', 'guest.html', 'guest-entry.html', 'switcher-crossing.html',
  'preparation-landscape.html', 'src-guest-entry.S.html', 'src-linux-entry_32.S.patch.html',
  'files.html', 'stops.html', 'chunks.html', 'chunks-r.html', 'identifiers.html',
  'identifiers-l.html', 'coverage.html', ...pages.filter(f => f.startsWith('journey-')).slice(0, 2),
  ...pages.filter(f => f.startsWith('trace-'))];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
let failures = 0;

function expect(condition, ...why) {
  if (!condition) throw new Error(why.join(' '));
}

async function check(name, body) {
  if (words.length && !words.some(w => name.includes(w))) return;
  try {
    const note = await body();
    console.log(`ok ${name}${note ? ` (${note})` : ''}`);
  } catch (e) {
    failures++;
    console.log(`not ok ${name}: ${e.message.split('\n').slice(0, 4).join(' ')}`);
  }
}

// A window of its own, which hears of everything that goes wrong in it.
async function open(page, options = {}, heard = []) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const window = await context.newPage();
  window.heard = heard;
  window.setDefaultTimeout(60000);    // a busy machine is no fault of the page
  window.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') heard.push(m.text()); });
  window.on('pageerror', e => heard.push(e.message));
  window.on('request', r => {
    if (!r.url().startsWith(base) && !r.url().startsWith('data:') && !r.url().startsWith(options.from || base))
      heard.push('a request to ' + r.url());
  });
  await window.goto((options.from || base) + page);
  return window;
}

async function visiting(page, options, body) {
  const window = await open(page, options);
  try {
    const note = await body(window);
    expect(!window.heard.length, window.heard[0]);
    return note;
  } finally {
    await window.context().close();
  }
}

const name = window => decodeURIComponent(window.url().split('/').pop());

// ---- all pages: once around, on a phone. What they are like is judged afterwards.

const seen = new Map();
await check('every page opens without an error or a foreign request', async () => {
  const wrong = [];
  await visiting('index.html', { viewport: { width: 360, height: 740 } }, async window => {
    for (const page of pages) {
      await window.goto(base + page);
      wrong.push(...window.heard.splice(0).map(what => `${page}: ${what}`));
      seen.set(page, await window.evaluate(() => ({
        ids: [...document.querySelectorAll('[id]')].map(e => e.id),
        hrefs: [...new Set([...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')))],
        wide: document.documentElement.scrollWidth,
        widest: [...document.querySelectorAll('body *')].reduce((most, e) =>
          e.getBoundingClientRect().right > (most?.right ?? 361) && !e.closest('.table, .skip, #page-menu, #page-outline') ?
            { right: e.getBoundingClientRect().right, what: e.outerHTML.slice(0, 100) } : most, null),
        chunks: [...document.querySelectorAll('.chunk')].map(c => {
          const links = [...c.querySelectorAll(':scope > .links a')].map(a => [a.textContent, a.getAttribute('href')]);
          return { id: c.id, name: c.querySelector('.name').textContent, links,
            part: c.querySelector(':scope > .links')?.textContent.match(/^part (\d+) of (\d+)/)?.slice(1).map(Number) || [1, 1],
            uses: [...c.querySelectorAll(':scope > .code > .u > details > summary .use, :scope > .code > .l .use')].map(u => u.textContent) };
        }),
        lines: Object.fromEntries([...document.querySelectorAll('.l[id]')]
          .map(l => [l.id, l.textContent.slice(l.querySelector('.n')?.textContent.length || 0)])),
        names: [...new Set([...document.querySelectorAll('.l a:not(.n, .use, .d)')].filter(a => a.hash)
          .map(a => a.getAttribute('href') + ' ' + a.textContent))],
        images: [...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt.trim() ||
          !document.getElementById(i.getAttribute('aria-details'))?.textContent.trim()).map(i => i.src),
        headings: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1]),
        title: document.title,
        lang: document.documentElement.lang,
        about: document.querySelector('meta[name="description"]')?.content,
        places: ['header', 'main', 'nav'].filter(p => !document.querySelector(p)),
        nameless: [...document.querySelectorAll('nav, [role="region"], summary, button, input, select, a')].filter(e =>
          !(e.getAttribute('aria-label') || e.textContent || e.querySelector('img')?.alt || '').trim()).map(e => e.outerHTML.slice(0, 100)),
        first: [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).length,
      })));
    }
  });
  expect(!wrong.length, ...wrong.slice(0, 3));
  return `${pages.length} pages`;
});

await check('every link and anchor resolves', () => {
  let links = 0;
  for (const [page, { hrefs }] of seen) {
    for (const href of hrefs) {
      if (/^https?:/.test(href)) continue;
      const [file, hash] = href.split('#');
      const target = file || page;
      links++;
      if (!seen.has(target)) {
        expect(fs.existsSync(path.join(tour, target)), page, 'leads to no page:', href);
        continue;
      }
      expect(!hash || seen.get(target).ids.includes(decodeURIComponent(hash)) ||
        seen.get(target).ids.includes(hash), page, 'leads to nothing:', href);
    }
  }
  return `${links} links`;
});

await check('a chunk tells which part it is, where the others are, and who uses it', () => {
  const at = new Map(), users = new Map();
  for (const [page, { chunks }] of seen)
    for (const chunk of chunks) {
      at.set(`${page}#${chunk.id}`, chunk);
      for (const use of chunk.uses) users.set(use, (users.get(use) || new Set()).add(`${page}#${chunk.id}`));
    }
  for (const [page, { chunks }] of seen)
    for (const { id, name, part: [n, of], links } of chunks) {
      const where = links.map(([text, href]) => [text, decodeURIComponent(href.startsWith('#') ? page + href : href)]);
      for (const [text, step] of [['previous', -1], ['next', 1]]) {
        const [, target] = where.find(([t]) => t === text) || [];
        expect(!target === (n + step < 1 || n + step > of), page, id, 'is part', n, 'of', of, text, target);
        expect(!target || at.get(target)?.name === name && at.get(target).part[0] === n + step, page, id, text, target);
      }
      const told = where.filter(([text]) => text !== 'previous' && text !== 'next').map(([, target]) => target);
      const wanted = [...users.get(name) || []];
      expect(told.length === wanted.length && wanted.every(u => told.includes(u)), page, id, 'is used in', wanted, 'and says', told);
    }
  return `${at.size} parts`;
});

await check('a name in the code leads to a line that has it, or to its place in the index', () => {
  let links = 0;
  for (const [page, { names }] of seen) {
    for (const link of names) {
      const [href, name] = link.replace(' CONFIG_', ' ').split(' '), [file, hash] = href.split('#');
      const line = seen.get(file || page)?.lines[hash];
      expect(line ? new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}(?!\\w)`).test(line) : hash.replace('CONFIG_', '') === name,
        page, name, 'leads to', href, line);
      links++;
    }
  }
  return `${links} links`;
});

await check('no id is used twice on a page', () => {
  for (const [page, { ids }] of seen) {
    const set = new Set();
    for (const id of ids) {
      expect(!set.has(id), page, 'has two of', id);
      set.add(id);
    }
  }
});

await check('each page says what it is: language, title, description, landmarks, headings in steps', () => {
  const titles = new Map();
  for (const [page, { headings, title, lang, about, places, nameless, first }] of seen) {
    expect(lang === 'en-GB', page, 'is in', lang);
    expect(/^(\S.* · )?lguest$/.test(title) && !titles.has(title), page, 'is called', title, titles.get(title));
    titles.set(title, page);
    expect(about?.length > 10, page, 'has no description');
    expect(!places.length, page, 'has no', places[0]);
    expect(headings[0] === 1 && headings.filter(h => h === 1).length === 1, page, 'has headings', headings);
    headings.forEach((h, i) => expect(!i || h <= headings[i - 1] + 1, page, 'has an h' + h, 'below an h' + headings[i - 1]));
    expect(!nameless.length, page, 'has something without a name:', nameless[0]);
    expect(!first, page, 'sends Tab elsewhere');
  }
});

await check('no page has to be scrolled sideways at 360 pixels', () => {
  for (const [page, { wide, widest }] of seen)
    expect(wide <= 360, page, 'is', wide, 'wide:', widest?.what);
});

await check('every figure is there and has a text', () => {
  for (const [page, { images }] of seen)
    expect(!images.length, page, images[0]);
});

await check('no page is larger than 300 KiB', () => {
  let largest = ['', 0];
  for (const page of pages) {
    const { size } = fs.statSync(path.join(tour, page));
    expect(size < LIMIT, page, 'has', size, 'bytes');
    if (size > largest[1]) largest = [page, size];
  }
  return `largest ${largest[0]}, ${(largest[1] / 1024).toFixed()} KiB`;
});

// ---- accessibility

// Complains of what is serious, with all unfolded; returns how many lesser remarks there are.
async function audit(window, page, rules = {}) {
  await window.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
  await window.evaluate(axe);
  const { violations } = await window.evaluate(rules =>
    axe.run(document, { preload: false, resultTypes: ['violations'], rules }), rules);
  const [serious] = violations.filter(v => v.impact === 'serious' || v.impact === 'critical');
  expect(!serious, page, serious?.id, serious?.nodes.length, serious?.nodes[0].html.slice(0, 200),
    serious?.nodes[0].failureSummary?.split('\n')[1]);
  return violations.length;
}

for (const colorScheme of ['light', 'dark']) {
  await check(`axe finds nothing serious, ${colorScheme}`, async () => {
    let found = 0;
    for (const page of kinds)
      await visiting(page, { colorScheme }, async window => { found += await audit(window, page); });
    return `${kinds.length} pages, ${found} lesser remarks`;
  });
}

// Colours are those of the pages above, and take half of the time.
await check('axe finds nothing serious on any page', async () => {
  const left = [...pages];
  let found = 0;
  await Promise.all([1, 2].map(() => visiting('index.html', {}, async window => {
    for (let page; (page = left.shift());) {
      await window.goto(base + page);
      found += await audit(window, page, { 'color-contrast': { enabled: false } });
    }
  })));
  return `${pages.length} pages, ${found} lesser remarks`;
});

await check('Tab goes through everything, and shows where it is', async () => {
  for (const page of ['index.html', 'guest-entry.html', 'src-guest-entry.S.html', 'preparation-landscape.html']) {
    await visiting(page, {}, async window => {
      const wanted = await window.evaluate(() => [...document.querySelectorAll('a[href], summary, button, input, select, [tabindex="0"]')]
        .filter(e => e.tabIndex >= 0 && e.checkVisibility()).slice(0, 120).map((e, i) => { e.dataset.turn = i; return i; }).length);
      for (let i = 0; i < wanted; i++) {
        await window.keyboard.press('Tab');
        const at = await window.evaluate(() => {
          const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
          return { turn: e.dataset.turn, html: e.outerHTML.slice(0, 100), ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
            inside: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight };
        });
        expect(at.turn === String(i), page, 'step', i, 'is at', at.turn, at.html);
        expect(at.ring, page, 'shows no focus:', at.html);
        expect(at.inside, page, 'hides what has the focus:', at.html);
      }
    });
  }
});

await check('nothing moves by itself', () => {
  const style = fs.readFileSync(path.join(tour, 'tour.css'), 'utf8');
  expect(!/transition|animation|smooth/.test(style), 'tour.css moves something');
});

await check('the first Tab offers to skip to the text, and Tab goes on from there', () =>
  visiting('guest-entry.html', {}, async window => {
    await window.keyboard.press('Tab');
    expect(await window.evaluate(() => document.activeElement.className) === 'skip', 'no skip link');
    await window.keyboard.press('Enter');
    await window.keyboard.press('Tab');
    expect(await window.evaluate(() => document.activeElement.closest('main') !== null), 'not in the text');
  }));

// ---- search

async function found(window, query) {
  await window.fill('#page-tools input', '');
  await window.locator('#page-tools input').pressSequentially(query);
  await window.waitForFunction(q => document.querySelector('#page-tools input').value === q &&
    !document.querySelector('#page-results').hidden, query);
  return window.$$eval('#page-results a', links => links.map(a =>
    ({ href: a.getAttribute('href'), text: a.querySelector('strong').textContent })));
}

async function searching(window) {
  await window.keyboard.press('/');
  expect(await window.evaluate(() => document.activeElement.type) === 'search', '/ does not focus it');
  const prose = await found(window, 'amused');
  expect(prose.some(r => r.href === 'guest-entry.html#G:010'), 'a word of the prose:', JSON.stringify(prose[0]));
  const chunk = await found(window, 'stand on the kernel’s first stack'.replace('’', "'"));
  expect(chunk[0].text.startsWith('«stand on the kernel'), 'a chunk:', JSON.stringify(chunk[0]));
  const symbol = await found(window, 'lguest_init');
  expect(symbol.slice(0, 3).some(r => r.text === 'lguest_init'), 'a symbol:', JSON.stringify(symbol.slice(0, 3)));
  const nothing = await found(window, 'xyzzyplugh');
  expect(!nothing.length && await window.isVisible('#page-results p'), 'found what is not there');
  const said = () => window.textContent('p.unseen[role="status"]');
  expect(await said() === 'No results', 'it says', await said());
  const some = await found(window, 'lguest_read');
  expect(/^\d+ results?$/.test(await said()) && parseInt(await said()) >= some.length, 'it says', await said());
  await found(window, 'amused');
  await window.keyboard.press('Escape');
  expect(!await window.isVisible('#page-results'), 'Escape does not close it');
  await found(window, 'amused');
  const inResults = () => window.evaluate(() => [...document.querySelectorAll('#page-results a')].indexOf(document.activeElement));
  await window.keyboard.press('ArrowDown');
  expect(await inResults() === 0, 'arrows do not reach it');
  await window.keyboard.press('ArrowUp');
  expect(await window.evaluate(() => document.activeElement.type) === 'search', 'no way back up');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowRight');
  expect(await inResults() === 0, 'an arrow in the results turns pages');
  await window.keyboard.press('Enter');
  await window.waitForURL(/guest-entry\.html#G:010$/);
}

await check('search finds prose, a chunk and a symbol, from file://', () =>
  visiting('index.html', {}, searching));

await check('search: what is called so comes first, and what is misspelt is found', () =>
  visiting('index.html', {}, async window => {
    for (const [query, text, href] of [
      ['lguest_init', 'lguest_init'], ['lguest_read()', 'lguest_read'], ['hcalls', 'hcalls'], ['LHCALL_LGUEST_INIT', 'LHCALL_LGUEST_INIT'],
      ['G:033', 'G:033 Field by field', 'guest-entry.html#G:033'], ['h:085', null, 'host-device.html#H:085'],
      ['field by field', 'G:033 Field by field'], ['share the interrupt flag and its company', '«share the interrupt flag and its company»'],
      ['src/guest/boot.c', 'src/guest/boot.c', 'src-guest-boot.c.html'],
    ]) {
      const [first] = await found(window, query);
      expect((!text || first.text === text) && (!href || first.href === href), query, 'finds', JSON.stringify(first));
    }
    for (const [query, meant] of [['interupt', /interrupt/i], ['hypercal', /hypercall/i], ['swicher', /switcher/i]]) {
      const results = await found(window, query);
      expect(results.slice(0, 10).some(r => meant.test(r.text)), query, 'finds', JSON.stringify(results[0]));
    }
    const size = fs.statSync(path.join(tour, 'search-data.js')).size;
    expect(size < 1536 * 1024, 'it looks through', size, 'bytes');
    return `${(size / 1024).toFixed()} KiB to look through`;
  }));

await check('and from a server', async () => {
  const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
  const server = http.createServer((request, response) => {
    const file = path.join(tour, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    response.setHeader('Content-Type', types[file.split('.').pop()] || 'text/plain');
    fs.createReadStream(file).on('error', () => { response.statusCode = 404; response.end(); }).pipe(response);
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  try {
    const from = `http://127.0.0.1:${server.address().port}/`;
    await visiting('index.html', { from }, searching);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

// ---- reading

await check('chunks unfold in place, nested, and so does what is folded', () =>
  visiting('guest-entry.html', {}, async window => {
    const nested = window.locator('.chunk > .code > .u > details > .code > .u > details').first();
    const inner = nested.locator('.l').first();
    expect(!await inner.isVisible(), 'open already');
    await nested.locator('xpath=ancestor::details').first().locator('> summary').click();
    await nested.locator('> summary').click();
    expect(await inner.isVisible(), 'does not unfold');
    const folded = window.locator('details.chunk').first();
    expect(!await folded.locator('.l').first().isVisible(), 'not folded');
    await folded.locator('> summary').click();
    expect(await folded.locator('.l').first().isVisible(), 'stays folded');
  }));

await check('code is selected as it was written, without line numbers', async () => {
  const root = path.join(tour, '..', '..');
  for (const [page, line, source] of [
    ['guest-interrupts.html', '.chunk .l[id]', 'chapters/2-guest/30-interrupts.nw'],
    ['src-guest-entry.S.html', '.code.file .l', 'src/guest/entry.S'],
  ]) {
    await visiting(page, {}, async window => {
      const text = await window.$$eval(line, lines => {
        const first = lines.find(l => l.textContent.endsWith('\tint\t$LGUEST_TRAP_ENTRY\n'));
        const last = first.nextElementSibling;
        getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
        return getSelection().toString();
      });
      expect(/^\tint\t\$LGUEST_TRAP_ENTRY\n\t\S.*\n?$/.test(text), page, JSON.stringify(text));
      expect(fs.readFileSync(path.join(root, source), 'utf8').includes('\n' + text), page, 'is not', source);
    });
  }
});

// What a file is without our own lines in it.
const written = file => fs.readFileSync(path.join(tour, '..', '..', file), 'utf8').split('\n')
  .filter(line => !/^\s*(\/\*([A-Z]:\d{3} .*|:)\*\/|#line \d+ ".*"|#([A-Z]:\d{3} .*|:))$/.test(line)).join('\n');

// Presses the button of a piece of code, and hears what it says and what is copied.
async function copied(window, box) {
  const button = box.locator('xpath=preceding-sibling::*[1]').locator('button.copy');
  await button.focus();
  await window.keyboard.press('Enter');
  await window.waitForFunction(() => /^Copied \d+ lines?$/.test(document.querySelector('p.unseen[role="status"]').textContent));
  expect((await button.textContent()).startsWith('Copied '), 'the button does not say so');
  expect(await button.evaluate(b => b === document.activeElement), 'it has lost the focus');
  const paste = await window.context().newPage();
  await paste.setContent('<textarea></textarea>');
  await paste.focus('textarea');
  await paste.keyboard.press('Control+V');
  const text = await paste.inputValue('textarea');
  await paste.close();
  await window.bringToFront();
  return text;
}

for (const [how, script] of [['through the clipboard', 'void 0'],
  ['where pages may not use it', 'delete Navigator.prototype.clipboard']]) {
  await check(`a button copies code and nothing else, ${how}`, async () => {
    const options = { permissions: ['clipboard-read', 'clipboard-write'] };
    await visiting('guest-interrupts.html', options, async window => {
      await window.evaluate(script);
      const boxes = window.locator('.chunk > .code');
      const chapter = fs.readFileSync(path.join(tour, '..', '..', 'chapters/2-guest/30-interrupts.nw'), 'utf8');
      const tabs = boxes.filter({ hasText: '$LGUEST_TRAP_ENTRY' }).filter({ hasNot: window.locator('.u') }).first();
      const text = await copied(window, tabs);
      expect(/\t/.test(text) && chapter.includes('>>=\n' + text), JSON.stringify(text));
      const using = boxes.filter({ has: window.locator('> .u') }).first();
      const folded = await copied(window, using);
      const plain = s => s.replace(/<<|>>|[«»]|\[\[|\]\]/g, '');
      expect(plain(chapter).includes('=\n' + plain(folded)), JSON.stringify(folded));
      const first = using.locator('> .u > details').first();
      await first.locator('> summary').click();
      const unfolded = await copied(window, using);
      const inner = await first.locator('> .code > .l').first().textContent();
      expect(unfolded.includes(inner) && !/\u25B8|\u25BE|part \d+ of/.test(unfolded) &&
        !unfolded.includes(await first.locator('> summary').textContent()), JSON.stringify(unfolded));
    });
    for (const file of ['src/guest/boot.c', 'src/guest/entry.S', 'src/guest/Makefile']) {
      await visiting(file.replaceAll('/', '-') + '.html', options, async window => {
        await window.evaluate(script);
        const text = await copied(window, window.locator('.code.file'));
        expect(text === written(file), file, 'is not what it was');
      });
    }
  });
}

await check('each piece of code has a button to copy it, and without JavaScript none has', async () => {
  let buttons = 0;
  for (const page of kinds) {
    await visiting(page, {}, async window => {
      const count = await window.locator('button.copy').count();
      expect(count === await window.locator('.chunk > .code, .code.file').count(), page, 'has', count, 'buttons');
      buttons += count;
    });
  }
  await visiting('guest-entry.html', { javaScriptEnabled: false }, async window => {
    expect(!await window.locator('button').count(), 'a button that cannot work');
  });
  return `${buttons} buttons`;
});

await check('names lead to their definition, definitions to their uses, lines to their stops', () =>
  visiting('src-guest-entry.S.html', {}, async window => {
    await window.click('.l a:text-is("lguest_init")');
    expect(name(window).startsWith('src-guest-boot.c.html#L'), name(window));
    const line = await window.textContent(':target');
    expect(/lguest_init\(/.test(line), line);
    const stop = await window.getAttribute(':target a.n', 'href');
    await window.click(':target a.n');
    expect(name(window) === stop && /^guest-.*#L\d+$/.test(stop), name(window));
    expect(/lguest_init\(/.test(await window.textContent(':target')), 'not the same line');
    await window.click(':target a.d');
    expect(name(window) === 'identifiers-l.html#lguest_init', name(window));
    expect(/function in guest\/boot.c:\d+/.test(await window.textContent(':target')), 'not in the index');
    await window.locator(':target a[href*="#L"]').first().click();
  }));

await check('themes: the system\'s, light, dark, and the next page remembers', () =>
  visiting('guest-entry.html', { colorScheme: 'dark' }, async window => {
    const paper = () => window.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await paper();
    await window.selectOption('#page-tools select', 'light');
    const light = await paper();
    expect(light !== dark, 'light is dark');
    await window.goto(base + 'guest-hooks.html');
    expect(await paper() === light, 'forgotten on the next page');
    expect(await window.inputValue('#page-tools select') === 'light', 'the choice is not shown');
    await window.selectOption('#page-tools select', '');
    expect(await paper() === dark, 'the system is not heard any more');
    await window.emulateMedia({ colorScheme: 'light' });
    expect(await paper() === light, 'the system is not heard');
    await window.selectOption('#page-tools select', 'dark');
    expect(await paper() === dark, 'dark is light');
  }));

await check('arrow keys turn pages, in reading order from the cover to the end', () =>
  visiting('index.html', {}, async window => {
    const order = ['index.html'];
    for (;;) {
      const next = await window.getAttribute('.turn a[rel="next"]', 'href', { timeout: 1000 }).catch(() => null);
      if (!next) break;
      await window.keyboard.press('ArrowRight');
      await window.waitForURL(base + next);
      order.push(next);
      expect(order.length <= pages.length, 'it never ends');
    }
    const chapters = pages.filter(p => /^(preparation|guest|drivers|launcher|host|switcher|mastery)-/.test(p));
    expect(order.length === chapters.length + 1, order.length, 'pages are turned,', chapters.length, 'chapters');
    await window.keyboard.press('ArrowLeft');
    await window.waitForURL(base + order[order.length - 2]);
    await window.fill('#page-tools input', 'x');
    await window.keyboard.press('ArrowLeft');
    expect(name(window) === order[order.length - 2], 'an arrow in the search box turns pages');
    return `${order.length} pages`;
  }));

await check('old addresses lead on', () =>
  visiting('index.html', {}, async window => {
    for (const [old, now] of [
      ['guest.html#G:033', /^guest-entry\.html#G:033$/],
      ['host.html#H:010', /^host-[a-z-]+\.html#H:010$/],
      ['stops.html#G:033', /^guest-entry\.html#G:033$/],
      ['guest.html#say-which-kernels-can-be-a-Guest.G:016', /^guest-entry\.html#say-which-kernels-can-be-a-Guest\.G:016$/],
      ['guest.html#ask-for-all-of-the-hooks.G:016.L-2', /^guest-entry\.html#ask-for-all-of-the-hooks\.G:016\.L-2$/],
    ]) {
      await window.goto(base + old);
      await window.waitForFunction(old => !location.href.endsWith(old), old);
      await window.waitForLoadState();
      expect(now.test(name(window)), old, 'leads to', name(window));
    }
    const here = await window.textContent('.here');
    expect(here.includes('PARAVIRT_XXL'), 'a line of old is not found:', here);
  }));

await check('the outline says where one is', () =>
  visiting('guest-entry.html#G:033', {}, async window => {
    await window.waitForSelector('#page-outline a[aria-current][href="#G:033"]');
  }));

await check('what ran: it is in the menu, adds up, and leads to stops', async () => {
  const recordings = pages.filter(p => p.startsWith('trace-'));
  expect(recordings.length, 'there are none');
  for (const recording of recordings) {
    await visiting(recording, {}, async window => {
      expect(await window.locator(`#page-menu a[aria-current][href="${recording}"]`).count() === 1, recording, 'is not in the menu');
      expect(await window.locator('.lanes svg path').count() >= 2, recording, 'has no timeline');
      const [total, exits] = await window.evaluate(() => {
        const number = s => Number(s.replaceAll(',', ''));
        const parts = [...document.querySelectorAll('.lanes .number')].map(e => number(e.textContent));
        const lead = document.querySelector('.lead').textContent;
        return [parts.reduce((a, b) => a + b, 0) - number(lead.match(/[\d,]+/)[0]), number(lead.match(/([\d,]+) times?/)[1])];
      });
      expect(total === 0, recording, 'does not add up, by', total);
      const links = await window.locator('.happenings a, #numbers a').evaluateAll(all => all.map(a => a.getAttribute('href')));
      expect(links.length >= Math.min(exits, 10), recording, 'has', links.length, 'links for', exits, 'exits');
      expect(links.every(l => /^[a-z-]+\.html#[A-Z]:\d{3}$/.test(l)), recording, 'leads to', links.find(l => !/#[A-Z]:/.test(l)));
    });
  }
  return `${recordings.length} recordings`;
});

await check('journeys: each goes from stop to stop to its end', async () => {
  const journeys = pages.filter(p => p.startsWith('journey-'));
  expect(journeys.length, 'there are none');
  let stops = 0;
  for (const journey of journeys) {
    await visiting(journey, {}, async window => {
      const steps = await window.$$eval('.path ol > li', items => items.map(i => i.id));
      const own = window => window.locator(`section:has(> h2 > a[href="#${decodeURIComponent(window.url().split('#')[1])}"]) > .journey:has(a[href^="${journey}"])`);
      await window.locator('.path ol > li a').first().click();
      for (const step of steps.slice(1)) {
        stops++;
        await own(window).getByText('next stop:').first().click();
        await window.waitForURL(url => decodeURIComponent(url.hash) === '#' + step);
      }
      expect(!await own(window).getByText('next stop:').count(), journey, 'goes on after its end');
    });
  }
  return `${journeys.length} journeys, ${stops + journeys.length} stops`;
});

await check('a stop says what tests run of it, in words, beside its prose where there is room', async () => {
  const record = fs.readFileSync(path.join(tour, '../../chapters/coverage.txt'), 'utf8').split('\n')
    .map(line => /^(\S+) (\d+)\/(\d+) ?(.*)/.exec(line)).filter(found => found);
  const told = new Map(record.map(([, tag, ran, can, tiers]) => [tag, can === '0' ? 'nothing here runs' :
    ran === '0' ? 'no test runs it: ' :
      `tests run it: ${tiers === 'all' ? 'every tier' : tiers.replaceAll(' ', ', ')} · ${ran} of ${can} line${can === '1' ? '' : 's'}`]));
  let seen = 0;
  for (const width of [360, 1440])
    await visiting('guest-interrupts.html', { viewport: { width, height: 900 } }, async window => {
      for (const stop of await window.evaluate(() => [...document.querySelectorAll('section.stop')].map(section => {
        const said = section.querySelector('p.ran'), prose = section.querySelector('p:not(.ran, .journey)');
        return { tag: section.id, text: said?.textContent, top: said?.getBoundingClientRect().top,
          left: said?.getBoundingClientRect().left, right: prose.getBoundingClientRect().right,
          bottom: prose.getBoundingClientRect().top };
      }))) {
        if (!told.has(stop.tag)) continue;
        expect(stop.text?.startsWith(told.get(stop.tag)), stop.tag, 'says', stop.text, 'and not', told.get(stop.tag));
        if (!stop.text.startsWith('no test'))
          expect(width === 360 ? stop.top < stop.bottom : stop.left > stop.right - 10, stop.tag, 'says it in the wrong place');
        seen++;
      }
    });
  expect(seen > 20, 'only', seen);
  return visiting('coverage.html', {}, async window => {
    const never = record.filter(([, , ran, can]) => ran === '0' && can !== '0').map(([, tag]) => tag);
    const all = await window.locator('table tr:last-child td').allTextContents();
    expect(Number(all[2]) === never.length, 'not', never.length, 'are never run, but', all[2]);
    for (const tag of never)
      expect((await window.locator('.index li', { hasText: tag }).locator('p').textContent()).length > 20, tag, 'has no reason');
    return `${all[1]} stops of ${all[0]}, ${all[4]} lines of ${all[3]}`;
  });
});

await check('on paper: the text alone', () =>
  visiting('guest-entry.html', {}, async window => {
    await window.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const frame of ['header', '#page-menu', '#page-outline', '.turn'])
      expect(!await window.isVisible(frame), frame, 'is printed');
    const ink = await window.evaluate(() => getComputedStyle(document.documentElement).color);
    expect(ink === 'rgb(0, 0, 0)', 'printed in', ink);
    expect(await window.isVisible('.chunk .l'), 'no code');
  }));

// ---- without JavaScript

await check('without JavaScript: each page has its text, and nothing that cannot work', async () => {
  let last;
  await visiting('index.html', { javaScriptEnabled: false }, async window => {
    for (const page of pages) {
      await window.goto(base + page);
      last = page;
      const { text, controls } = await window.evaluate(() => ({ text: document.querySelector('main').innerText.length,
        controls: document.querySelectorAll('button, input, select, form').length }));
      expect(text > 40, page, 'has no text');
      expect(!controls, page, 'has', controls, 'controls');
    }
  }).catch(e => { throw new Error(`${last}: ${e.message}`); });
});

await check('without JavaScript: text, unfolding and the ways to everywhere', () =>
  visiting('guest-entry.html', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } }, async window => {
    expect(await window.isVisible('section[id="G:010"] > h2'), 'no text');
    const unfold = window.locator('.u details').first();
    await unfold.locator('summary').first().click();
    expect(await unfold.locator('.l').first().isVisible(), 'does not unfold');
    expect(!await window.locator('#page-tools input').count(), 'a search that cannot work');
    expect(!await window.isVisible('#page-menu'), 'the menu is in the way');
    await window.click('.to-menu');
    expect(await window.isVisible('#page-menu'), 'no menu');
    await window.locator('#page-menu summary', { hasText: 'Host' }).click();
    await window.locator('#page-menu a[href="host-device.html"]').click();
    expect(name(window) === 'host-device.html', name(window));
    await window.click('.to-outline');
    await window.locator('#page-outline li a').nth(1).click();
    expect(!await window.isVisible('#page-outline'), 'the outline stays');
    await window.goto(base + 'guest.html#G:033');
    await window.click('li:target a');
    expect(name(window) === 'guest-entry.html#G:033', name(window));
  }));

await browser.close();
process.exit(failures ? 1 : 0);
