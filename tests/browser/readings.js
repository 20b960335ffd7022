// What is read off the page as it stands in the browser. Each function returns plain data: complaints, or rows.

const SECTIONS = ["toll", "now", "disagree", "map", "incidents", "claims", "downloads", "limits", "cite", "verify", "report"];
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const SLACK = 1.5; // pixels that rounding may cost

const prefixed = (language, id) => (language === "ar" ? `ar-${id}` : id);
const edition = (language) => document.getElementById(language);
const rendered = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
const told = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);
const called = (one) => one.tagName.toLowerCase() + (one.id ? `#${one.id}` : "") + ` “${told(one.textContent)}”`;

function sections(language) {
  const wrong = [];
  for (const name of SECTIONS) {
    const one = document.getElementById(prefixed(language, name));
    if (!one) wrong.push(`there is no #${prefixed(language, name)}`);
    else if (!rendered(one) || one.getBoundingClientRect().height < 10) wrong.push(`#${one.id} is not shown`);
    else if (!edition(language).contains(one)) wrong.push(`#${one.id} stands outside its edition`);
    else if (![...one.querySelectorAll("h1, h2, h3")].some((head) => rendered(head) && head.innerText.trim()))
      wrong.push(`#${one.id} has no heading`);
  }
  return wrong;
}

function strangers(language) {
  const other = edition(language === "ar" ? "en" : "ar");
  if (!other) return ["there is no other edition"];
  const shown = [other, ...other.querySelectorAll("*")].filter((one) => one.getClientRects().length);
  return shown.slice(0, 3).map((one) => `the other edition is shown: ${called(one)}`);
}

function directions(language, scripts) {
  const wanted = language === "ar" ? "rtl" : "ltr";
  const parts = [edition(language), ...SECTIONS.map((name) => document.getElementById(prefixed(language, name)))];
  const wrong = parts
    .filter((one) => one && getComputedStyle(one).direction !== wanted)
    .map((one) => `#${one.id} runs ${getComputedStyle(one).direction}`);
  if (edition(language).lang !== language) wrong.push(`#${language} has lang="${edition(language).lang}"`);
  const root = document.documentElement;
  if (scripts && (root.lang !== language || (root.dir || "ltr") !== wanted))
    wrong.push(`with scripts the document has lang="${root.lang}" dir="${root.dir}"`);
  if (scripts && /[\u0600-\u06ff]/.test(document.title) !== (language === "ar"))
    wrong.push(`with scripts the title is “${told(document.title)}”`);
  return wrong;
}

function sideways() {
  const root = document.documentElement;
  const wide = Math.max(root.scrollWidth, document.body.scrollWidth);
  return wide > innerWidth ? [`the document is ${wide} px wide in a window of ${innerWidth}`] : [];
}

const scrolls = (style) => ["auto", "scroll"].includes(style.overflowX);
const cuts = (style) => ["hidden", "clip"].includes(style.overflowX);
const unseen = (one) => one.offsetWidth <= 1 && one.offsetHeight <= 1; // meant for screen readers alone

function cut(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  let { left, right } = range.getBoundingClientRect();
  if (right - left < 1) return null;
  for (let one = text.parentElement; one; one = one.parentElement) {
    if (one instanceof HTMLElement && unseen(one)) return null;
    const style = getComputedStyle(one);
    if (one === document.body || one === document.documentElement || style.display === "inline") continue;
    const box = one.getBoundingClientRect();
    if (scrolls(style)) [left, right] = [box.left, box.right];
    else if (cuts(style) && (left < box.left - SLACK || right > box.right + SLACK)) return `is cut by ${called(one)}`;
  }
  return left < -SLACK || right > innerWidth + SLACK ? "stands outside the window" : null;
}

function clipped(language) {
  const wrong = [];
  const root = edition(language);
  const first = root.querySelector("a[href]"); // the skip link waits outside the window until it has the focus
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const at = text.parentElement;
    if (!text.data.trim() || at.closest("option, title, desc, script, style") || at === first || !rendered(at)) continue;
    const how = cut(text);
    if (how) wrong.push(`“${told(text.data)}” ${how}`);
  }
  for (const one of root.querySelectorAll("*"))
    if (scrolls(getComputedStyle(one)) && one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0)
      wrong.push(`${called(one)} scrolls, and the keyboard cannot reach it`);
  return wrong;
}

const href = (link) => link.getAttribute("href") ?? link.getAttribute("xlink:href");

function addresses(language) {
  const wrong = [];
  const root = edition(language);
  for (const link of root.querySelectorAll('a[href^="#"], svg a')) {
    const to = href(link);
    if (!to?.startsWith("#")) continue;
    const target = document.getElementById(decodeURIComponent(to.slice(1)));
    const switches = to === "#en" || to === "#ar" || (link.hreflang && link.hreflang !== language);
    if (!target) wrong.push(`${to} leads nowhere: ${called(link)}`);
    else if (!root.contains(target) && !switches) wrong.push(`${to} leads out of the edition: ${called(link)}`);
  }
  return wrong;
}

function repeated() {
  const seen = new Map();
  for (const one of document.querySelectorAll("[id]")) seen.set(one.id, (seen.get(one.id) ?? 0) + 1);
  return [...seen].filter(([, times]) => times > 1).map(([id, times]) => `#${id} stands ${times} times`);
}

function outside() {
  const asks = "link[href], script[src], img, iframe, frame, object, embed, video, audio, source, image, use, base";
  return [...document.querySelectorAll(asks)]
    .filter((one) => !(one.tagName === "use" && href(one)?.startsWith("#")))
    .map((one) => `<${one.tagName.toLowerCase()}> asks for something outside the file`);
}

function ids(language, selector) {
  return [...edition(language).querySelectorAll(selector)].map((one) => one.id).filter(Boolean);
}

function landed(language, id) {
  const one = document.getElementById(id);
  if (!one) return `#${id} is not there`;
  if (!rendered(edition(language))) return `#${id} shows the wrong edition`;
  if (!rendered(one)) return `#${id} is not shown`;
  const box = one.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight ? null : `#${id} lies at ${Math.round(box.top)} px, outside the window`;
}

function rows(language) {
  return [...document.querySelectorAll(`#${prefixed(language, "claims")} tr.claim`)].map((row) => ({
    id: row.id, ...row.dataset, shown: rendered(row), text: row.textContent.replace(/\s+/g, " "),
  }));
}

function options(language, name) {
  return [...edition(language).querySelectorAll(`form.filters select[name=${name}] option`)]
    .map((one) => ({ value: one.value, label: one.textContent.trim() }));
}

function statuses(language) {
  return [...edition(language).querySelectorAll("[role=status]")].map((one) => one.textContent.trim());
}

function column(language, at) {
  const cells = [...document.querySelectorAll(`#${prefixed(language, "claims")} tr.claim`)]
    .filter(rendered)
    .map((row) => row.cells[at])
    .map((cell) => cell.dataset.sort ?? cell.innerText.trim());
  const numbers = cells.map((cell) => (cell === "" ? null : Number(cell.replaceAll(",", ""))));
  return numbers.some(Number.isNaN) ? cells : numbers;
}

function inOrder(language, at, down) {
  const held = column(language, at).filter((cell) => cell !== null && cell !== "");
  const orders = [(a, b) => (a < b ? -1 : a > b ? 1 : 0), new Intl.Collator(language).compare];
  return orders.some((compare) => held.every((cell, i) => !i || compare(held[i - 1], cell) * (down ? -1 : 1) <= 0));
}

function headings(language) {
  return [...document.querySelectorAll(`#${prefixed(language, "claims")} th:has(button.sort)`)].map((head) => ({
    at: head.cellIndex, name: head.innerText.trim(), sort: head.getAttribute("aria-sort"),
  }));
}

function dead(language) {
  return [...edition(language).querySelectorAll("button, select, input:not([type=radio])")].filter(rendered) // styles alone follow a radio button
    .map((one) => `${called(one)} is shown, and without scripts it does nothing`);
}

const CHARTS = "svg[aria-label], svg [role=img][aria-label]";

function twins(language) {
  const wrong = [];
  for (const chart of edition(language).querySelectorAll(CHARTS)) {
    const name = chart.getAttribute("aria-label");
    if (!name) wrong.push(`a chart has no aria-label: ${called(chart)}`);
    const near = [chart.closest("table"), chart.closest("figure"), chart.closest("section")].filter(Boolean);
    const linked = (one) => [...one.querySelectorAll('a[href^="#"]')]
      .some((link) => document.getElementById(href(link).slice(1))?.matches("table, :has(table)"));
    if (!near.some((one) => one.matches("table, :has(table)") || linked(one)))
      wrong.push(`a chart has no table beside it: ${told(name ?? "")}`);
  }
  for (const figure of edition(language).querySelectorAll(`figure:has(${CHARTS})`)) {
    const shown = [...figure.querySelectorAll(CHARTS)].filter(rendered).map((one) => one.closest("svg"));
    const folded = figure.closest("details:not([open])") || !rendered(figure);
    if (!shown.length && !folded) wrong.push(`no chart of a figure is shown: ${called(figure)}`);
    if (shown.some((one) => one.matches(".wide")) && shown.some((one) => one.matches(".narrow")))
      wrong.push(`the wide and the narrow chart are both shown: ${called(figure)}`);
  }
  return wrong;
}

// The bars of the map section: their length in pixels, the number beside them, the incidents of their list.
function bars(language) {
  const section = document.getElementById(prefixed(language, "map"));
  return [...section.querySelectorAll(".bars details")].map((area) => {
    const box = area.querySelector("rect").getBoundingClientRect();
    const line = area.querySelector("svg").getBoundingClientRect();
    return {
      id: area.id,
      length: box.width,
      gap: language === "ar" ? line.right - box.right : box.left - line.left,
      words: area.querySelector("summary").innerText,
      listed: area.querySelectorAll("li a").length,
    };
  });
}

function accounted(language) {
  const section = document.getElementById(prefixed(language, "map"));
  return {
    caption: section.querySelector("figcaption")?.firstChild.textContent ?? "",
    elsewhere: section.querySelectorAll(".elsewhere li a").length,
    incidents: document.querySelectorAll(`#${prefixed(language, "incidents")} section.incident`).length,
  };
}

const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

function behind(one) {
  for (let at = one; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
}

function faint(language) {
  const wrong = new Set();
  for (const text of edition(language).querySelectorAll("svg text")) {
    const fill = getComputedStyle(text).fill;
    if (!rendered(text) || !fill.startsWith("rgb")) continue;
    const [high, low] = [light(channels(fill)), light(behind(text.closest("svg")))].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) wrong.add(`text of a chart has a contrast of ${ratio.toFixed(2)}: “${told(text.textContent)}”`);
  }
  return [...wrong];
}

// Radio buttons of one name are one stop of the keyboard.
const stops = (one, _, all) =>
  one.type !== "radio" || one.checked || !all.some((other) => other.name === one.name && (other.checked || all.indexOf(other) < all.indexOf(one)));

function order(language) {
  const held = [...edition(language).querySelectorAll(FOCUSABLE)]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && rendered(one))
    .filter(stops);
  held.forEach((one, at) => { one.stop = at; });
  return held.map(called);
}

function last(language) {
  [...edition(language).querySelectorAll(FOCUSABLE)].filter((one) => one.stop !== undefined).at(-1).focus();
}

function focus() {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const rings = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/, 0\)$|transparent/.test(style.outlineColor);
  return {
    stop: one.stop ?? null, name: called(one), href: href(one), scrolls: scrolls(style),
    ring: rings || style.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1,
  };
}

function beyond(id) {
  const target = document.getElementById(id);
  const where = target.compareDocumentPosition(document.activeElement);
  return target === document.activeElement || Boolean(where & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY));
}

function unfold(language) {
  for (const one of edition(language).querySelectorAll("details")) one.open = true;
}

function paint() {
  return performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null;
}

function audit() {
  return axe.run(document, { resultTypes: ["violations", "incomplete"] }).then((found) => ({
    passes: found.passes.length,
    incomplete: found.incomplete.map((one) => one.id),
    violations: found.violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id} (${one.impact}): ${node.target.join(" ")}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? one.help}`)),
  }));
}
