// Adds comfort to the form at /give. The page works without it, and the server judges alike either way.
"use strict";

const form = document.getElementById("give");
const press = document.getElementById("press");
const missing = document.getElementById("missing");
const job = document.getElementById("job");
const amount = form.elements.amount;
const SHAPE = /^\$?(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

let sent = false;

const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

// The sum as the server would read it, written out, or "" where it would refuse.
function sum() {
  const preset = chosen("preset");
  const typed = preset && preset !== "other" ? preset : amount.value.trim();
  const read = typed.length <= 40 && SHAPE.exec(typed);
  if (!read) return "";
  const dollars = read[1].replaceAll(",", "").replace(/^0+(?=\d)/, "");
  const cents = (read[2] ?? "").padEnd(2, "0");
  if (/^0$/.test(dollars) && cents === "00") return "";
  return `$${dollars.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}

// What is still to be filled in, as far as a page can tell.
function open() {
  const lines = [...form.querySelectorAll("input[aria-required], select[aria-required]")];
  const abroad = form.elements.country.value !== "US";
  const empty = lines.filter((field) => {
    if (field.type === "checkbox") return !field.checked;
    if (abroad && (field.name === "state" || field.name === "postal_code")) return false;
    return field.value.trim() === "";
  });
  return empty.length + (sum() ? 0 : 1);
}

function show() {
  const work = chosen("work");
  job.hidden = work !== "employed" && work !== "self_employed" && !job.querySelector("[aria-invalid]");
  const given = sum();
  press.textContent = given ? `Give ${given}` : "Give";
  const count = open();
  const words = count === 0 ? "" : count === 1 ? "1 answer is still missing." : `${count} answers are still missing.`;
  if (missing.textContent !== words) missing.textContent = words;
}

amount.addEventListener("input", () => {
  const other = form.querySelector("#preset-other");
  if (amount.value.trim()) other.checked = true;
});

form.addEventListener("change", ({ target }) => {
  if (target.name !== "preset") return;
  if (target.value === "other") amount.focus();
  else amount.value = "";
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
  if (document.activeElement === document.body) document.getElementById("problems")?.focus();
});
