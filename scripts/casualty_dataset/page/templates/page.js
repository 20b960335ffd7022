"use strict";
// Everything can be read without this script: it filters and sorts the claims, and copies a citation of one.

const root = document.documentElement;
root.classList.add("scripts");

const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // some browsers give no clipboard to a file: the text is shown instead
  }
};

// The rows of one edition: shown or hidden by the form, sorted by the buttons of the headings.
const listed = (edition) => {
  const table = edition.querySelector("table.claims");
  const form = edition.querySelector("form.filters");
  const status = form.querySelector("output");
  const notice = edition.querySelector(".copied");
  const rows = [...table.querySelectorAll("tr.claim")];
  const groups = [...table.querySelectorAll("tr.group")];
  const home = new Map(rows.map((row) => [row, row.parentElement]));
  let sorted = null;

  const asked = (row, { claimant, place, measure, since, until }) =>
    (!claimant.value || row.dataset.claimant === claimant.value) &&
    (!place.value || place.value.split(" ").includes(row.dataset.place)) &&
    (!measure.value || row.dataset.measure === measure.value) &&
    (!since.value || row.dataset.on >= since.value) &&
    (!until.value || (row.dataset.on !== "" && row.dataset.on <= until.value));

  const filter = () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !asked(row, form.elements);
      if (!row.hidden) shown += 1;
    }
    for (const group of groups) group.hidden = sorted !== null || !group.parentElement.querySelector("tr.claim:not([hidden])");
    status.textContent = status.dataset.shown.replace("{n}", shown.toLocaleString("en"));
  };

  const unsorted = () => {
    for (const row of rows) home.get(row).append(row);
    sorted?.remove();
    sorted = null;
    for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
  };

  const sort = (button) => {
    const head = button.closest("th");
    const down = head.getAttribute("aria-sort") === "ascending";
    const by = button.dataset.by;
    const names = new Intl.Collator(edition.lang).compare;
    const compare = { claimant: (a, b) => names(a.cells[0].innerText, b.cells[0].innerText), figure: (a, b) => a.dataset.figure - b.dataset.figure, on: (a, b) => (a.dataset.on < b.dataset.on ? -1 : a.dataset.on > b.dataset.on ? 1 : 0) }[by];
    const empty = (row) => by !== "claimant" && row.dataset[by] === "";
    const order = [...rows].sort((a, b) => empty(a) - empty(b) || compare(a, b) * (down ? -1 : 1));
    unsorted();
    sorted = document.createElement("tbody");
    sorted.append(...order);
    table.append(sorted);
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    filter();
  };

  const cite = async (row) => {
    const [claimant, figure, place, day] = [...row.cells].map((cell) => (cell.firstChild?.textContent ?? "").trim());
    const on = row.dataset.on ? `${day} (${row.dataset.on})` : day;
    const text = `${claimant}: ${figure}, ${place}, ${on}. ${row.id.replace("ar-", "")}. ${table.dataset.cited}`;
    const { copied: done, byHand } = notice.dataset;
    notice.textContent = `${(await copied(text)) ? done : byHand}: ${text}`;
  };

  for (const row of rows) {
    row.cells[1].dataset.sort = row.dataset.figure;
    row.cells[3].dataset.sort = row.dataset.on;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = table.dataset.copy;
    button.setAttribute("aria-label", `${table.dataset.copy}: ${row.id.replace("ar-", "")}`);
    row.cells[4].append(" ", button);
  }
  table.addEventListener("click", ({ target }) => {
    if (target.matches("button.copy")) cite(target.closest("tr"));
    if (target.matches("button.sort")) sort(target);
  });
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  const reset = () => { unsorted(); filter(); };
  form.addEventListener("reset", () => setTimeout(reset));
  filter();
  return { edition, showAll: () => { form.reset(); reset(); } };
};

const lists = [...document.querySelectorAll(".edition")].map(listed);

// One choice of whom to look at holds for the chart and for the table.
for (const input of document.querySelectorAll(".tabs > input"))
  input.addEventListener("change", () => {
    for (const other of input.closest(".edition").querySelectorAll(`.tabs > input[id$="-tab-${input.id.split("-tab-")[1]}"]`)) other.checked = true;
  });

// The address alone says which language is shown; the document follows, and a hidden row is shown again.
const follow = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const { edition, showAll } = lists.find((one) => one.edition.contains(target)) ?? lists[0];
  root.lang = edition.lang;
  root.dir = edition.dir;
  document.title = edition.dataset.title;
  if (target?.closest("tr[hidden]")) showAll();
  const panel = target?.closest(".panel");
  if (panel) [...panel.parentElement.querySelectorAll(":scope > input")][[...panel.parentElement.querySelectorAll(":scope > .panel")].indexOf(panel)].checked = true;
  for (let one = target?.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  if (target && !target.matches(".edition")) target.scrollIntoView();
};
addEventListener("hashchange", follow);
follow();
