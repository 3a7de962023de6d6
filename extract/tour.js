// SPDX-License-Identifier: GPL-2.0-only
// What the pages can do beyond being read: themes, keys, search, copying, old addresses.
// Without it, all of the text is there all the same.
'use strict';

(() => {
const root = document.documentElement;
const $ = (selector, from = document) => from.querySelector(selector);
const make = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
};

// ---- themes: before anything is drawn

const stored = {
  get() { try { return localStorage.getItem('lguest-theme') || ''; } catch { return ''; } },
  set(value) { try { localStorage.setItem('lguest-theme', value); } catch { /* then not */ } },
};

function theme(name) {
  if (name) root.dataset.theme = name;
  else delete root.dataset.theme;
}
theme(stored.get());

function themes() {
  const select = make('select', { ariaLabel: 'Theme' },
    ...[['', 'System'], ['light', 'Light'], ['dark', 'Dark']].map(
      ([value, text]) => make('option', { value }, text)));
  select.value = stored.get();
  select.addEventListener('change', () => {
    stored.set(select.value);
    theme(select.value);
  });
  return select;
}

// ---- what screen readers are told while the page stays

const said = make('p', { className: 'unseen', role: 'status' });
const say = text => { said.textContent = text; };

// ---- search: the library and what it searches come when they are asked for

let index, documents;

function load(file) {
  return new Promise((resolve, reject) => {
    document.head.append(make('script', { src: file, onload: resolve, onerror: reject }));
  });
}

async function prepare() {
  await Promise.all([load('minisearch.js'), load('search-data.js')]);
  documents = window.lguestDocuments;
  index = new MiniSearch({
    fields: ['title', 'text'],
    // Of a name or a chunk, what is below it says where it is, not what it is.
    extractField: (d, field) => field === 'id' ? d.id : field === 'title' ? d[2] : d[0] === 's' ? d[3] : '',
    searchOptions: {
      boost: { title: 4 }, boostDocument: id => documents[id][0] === 's' ? 1.5 : 1,
      prefix: true, combineWith: 'AND',
    },
  });
  documents.forEach((d, id) => { d.id = id; });
  index.addAll(documents);
}

// What is called so comes first, then what begins so. Only if nothing has the words as
// they are typed, those that look like them are taken.
function find(query) {
  const as = query.replace(/^«|»$|\(\)$/g, ''), name = as.toLowerCase();
  const called = ({ id }) => {
    if (documents[id][2] === as) return 3;
    const title = documents[id][2].toLowerCase(), bare = title.replace(/^[a-z]:\d{3} /, '');
    return title === name || bare === name || title.startsWith(name + ' ') && bare !== title ? 2 :
      title.startsWith(name) ? 1 : 0;
  };
  let found = index.search(query);
  if (!found.length) found = index.search(query, { fuzzy: term => term.length > 3 && 0.25 });
  return found.sort((a, b) => called(b) - called(a) || b.score - a.score);
}

// The words around the first match, which is marked.
function excerpt(text, terms) {
  const lower = text.toLowerCase();
  const at = Math.min(...terms.map(t => lower.indexOf(t)).filter(i => i >= 0));
  if (!isFinite(at)) return [text.slice(0, 120)];
  const term = terms.find(t => lower.startsWith(t, at));
  const from = at < 60 ? 0 : lower.lastIndexOf(' ', at - 50) + 1;
  return [from ? '… ' : '', text.slice(from, at),
    make('mark', {}, text.slice(at, at + term.length)),
    text.slice(at + term.length, at + 90), text.length > at + 90 ? ' …' : ''];
}

function search() {
  const input = make('input', {
    type: 'search', placeholder: 'Search  /', ariaLabel: 'Search', autocomplete: 'off',
  });
  const results = make('div', { id: 'page-results', hidden: true, role: 'region', ariaLabel: 'Results' });
  const form = make('form', { role: 'search' }, input, results);
  let ready;

  const close = () => { results.hidden = true; };
  function show() {
    const query = input.value.trim();
    if (!query || !index) return close();
    const found = find(query), list = make('ol');
    for (const hit of found.slice(0, 30)) {
      const d = documents[hit.id];
      const note = make('span', { className: 'found' }, ...excerpt(d[3], hit.terms));
      list.append(make('li', {}, make('a', { href: d[1], onclick: close },
        make('strong', {}, d[0] === 'c' ? `«${d[2]}»` : d[2]), note)));
    }
    results.replaceChildren(list);
    if (!found.length) results.replaceChildren(make('p', {}, 'Nothing is called so, or says so.'));
    if (found.length > 30) results.append(make('p', {}, `And ${found.length - 30} more: another word would help.`));
    results.hidden = false;
    say(found.length === 1 ? '1 result' : `${found.length || 'No'} results`);
  }
  const begin = () => (ready ||= prepare().then(show, () => {
    results.replaceChildren(make('p', {}, 'The search could not be loaded.'));
    results.hidden = false;
    say('The search could not be loaded');
  }));

  input.addEventListener('focus', begin);
  input.addEventListener('input', () => begin().then(show));
  form.addEventListener('submit', event => {
    event.preventDefault();
    $('a', results)?.click();
  });
  form.addEventListener('keydown', event => {
    const links = [...results.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape') { close(); input.focus(); }
    else if (event.key === 'ArrowDown') (links[at + 1] || input).focus();
    else if (event.key === 'ArrowUp') (links[at - 1] || input).focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener('click', event => {
    if (!form.contains(event.target)) close();
  });
  form.addEventListener('focusout', event => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  return form;
}

// ---- keys

function keys() {
  document.addEventListener('keydown', event => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.closest('input, select, textarea')) return;
    if (event.key === '/') {    // with Shift on some keyboards
      event.preventDefault();
      $('#page-tools input').focus();
    } else if (event.shiftKey || event.repeat || at.closest('.table, #page-tools')) {
      return;                   // a wide table scrolls
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const rel = event.key === 'ArrowLeft' ? 'prev' : 'next';
      $(`.turn a[rel="${rel}"]`)?.click();
    }
  });
}

// ---- copying: the code as it stands there, without all that is around it

// A chunk that is used is its name while it is folded, and its code when it is not.
function codeIn(box) {
  return [...box.children].map(line => {
    if (line.matches('.l')) {
      return [...line.childNodes].filter(node => !node.classList?.contains('n'))
        .map(node => node.textContent).join('');
    }
    const used = $(':scope > details', line);
    if (!used) return '';
    return used.open ? [...used.querySelectorAll(':scope > .code')].map(codeIn).join('') :
      $('summary', used).textContent + '\n';
  }).join('');
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {                     // not there, or not for pages from a file
    const area = make('textarea', { value: text, className: 'unseen' });
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }
}

function copying() {
  for (const box of document.querySelectorAll('.chunk > .code, .code.file')) {
    const of = $('.name', box.parentElement)?.textContent || $('h1').textContent;
    const label = make('span', { textContent: 'Copy' });
    const button = make('button', { type: 'button', className: 'copy' }, label,
      make('span', { className: 'unseen', textContent: ` ${of}` }));
    button.addEventListener('click', async () => {
      const text = codeIn(box), lines = text.split('\n').length - 1;
      const done = await toClipboard(text);
      label.textContent = done ? 'Copied' : 'Not copied';
      say(done ? `Copied ${lines} line${lines === 1 ? '' : 's'}` : 'It could not be copied');
      setTimeout(() => { label.textContent = 'Copy'; say(''); }, 3000);
    });
    const head = box.previousElementSibling, where = $('.where', head);
    if (where) where.before(button);
    else head.append(button);
  }
}

// ---- addresses: those of before pages had parts lead on to where it is now

function arrive() {
  let hash = location.hash.slice(1);
  try { hash = decodeURIComponent(hash); } catch { /* as it is */ }
  if (!hash) return;
  const tag = /[A-Z]:\d{3}/.exec(hash);
  const entry = tag && document.getElementById(tag[0]);
  if (entry?.closest('.stops')) {
    location.replace($('a', entry).href.replace(/#.*/, '#' + hash));
    return;
  }
  let target = document.getElementById(hash);
  const line = /^(.*)\.L-(\d+)$/.exec(hash);
  if (!target && line) {
    const chunk = document.getElementById(line[1]);
    target = chunk?.querySelectorAll(':scope > .code > .l, :scope > .code > .u')[line[2] - 1];
    target?.classList.add('here');
  }
  if (!target && tag) target = entry;
  if (!target) return;
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === 'DETAILS') at.open = true;
  }
  target.scrollIntoView();
}

// ---- the outline says where one is, and so does the menu

function reveal(nav, link) {
  if (link && nav.scrollHeight > nav.clientHeight && getComputedStyle(nav).position === 'sticky') {
    nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
  }
}

function follow() {
  reveal($('#page-menu'), $('#page-menu [aria-current]'));
  const links = new Map([...document.querySelectorAll('#page-outline li a')].map(
    a => [decodeURIComponent(a.hash.slice(1)), a]));
  if (!links.size) { $('.to-outline')?.remove(); return; }
  const seen = new Set();
  const observer = new IntersectionObserver(entries => {
    for (const e of entries) seen[e.isIntersecting ? 'add' : 'delete'](e.target.id);
    const now = [...links.keys()].find(id => seen.has(id));
    if (!now) return;
    for (const [id, a] of links) {
      if (id === now) a.setAttribute('aria-current', 'true');
      else a.removeAttribute('aria-current');
    }
    reveal($('#page-outline'), links.get(now));
  }, { rootMargin: '-10% 0px -70% 0px' });
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) observer.observe(section);
  }
}

document.addEventListener('DOMContentLoaded', () => {
  $('#page-tools').append(search(), themes());
  document.body.append(said);
  keys();
  copying();
  arrive();
  follow();
  addEventListener('hashchange', arrive);
});
})();
