
// Comfort only: everything on the page is there without it.
"use strict";
const element = (id) => document.getElementById(id);
const rows = [...document.querySelectorAll(".row")];
const details = rows.map((row) => row.querySelector("details"));

// All rows at once.
const button = element("open-all");
const name = () => {
  button.textContent = details.some((row) => row.open) ? "Close all rows" : "Open all rows";
};
if (button && rows.length > 0) {
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    const isOpen = !details.some((row) => row.open);
    details.forEach((row) => { row.open = isOpen; });
  });
  details.forEach((row) => row.addEventListener("toggle", name));
}

// The search, with the filter beside it.
const search = element("search");
const nothing = element("nothing");
const sections = [...document.querySelectorAll(".requirements")];
const all = element("show-all");
const texts = rows.map((row) => {
  const section = row.closest(".requirements");
  return [section.querySelector("h3"), section.querySelector(".group"), row]
    .map((part) => part ? part.textContent : "").join(" ").toLowerCase().replace(/\s+/g, " ");
});
const chosen = () => {
  const choice = document.querySelector(".tools input:checked");
  return choice ? choice.id.slice("show-".length) : "all";
};
const show = () => {
  const words = search.value.toLowerCase().split(/\s+/);
  rows.forEach((row, index) => { row.hidden = !words.every((word) => texts[index].includes(word)); });
  const verdict = chosen();
  const isShown = (row) => !row.hidden && (verdict === "all" || row.classList.contains(verdict));
  sections.forEach((section) => { section.hidden = ![...section.querySelectorAll(".row")].some(isShown); });
  const count = rows.filter(isShown).length;
  nothing.textContent = search.value.trim() === "" ? "" : count === 1 ? "1 row found" : `${count} rows found`;
};
if (search && rows.length > 0) {
  search.hidden = false;
  search.addEventListener("input", show);
  document.querySelectorAll(".tools input[type=radio]").forEach((input) => input.addEventListener("change", show));
}

// A link to a requirement, such as report.html#field/Account.Name, opens its row, whatever is filtered.
const openTarget = () => {
  let target = null;
  try { target = element(decodeURIComponent(location.hash.slice(1))); } catch { return; }
  if (!(target instanceof HTMLDetailsElement)) { return; }
  target.open = true;
  if (target.closest(".row") && target.getClientRects().length === 0) {
    if (all) { all.checked = true; }
    search.value = "";
    show();
  }
  target.scrollIntoView();
};
addEventListener("hashchange", openTarget);
openTarget();
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
  if (link && link.hash === location.hash) { openTarget(); }
});

// What can be copied.
document.querySelectorAll("[data-copies]").forEach((copy) => {
  const words = copy.textContent;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(element(copy.dataset.copies).textContent);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Not copied: select the text below";
      element(copy.dataset.copies).closest("details").open = true;
    }
    setTimeout(() => { copy.textContent = words; }, 4000);
  });
});

// Whether a drawing is wider than its frame.
const drawing = document.querySelector(".tree");
if (drawing) {
  const hint = document.querySelector(".hint");
  new ResizeObserver(() => { hint.hidden = drawing.scrollWidth <= drawing.clientWidth; }).observe(drawing);
}

// On paper nothing can be opened, so what asks for something is open there.
let closed = [];
addEventListener("beforeprint", () => {
  closed = details.filter((row) => !row.open && row.closest(".failed, .unknown, .waived"));
  closed.forEach((row) => { row.open = true; });
});
addEventListener("afterprint", () => closed.forEach((row) => { row.open = false; }));
