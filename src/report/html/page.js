'use strict';
document.documentElement.classList.add('script');
const words = field => field ? field.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
const has = (text, wanted) => wanted.every(word => text.includes(word));
document.querySelectorAll('.part').forEach(section => {
  const table = section.querySelector('table'), body = table && table.tBodies[0];
  if (!body || !table.tHead) return;
  const heads = [...table.tHead.rows[0].cells], rows = [...body.rows];
  const byRow = section.querySelector('.by-row'), byColumn = section.querySelector('.by-column'), some = section.querySelector('.some'), tools = section.querySelector('.tools');
  const count = document.createElement('output');
  if (tools) tools.append(count);
  const texts = rows.map(row => (table.classList.contains('grid') ? row.cells[0] : row).textContent.toLowerCase());
  const sift = () => {
    const wanted = words(byRow), columns = words(byColumn);
    const shown = heads.map((head, at) => at === 0 || !columns.length || has((head.title + ' ' + head.textContent).toLowerCase(), columns));
    let kept = 0;
    if (byColumn) heads.forEach((head, at) => { head.hidden = !shown[at]; });
    rows.forEach((row, index) => {
      const cells = byColumn ? [...row.cells] : [];
      cells.forEach((cell, at) => { if (cell.hidden === shown[at]) cell.hidden = !shown[at]; });
      const lit = !some || !some.checked || cells.some((cell, at) => at > 0 && shown[at] && cell.className !== 'mx');
      row.hidden = !(has(texts[index], wanted) && lit);
      if (!row.hidden) kept += 1;
    });
    count.textContent = kept === rows.length ? '' : kept + ' of ' + rows.length + ' rows';
  };
  [byRow, byColumn, some].forEach(field => field && field.addEventListener('input', sift));
  const order = new Map(rows.map((row, index) => [row, index]));
  heads.forEach((head, at) => head.querySelector('button')?.addEventListener('click', () => {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    heads.forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const key = row => { const cell = row.cells[at]; return cell ? cell.dataset.key ?? cell.textContent : ''; };
    const keyed = rows.map(row => [key(row), row]);
    keyed.sort((a, b) => (up ? 1 : -1) * a[0].localeCompare(b[0], 'en', {numeric: true}) || order.get(a[1]) - order.get(b[1]));
    body.append(...keyed.map(pair => pair[1]));
  }));
});
// A letter is a link to its reason in the list below; with a script the reason comes to the letter.
if (document.querySelector('ol.reasons')) {
  const why = document.createElement('div'), title = document.createElement('h3'), place = document.createElement('div'), shut = document.createElement('button');
  Object.assign(why, {id: 'why', role: 'dialog', tabIndex: -1, hidden: true});
  title.id = 'why-of';
  why.setAttribute('aria-labelledby', title.id);
  Object.assign(shut, {type: 'button', className: 'close', textContent: '×', ariaLabel: 'Close'});
  why.append(title, place, shut);
  document.body.append(why);
  let from = null;
  const close = back => { why.hidden = true; if (back && from) from.focus(); from = null; };
  document.addEventListener('click', event => {
    const link = event.target.closest('table.grid td a');
    if (!link) { if (!why.hidden && !why.contains(event.target)) close(false); return; }
    const reason = document.getElementById(link.hash.slice(1));
    if (!reason) return;
    event.preventDefault();
    const cell = link.closest('td'), table = cell.closest('table'), head = table.tHead.rows[0].cells[cell.cellIndex];
    title.textContent = cell.parentElement.cells[0].firstChild.textContent.trim() + ' · ' + (head.title || head.textContent) + ': ' + link.textContent;
    place.replaceChildren(...[...reason.childNodes].map(node => node.cloneNode(true)));
    from = link;
    why.hidden = false;
    const box = link.getBoundingClientRect(), own = why.getBoundingClientRect();
    const below = box.bottom + own.height + 12 < innerHeight;
    why.style.left = Math.max(8, Math.min(box.left, innerWidth - own.width - 8)) + 'px';
    why.style.top = Math.max(8, below ? box.bottom + 6 : box.top - own.height - 6) + 'px';
    why.focus();
  });
  shut.addEventListener('click', () => close(true));
  document.addEventListener('keydown', event => { if (event.key === 'Escape' && !why.hidden) close(true); });
}
