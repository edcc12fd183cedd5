// Keys of the desk: an element with data-key="n" is focused (a field) or followed (a link) by that key. Nothing depends
// on it, it rests while somebody types, and each browser can turn it off on the help page.
(() => {
  "use strict";
  const SWITCH = "desk-keys-off";
  const off = () => {
    try { return localStorage.getItem(SWITCH) === "1"; } catch { return false; }
  };
  const typing = (at) => at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || off()) return;
    const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found) return;
    event.preventDefault();
    if (typing(found)) { found.focus(); found.select?.(); } else found.click();
  });

  // A row opens with a click anywhere in it, as its link does; what can be pressed or was marked keeps its own meaning.
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".opens tbody tr");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!row || !plain || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
    row.querySelector("a[href]")?.click();
  });

  const place = document.querySelector("[data-keys-switch]");
  const button = place?.querySelector("button");
  if (button) {
    const show = () => button.setAttribute("aria-pressed", String(off()));
    button.addEventListener("click", () => {
      try { if (off()) localStorage.removeItem(SWITCH); else localStorage.setItem(SWITCH, "1"); } catch { /* kept nowhere */ }
      show();
    });
    place.hidden = false;
    show();
  }
})();
