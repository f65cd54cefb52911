
// Comfort only: everything on the page is there without it.
"use strict";
const rows = [...document.querySelectorAll(".row details")];
const button = document.getElementById("open-all");

button.hidden = false;
button.addEventListener("click", () => {
  const isOpen = !rows.some((row) => row.open);
  rows.forEach((row) => { row.open = isOpen; });
});
const update = () => {
  button.textContent = rows.some((row) => row.open) ? "Close all rows" : "Open all rows";
};
rows.forEach((row) => row.addEventListener("toggle", update));

// A link to a requirement, such as report.html#field/Account.Name, opens its row.
const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", openTarget);
openTarget();

// On paper nothing can be opened, so what asks for something is open there.
let closed = [];
addEventListener("beforeprint", () => {
  closed = rows.filter((row) => !row.open && row.closest(".failed, .unknown, .waived"));
  closed.forEach((row) => { row.open = true; });
});
addEventListener("afterprint", () => closed.forEach((row) => { row.open = false; }));
