/* Single keys for the buttons that name one (data-key), and nothing while somebody types.
   Without this script the buttons are ordinary ones. */
"use strict";
(() => {
  document.documentElement.classList.add("js");
  let pressed = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || pressed) return;
    if (event.target.closest("input, select, textarea, summary, dialog")) return;
    const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]:enabled`);
    if (!button) return;
    event.preventDefault();
    pressed = true; // one key, one answer: the page that comes knows the next pair
    button.click();
  });
  window.addEventListener("pageshow", () => { pressed = false; });
})();
