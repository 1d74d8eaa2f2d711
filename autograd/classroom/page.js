"use strict";
// Without this script all reports stand below one another; with it, the one that is asked for stands below the map.
document.body.classList.add("scripted");
const chosen = document.getElementById("chosen");
const reports = document.getElementById("reports");
let open = null;

function show(id) {
  const report = document.getElementById(id);
  for (const row of document.querySelectorAll("table.map tbody tr")) {
    const is = row.dataset.report === id && open !== report;
    row.classList.toggle("chosen", is);
    row.querySelector("button").setAttribute("aria-expanded", String(is));
  }
  if (open) reports.append(open);
  open = open === report ? null : report;
  if (!open) return;
  chosen.append(open);
  open.scrollIntoView({ block: "nearest" });
}

document.querySelector("table.map tbody").addEventListener("click", event => {
  const row = event.target.closest("tr");
  if (row) show(row.dataset.report);
});
