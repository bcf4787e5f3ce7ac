/* The screening screen made instant: the next citations are fetched ahead, a verdict is shown as
   given at once and sent behind, in order, until the server has acknowledged it. Without this
   script every button is an ordinary form. */
"use strict";
(() => {
  const screen = document.getElementById("screen");
  document.documentElement.classList.add("js");
  if (!screen) return;
  const $ = (id) => document.getElementById(id);
  const form = $("answer"), card = $("card"), dialog = $("reasons"), trouble = $("trouble");
  const stage = screen.dataset.stage;
  const keyOf = JSON.parse(screen.dataset.keys);
  const actionOf = Object.fromEntries(Object.entries(keyOf).map(([action, key]) => [key, action]));
  const reason = $("reason"), note = $("note");

  let current = { citation: form.elements.citation.value, html: card.innerHTML };
  let ahead = [];            // fetched, not yet shown
  const seen = new Set([current.citation]); // decided, skipped or fetched on this page
  const unsent = [];         // verdicts the server has not acknowledged
  let sending = false, fetching = false, shownAt = performance.now(), sitting = 0;
  const began = performance.now();

  // -- showing ---------------------------------------------------------------------------------
  const say = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    $("messages").replaceChildren(line);
  };
  const complain = (text, link) => {
    trouble.textContent = text || "";
    if (link) {
      const a = document.createElement("a");
      a.href = link[1]; a.target = "_blank"; a.rel = "noopener"; a.textContent = link[0];
      trouble.append(" ", a);
    }
    trouble.hidden = !text;
  };
  function show(next) {
    current = next;
    card.classList.toggle("empty", !next);
    for (const button of form.querySelectorAll("button[data-do]"))
      button.disabled = !next && button.dataset.do !== "undo";
    if (!next) { card.innerHTML = '<h1 id="card-title" tabindex="-1">One moment ...</h1>'; return; }
    card.innerHTML = next.html;
    form.elements.citation.value = next.citation;
    if (reason) reason.value = "";
    note.value = "";
    shownAt = performance.now();
    window.scrollTo(0, 0);
    $("card-title").focus({ preventScroll: true });
  }
  function advance() {
    show(ahead.shift() || null);
    if (ahead.length < 5) fetchAhead();
  }
  function progress(mine) {
    $("mine").textContent = mine;
    const minutes = (performance.now() - began) / 60000;
    if (sitting >= 5) $("pace").textContent = ", " + Math.max(1, Math.round(sitting / minutes)) + " a minute";
  }

  // -- fetching ahead --------------------------------------------------------------------------
  async function fetchAhead() {
    if (fetching) return;
    fetching = true;
    try {
      await sent();
      const answer = await fetch(screen.dataset.queue, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      const fresh = found.cards.filter((c) => !seen.has(c.citation));
      for (const c of fresh) seen.add(c.citation);
      ahead.push(...fresh);
      if (!current && ahead.length) advance();
      else if (!current && !unsent.length) location.reload();
      else if (!current) setTimeout(fetchAhead, 200); // a verdict was on its way meanwhile
    } catch (error) {
      if (!current) setTimeout(fetchAhead, 2000);
    } finally {
      fetching = false;
    }
  }

  // -- sending ---------------------------------------------------------------------------------
  const post = (url, body) => fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  const sent = async () => { while (unsent.length && !trouble.dataset.stuck) await new Promise((r) => setTimeout(r, 20)); };
  async function pump() {
    if (sending) return;
    sending = true;
    let pause = 500;
    while (unsent.length) {
      const job = unsent[0];
      try {
        const answer = await post(job.url, job.body);
        const found = await answer.json();
        if (answer.status === 401 || answer.status === 400) {
          complain(found.error + " " + unsent.length + " not saved yet; it is sent when you are back.", ["Sign in", "/sign-in"]);
          trouble.dataset.stuck = "1";
          await new Promise((r) => setTimeout(r, 3000));
          await renewToken(job);
          continue;
        }
        unsent.shift();
        if (!answer.ok) refuse(job, found.error);
        else { complain(""); delete trouble.dataset.stuck; if (found.mine !== undefined) { sitting += 1; progress(found.mine); } }
        pause = 500;
      } catch (error) {
        complain("The server does not answer. " + unsent.length + " not saved yet; trying again ...");
        trouble.dataset.stuck = "1";
        await new Promise((r) => setTimeout(r, pause));
        pause = Math.min(pause * 2, 8000);
      }
    }
    delete trouble.dataset.stuck;
    sending = false;
  }
  async function renewToken(job) {
    // signed in again in another tab: the page there carries the new session's token
    try {
      const text = await (await fetch(location.href)).text();
      const token = new DOMParser().parseFromString(text, "text/html").querySelector("#answer [name=csrf], form [name=csrf]");
      if (token) { form.elements.csrf.value = token.value; for (const other of unsent) other.body.set("csrf", token.value); }
    } catch (error) { /* tried again */ }
  }
  function refuse(job, text) {
    complain("Not recorded, " + job.card.citation + ": " + text);
    if (job.kind === "skip") return;
    if (current) ahead.unshift(current);
    show(job.card);
  }
  function send(kind, url, extra) {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(extra)) body.set(name, value);
    body.set("seconds", ((performance.now() - shownAt) / 1000).toFixed(1));
    unsent.push({ kind, url, body: new URLSearchParams(body), card: current });
    advance();
    pump();
  }

  // -- what a key or a button does ---------------------------------------------------------------
  function decide(verdict, code) {
    if (!current) return;
    const given = code || (reason ? reason.value : "");
    if (verdict === "exclude" && stage === "full-text" && !given) return ask();
    const id = current.citation;
    send("decide", form.action, { verdict, reason: verdict === "exclude" ? given : "" });
    say(id + ": " + verdict + ".");
  }
  function ask() { if (current && dialog.querySelector("ol button")) dialog.showModal(); }
  async function undo() {
    await sent();
    const answer = await post(form.querySelector("[data-do=undo]").formAction, new URLSearchParams(new FormData(form)));
    const found = await answer.json();
    if (!answer.ok) return complain(found.error);
    complain("");
    if (found.undone === "resolution") return say("Took back your resolution of " + found.citation + "; it is among the conflicts again.");
    if (found.stage !== stage) { location.href = location.pathname + "?stage=" + found.stage; return; }
    sitting = Math.max(0, sitting - 1);
    ahead = ahead.filter((c) => c.citation !== found.citation);
    if (current && current.citation !== found.citation) ahead.unshift(current);
    seen.add(found.citation);
    show(found.card);
    progress(found.mine);
    say("Took back " + found.citation + ".");
  }
  function toggle(id) {
    const box = $(id);
    box.open = !box.open;
    if (box.open) box.scrollIntoView({ block: "nearest" });
  }
  const actions = {
    include: () => decide("include"),
    exclude: () => decide("exclude"),
    unsure: () => decide("unsure"),
    reason: ask,
    skip: () => { if (current) send("skip", form.querySelector("[data-do=skip]").formAction, {}); },
    undo: undo,
    note: () => { $("extras").open = true; note.focus(); },
    criteria: () => toggle("criteria"),
    keys: () => toggle("keys"),
    terms: () => { $("terms-on").checked = !$("terms-on").checked; settings(); },
    open: () => { const link = card.querySelector("[data-open]"); if (link) link.click(); },
  };

  // -- events ------------------------------------------------------------------------------------
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button && actions[button.dataset.do]) actions[button.dataset.do]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (dialog.open) {
      const number = Number(key);
      const buttons = dialog.querySelectorAll("ol button");
      if (number >= 1 && number <= buttons.length) { event.preventDefault(); buttons[number - 1].click(); }
      return;
    }
    if (event.target === note) {
      if (key === "enter" || key === "escape") { event.preventDefault(); note.blur(); }
      return;
    }
    if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    const action = $("keys-on").checked && actions[actionOf[key]];
    if (!action || event.repeat) return;
    event.preventDefault();
    action();
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    dialog.close();
    if (button.value) decide("exclude", button.value);
  });
  window.addEventListener("beforeunload", (event) => { if (unsent.length) event.preventDefault(); });

  // -- what this reader prefers, kept in this browser ----------------------------------------------
  function settings() {
    document.body.classList.toggle("no-terms", !$("terms-on").checked);
    document.body.classList.toggle("no-keys", !$("keys-on").checked);
    try { localStorage.winnow = JSON.stringify({ keys: $("keys-on").checked, terms: $("terms-on").checked }); } catch (error) { /* private window */ }
  }
  try {
    const kept = JSON.parse(localStorage.winnow || "{}");
    if (kept.keys === false) $("keys-on").checked = false;
    if (kept.terms === false) $("terms-on").checked = false;
  } catch (error) { /* none kept */ }
  for (const id of ["keys-on", "terms-on"]) $(id).addEventListener("change", settings);
  settings();
  if (matchMedia("(max-width: 40rem)").matches) $("extras").open = false; // room for the text
  fetchAhead();
})();
