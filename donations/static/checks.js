// Comfort for check entry: Enter moves to the next field, a held key presses nothing twice, a large file is told at
// once. Every page works without it: the first press only ever shows the review.
(() => {
  "use strict";
  const open = (field) => !field.closest("details:not([open])");
  const seen = (field) => field.type !== "hidden" && !field.disabled && field.offsetParent !== null && open(field);

  for (const form of document.querySelectorAll("form[data-enter]")) {
    form.addEventListener("keydown", (event) => {
      const at = event.target;
      if (event.key !== "Enter" || event.isComposing || !at.matches("input, select") || event.ctrlKey) return;
      event.preventDefault();
      const stops = [...form.querySelectorAll("input, select, button")].filter(seen);
      const next = stops[stops.indexOf(at) + (event.shiftKey ? -1 : 1)];
      next?.focus();
      next?.select?.();
    });
    const second = form.querySelector("#signer2");
    second?.addEventListener("change", () => {
      if (second.value.trim()) document.getElementById("second-signer").open = true;
    });
  }

  // A key that is still held down from the page before must not press a button on this one.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.repeat && event.target.matches("button, a")) event.preventDefault();
  });

  for (const form of document.querySelectorAll("form[data-once]")) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
    window.addEventListener("pageshow", () => { sent = false; });
  }

  for (const field of document.querySelectorAll("input[data-largest]")) {
    field.addEventListener("change", () => {
      const large = [...field.files].some((file) => file.size > Number(field.dataset.largest));
      field.setCustomValidity(large ? "A file is larger than 10 MB. Scan it smaller: 300 dots an inch are enough." : "");
      if (large) field.reportValidity();
    });
  }
})();
