/* A protocol checked while somebody writes: what is wrong stands under the field, after a pause in
   typing. Without this script the button looks at it. */
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const field = document.querySelector("textarea[data-check]"), place = document.getElementById("problems");
  if (!field) return;
  const form = field.form;
  let waiting = 0, asked = 0;
  const line = (text) => { const item = document.createElement("li"); item.textContent = text; return item; };
  async function look() {
    const mine = ++asked, body = new FormData();
    body.set("text", field.value); body.set("csrf", form.elements.csrf.value);
    let found;
    try {
      const answer = await fetch(field.dataset.check, { method: "POST", body, headers: { Accept: "application/json" } });
      found = await answer.json();
      if (!answer.ok) return;
    } catch { return; } // the button still looks at it
    if (mine !== asked) return;
    const list = document.createElement("ul");
    list.className = found.ok ? "message" : "message bad";
    list.append(...(found.ok ? [line("Nothing is wrong with it.")] : found.problems.map((p) =>
      line((p.line ? `Line ${p.line}: ` : "") + (p.field ? `${p.field}: ` : "") + p.text))));
    place.replaceChildren(list);
  }
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 600); });
})();
