/* A packet: the screening screen for one batch, offline. Answers are kept in this browser after
   every verdict and saved to a file that is signed with the packet's own key. */
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const issue = JSON.parse(data.issue);
  const actionOf = Object.fromEntries(Object.entries(data.keys).map(([action, key]) => [key, action]));
  const card = $("card"), form = $("answer"), dialog = $("reasons"), reason = $("reason"), note = $("note");
  const htmlOf = new Map(data.cards.map((c) => [c.citation, c.html]));
  const place = "winnow packet " + issue.packet;
  let answers = [];   // in the order given
  let skipped = [];
  let current = null, shownAt = 0, saved = "[]";

  // -- HMAC-SHA256 (FIPS 180-4, RFC 2104): a page opened from a file has no crypto.subtle everywhere
  const K = [], H0 = [];
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (H0.length < 8) H0.push((Math.sqrt(n) % 1) * 2 ** 32 | 0);
    K.push((Math.cbrt(n) % 1) * 2 ** 32 | 0);
  }
  function sha256(bytes) {
    const length = bytes.length, padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
    padded.set(bytes);
    padded[length] = 0x80;
    const view = new DataView(padded.buffer), w = new Int32Array(64), h = Int32Array.from(H0);
    view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(padded.length - 4, length << 3);
    const rotate = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) + w[i - 7] + (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const t = (k + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const u = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [k, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + u) | 0];
      }
      [a, b, c, d, e, f, g, k].forEach((x, i) => { h[i] += x; });
    }
    const out = new Uint8Array(32);
    h.forEach((x, i) => new DataView(out.buffer).setInt32(4 * i, x));
    return out;
  }
  function hmac(hex, text) {
    const key = new Uint8Array(64), message = new TextEncoder().encode(text);
    hex.match(/../g).forEach((pair, i) => { key[i] = parseInt(pair, 16); });
    const join = (mask, tail) => { const all = new Uint8Array(64 + tail.length); key.forEach((x, i) => { all[i] = x ^ mask; }); all.set(tail, 64); return all; };
    const mac = sha256(join(0x5c, sha256(join(0x36, message))));
    return Array.from(mac, (x) => x.toString(16).padStart(2, "0")).join("");
  }

  // -- showing -----------------------------------------------------------------------------------
  const say = (text) => { const p = document.createElement("p"); p.textContent = text; $("messages").replaceChildren(p); };
  const complain = (text) => { $("trouble").textContent = text; $("trouble").hidden = !text; };
  function show(citation) {
    current = citation;
    reason.value = "";
    note.value = "";
    for (const button of form.querySelectorAll("[data-do]")) button.disabled = !citation && button.dataset.do !== "undo";
    if (citation) card.innerHTML = htmlOf.get(citation);
    else card.innerHTML = '<h1 id="card-title" tabindex="-1">All done</h1><p>Save your answers and send the file back. Thank you.</p>';
    shownAt = performance.now();
    window.scrollTo(0, 0);
    $("card-title").focus({ preventScroll: true });
  }
  function next() {
    const decided = new Set(answers.map((a) => a.citation));
    const open = issue.citations.filter((c) => !decided.has(c));
    if (open.length && open.every((c) => skipped.includes(c))) skipped = [];
    show(open.find((c) => !skipped.includes(c)) || null);
    count();
  }
  function count() {
    $("done").textContent = answers.length;
    $("meter").value = answers.length;
    $("unsaved").textContent = JSON.stringify(answers) === saved ? "" : ", not yet saved to a file";
  }
  function keep() {
    try { localStorage.setItem(place, JSON.stringify(answers)); complain(""); }
    catch (error) { complain("This browser keeps nothing for this file: save your answers before you close it."); }
    count();
  }

  // -- deciding ----------------------------------------------------------------------------------
  function decide(verdict, code) {
    if (!current) return;
    const given = verdict === "exclude" ? code || reason.value : "";
    if (verdict === "exclude" && issue.stage === "full-text" && !given) return ask();
    answers.push({
      citation: current, verdict, reason: given, note: note.value.trim().replace(/\s+/g, " "),
      seconds: Math.round((performance.now() - shownAt) / 100) / 10, at: new Date().toISOString(),
    });
    say(current + ": " + verdict + ".");
    keep();
    next();
  }
  function undo() {
    const last = answers.pop();
    if (!last) return say("Nothing to take back.");
    skipped = skipped.filter((c) => c !== last.citation);
    keep();
    show(last.citation);
    say("Took back " + last.citation + ".");
  }
  function ask() { if (current && dialog.querySelector("ol button")) dialog.showModal(); }
  function save() {
    const text = JSON.stringify(answers);
    const file = { format: "winnow answers 1", issue: data.issue, issue_mac: data.issue_mac, answers: text, answers_mac: hmac(data.answer_key, text) };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    link.download = "answers-" + issue.reviewer.replace(/[^\p{L}\p{N}]+/gu, "-") + "-" + issue.packet + ".json";
    link.click();
    saved = text;
    count();
    say("Saved as " + link.download + ". Send this file back.");
  }
  const toggle = (id) => { const box = $(id); box.open = !box.open; if (box.open) box.scrollIntoView({ block: "nearest" }); };
  const actions = {
    include: () => decide("include"), exclude: () => decide("exclude"), unsure: () => decide("unsure"),
    reason: ask, undo, note: () => { $("extras").open = true; note.focus(); },
    skip: () => { if (current) { skipped.push(current); next(); } },
    criteria: () => toggle("criteria"), keys: () => toggle("keys"),
    terms: () => { $("terms-on").checked = !$("terms-on").checked; settings(); },
  };

  // -- events ------------------------------------------------------------------------------------
  form.addEventListener("submit", (event) => { event.preventDefault(); const b = event.submitter; if (b && actions[b.dataset.do]) actions[b.dataset.do](); });
  $("save").addEventListener("click", save);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (dialog.open) {
      const buttons = dialog.querySelectorAll("ol button"), number = Number(key);
      if (number >= 1 && number <= buttons.length) { event.preventDefault(); buttons[number - 1].click(); }
      return;
    }
    if (event.target === note) { if (key === "enter" || key === "escape") { event.preventDefault(); note.blur(); } return; }
    if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    const action = $("keys-on").checked && actions[actionOf[key]];
    if (!action || event.repeat) return;
    event.preventDefault();
    action();
  });
  dialog.addEventListener("click", (event) => { const b = event.target.closest("button"); if (!b) return; dialog.close(); if (b.value) decide("exclude", b.value); });
  $("load").addEventListener("change", async () => {
    try {
      const file = JSON.parse(await $("load").files[0].text());
      if (file.issue !== data.issue || file.answers_mac !== hmac(data.answer_key, file.answers)) throw new Error();
      answers = JSON.parse(file.answers);
      saved = file.answers;
      keep();
      next();
      say("Continued from the file: " + answers.length + " answers.");
    } catch (error) { complain("This is not an answers file of this packet."); }
  });
  window.addEventListener("beforeunload", (event) => {
    let kept = null;
    try { kept = localStorage.getItem(place); } catch (error) { /* asked below */ }
    if (answers.length && kept !== JSON.stringify(answers) && saved !== JSON.stringify(answers)) event.preventDefault();
  });
  function settings() {
    document.body.classList.toggle("no-terms", !$("terms-on").checked);
    document.body.classList.toggle("no-keys", !$("keys-on").checked);
  }
  for (const id of ["keys-on", "terms-on"]) $(id).addEventListener("change", settings);
  try {
    const known = new Set(issue.citations);
    answers = JSON.parse(localStorage.getItem(place) || "[]").filter((a) => known.has(a.citation));
  } catch (error) { answers = []; }
  if (matchMedia("(max-width: 40rem)").matches) $("extras").open = false;
  next();
})();
