// Adds comfort to the form at /give. The page works without it, and the server judges alike either way.
"use strict";

const form = document.getElementById("give");
const press = document.getElementById("press");
const missing = document.getElementById("missing");
const job = document.getElementById("job");
const amount = form.elements.amount;
const SHAPE = /^\$?(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;
const WORKING = ["employed", "self_employed"];

let sent = false;

const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

// The stated amount as the server would read it, or null where it would refuse.
function stated() {
  const preset = chosen("preset");
  const typed = preset && preset !== "other" ? preset : amount.value.trim();
  const read = typed.length <= 40 && SHAPE.exec(typed);
  if (!read) return null;
  const dollars = read[1].replaceAll(",", "").replace(/^0+(?=\d)/, "");
  const cents = (read[2] ?? "").padEnd(2, "0");
  const value = Number(`${dollars}.${cents}`);
  return value > 0 ? { value, words: `$${dollars.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}` } : null;
}

// How many answers are still to be given, as far as a page can tell: it does not know what was given before.
function open(sum, work) {
  const blank = (field) => field.value.trim() === "";
  const abroad = form.elements.country.value !== "US";
  const needed = [...form.querySelectorAll("input[aria-required], select[aria-required]")].filter(
    (field) => !(abroad && (field.name === "state" || field.name === "postal_code")),
  );
  const empty = needed.filter((field) => (field.type === "checkbox" ? !field.checked : blank(field)));
  if (!sum) return empty.length + 1;
  if (sum.value <= 200) return empty.length;
  const unsaid = WORKING.includes(work) ? [...job.querySelectorAll("input")].filter(blank).length : 0;
  return empty.length + unsaid + (work ? 0 : 1);
}

function show() {
  const work = chosen("work");
  const sum = stated();
  job.hidden = !WORKING.includes(work) && !job.querySelector("[aria-invalid]");
  press.textContent = sum ? `Give ${sum.words}` : "Give";
  const count = open(sum, work);
  const words = count === 0 ? "" : count === 1 ? "1 answer is still missing." : `${count} answers are still missing.`;
  if (missing.textContent !== words) missing.textContent = words;
}

amount.addEventListener("input", () => {
  const other = form.querySelector("#preset-other");
  if (amount.value.trim()) other.checked = true;
});

form.addEventListener("change", ({ target }) => {
  if (target.name === "preset" && target.value !== "other") amount.value = "";
});
// A pointer is led on to the box; whoever walks the choices by keyboard is not (a key's click has no detail).
form.addEventListener("click", ({ target, detail }) => {
  if (target.id === "preset-other" && detail > 0) amount.focus();
});
form.addEventListener("input", show);
form.addEventListener("change", show);

form.addEventListener("submit", (event) => {
  if (sent) {
    event.preventDefault();
    return;
  }
  sent = true;
  press.setAttribute("aria-disabled", "true");
});

// Back from the card page the browser may show this page as it was left: it must be usable again.
window.addEventListener("pageshow", () => {
  sent = false;
  press.removeAttribute("aria-disabled");
  show();
  // The summary's own autofocus comes first; this is for browsers that have none.
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById("problems")?.focus();
  });
});
