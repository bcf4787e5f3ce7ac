/* The screening screen made instant: the next citations are fetched ahead, a verdict is shown as
   given at once and sent behind (jobs.js). Without this script every button is an ordinary form. */
import { Jobs } from "./jobs.js";
import { keepApart } from "./whose.js";

const screen = document.getElementById("screen");
const $ = (id) => document.getElementById(id);
if (screen) begin();

function begin() {
  const form = $("answer"), card = $("card"), dialog = $("reasons"), trouble = $("trouble");
  const { stage, who } = screen.dataset;
  const keyOf = JSON.parse(screen.dataset.keys);
  const actionOf = Object.fromEntries(Object.entries(keyOf).map(([action, key]) => [key, action]));
  const reason = $("reason"), note = $("note"), frame = $("pdf");
  const UNREAD = 300; // milliseconds: a click on a card younger than this was meant for the one before

  const field = (name) => (form.elements[name] ? form.elements[name].value : "");
  let current = { citation: field("citation"), html: card.innerHTML, note: field("note"), reason: field("reason"), pdf: frame ? frame.getAttribute("src") : "" };
  let ahead = [];              // fetched, not yet shown
  const seen = new Set([current.citation]); // given to this page: not to be shown twice
  let based = screen.dataset.last; // the newest act of this person that this page knows of
  let fetching = false, holding = false, shownAt = performance.now(), sitting = 0;
  const began = performance.now();

  // -- showing ---------------------------------------------------------------------------------
  const say = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    $("messages").replaceChildren(line);
  };
  function complain(text, link) {
    trouble.textContent = text || "";
    if (link) {
      const a = document.createElement("a");
      a.href = link[1]; a.target = "_blank"; a.rel = "noopener"; a.textContent = link[0];
      trouble.append(" ", a);
    }
    trouble.hidden = !text;
  }
  function enable() {
    const locked = screen.dataset.locked === "yes";
    for (const button of form.querySelectorAll("button[data-do]"))
      button.disabled = locked || holding || (!current && button.dataset.do !== "undo");
  }
  function show(next) {
    current = next;
    holding = false;
    screen.dataset.ahead = ahead.length;
    card.classList.toggle("empty", !next);
    enable();
    if (!next) { card.innerHTML = '<h1 id="card-title" tabindex="-1">One moment ...</h1>'; return; }
    card.innerHTML = next.html;
    form.elements.citation.value = next.citation;
    if (reason) reason.value = next.reason || "";
    if (frame) {
      const address = next.pdf || "";
      screen.classList.toggle("split", !!address);
      frame.hidden = !address;
      if (address && frame.getAttribute("src") !== address) frame.src = address;
    }
    note.value = next.note || "";
    shownAt = performance.now();
    form.dataset.fresh = "yes";
    setTimeout(() => { if (performance.now() - shownAt >= UNREAD) form.dataset.fresh = "no"; }, UNREAD + 10);
    window.scrollTo(0, 0);
    $("card-title").focus({ preventScroll: true });
  }
  const advance = () => { show(ahead.shift() || null); step(); };
  const putBack = () => { if (current) ahead.unshift({ ...current, note: note.value, reason: reason ? reason.value : "" }); };
  function progress(mine) {
    if (mine === undefined) return;
    $("mine").textContent = mine;
    const minutes = (performance.now() - began) / 60000;
    if (sitting >= 5) $("pace").textContent = ", " + Math.max(1, Math.round(sitting / minutes)) + " a minute";
  }

  // -- fetching ahead --------------------------------------------------------------------------
  /* Called after whatever happens: shows what is there, and asks for more where little is left. */
  function step() {
    screen.dataset.ahead = ahead.length;
    if (!current && !holding && ahead.length) return advance();
    if (ahead.length < 5) fetchAhead();
  }
  async function fetchAhead() {
    if (fetching) return;
    fetching = true;
    const quiet = !jobs.list.length; // then what the server has not is nowhere
    let wait = 0;
    try {
      const answer = await fetch(screen.dataset.queue, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      const fresh = found.cards.filter((c) => !seen.has(c.citation));
      for (const c of fresh) seen.add(c.citation);
      ahead.push(...fresh);
      screen.dataset.ahead = ahead.length;
      if (!current && !holding && !ahead.length && !jobs.list.length) {
        if (quiet) return location.reload(); // nothing is left; the page says so
        wait = 1;
      }
    } catch (error) {
      wait = 2000;
    } finally {
      fetching = false;
    }
    if (current || holding) return;
    if (ahead.length) advance();
    else if (wait) setTimeout(step, wait);
  }

  // -- sending ---------------------------------------------------------------------------------
  const unsaved = () => jobs.list.filter((job) => job.kind === "decide").length;
  const jobs = new Jobs({
    who, address: screen.dataset.session, token: field("csrf"), key: screen.dataset.jobs,
    page: crypto.getRandomValues(new Uint32Array(3)).join("-"),
    told: {
      changed: () => { screen.dataset.unsent = jobs.list.length; },
      back: () => apart.unlock(),
      going: () => { if (screen.dataset.locked !== "yes") complain(""); },
      waiting: (why, answer) => {
        const n = unsaved(), rest = n ? " " + n + " not saved yet" : "";
        if (why === "session" && answer.whose) apart.lock(answer.whose);
        else if (screen.dataset.locked === "yes") return; // whose page it is stays said
        else if (why === "session") complain(answer.error + rest + "; it is sent when you are back.", ["Sign in", "/sign-in"]);
        else complain("The server does not answer." + rest + "; trying again ...");
      },
      done: (job, answer) => {
        if (answer.last !== undefined) based = answer.last;
        if (job.kind === "decide") sitting += 1;
        progress(answer.mine);
        if (job.kind === "undo") tookBack(job, answer);
        step();
      },
      refused: (job, answer, again) => {
        if (answer.last !== undefined) based = answer.last;
        if (job.kind === "undo") {
          if (holding) { holding = false; if (!current) advance(); }
          if (!again) complain(answer.error);
        } else if (answer.already) {
          say(job.fields.citation + ": you have decided that already (" + answer.already + "); that stands.");
        } else if (job.kind === "decide") {
          putBack();
          show({ ...job.card, note: job.fields.note, reason: job.fields.reason });
          complain("Not recorded, " + job.fields.citation + ": " + answer.error);
        }
        step();
      },
    },
  });
  function send(kind, url, extra) {
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrf;
    fields.seconds = ((performance.now() - shownAt) / 1000).toFixed(1);
    jobs.add({ kind, url, fields: { ...fields, ...extra }, card: current });
  }
  const urlOf = (what) => form.querySelector("[data-do=" + what + "]").formAction;

  // -- what a key or a button does ---------------------------------------------------------------
  function decide(verdict, code) {
    if (!current || holding) return;
    const given = code || (reason ? reason.value : "");
    if (verdict === "exclude" && stage === "full-text" && !given) return ask();
    const id = current.citation;
    send("decide", form.action, { verdict, reason: verdict === "exclude" ? given : "" });
    advance();
    say(id + ": " + verdict + ".");
  }
  function ask() { if (current && dialog.querySelector("ol button")) dialog.showModal(); }
  function undo() {
    if (holding) return;
    const local = jobs.takeBack();
    if (local) {
      putBack();
      show({ ...local.card, note: local.fields.note, reason: local.fields.reason });
      return say("Took back " + local.fields.citation + "; it had not been sent.");
    }
    const unsent = jobs.last();
    send("undo", urlOf("undo"), { based: unsent ? stage + ":" + unsent.fields.citation : based });
    putBack();
    show(null); // a key pressed now must not decide what was in front
    holding = true;
    enable();
    say("Taking back ...");
  }
  function tookBack(job, answer) {
    holding = false;
    if (answer.undone === "resolution") {
      say("Took back your resolution of " + answer.citation + "; it is among the conflicts again.");
      return advance();
    }
    if (answer.stage !== stage) { location.href = location.pathname + "?stage=" + answer.stage; return; }
    sitting = Math.max(0, sitting - 1);
    ahead = ahead.filter((c) => c.citation !== answer.citation);
    seen.add(answer.citation);
    if (current && current.citation !== answer.citation) putBack();
    show(answer.card);
    say("Took back " + answer.citation + ".");
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
    skip: () => { if (current && !holding) { send("skip", urlOf("skip"), {}); advance(); } },
    undo,
    note: () => { $("extras").open = true; note.focus(); },
    criteria: () => toggle("criteria"),
    keys: () => toggle("keys"),
    terms: () => { $("terms-on").checked = !$("terms-on").checked; settings(); },
    open: () => { const link = card.querySelector("[data-open]"); if (link) link.click(); },
  };
  const apart = keepApart(who, {
    locked: (text) => { screen.dataset.locked = "yes"; enable(); complain(text, ["Sign in", "/sign-in"]); },
    unlocked: async () => {
      delete screen.dataset.locked;
      await jobs.renew();
      enable();
      complain("");
      jobs.hurry();
      step();
    },
  });

  // -- events ------------------------------------------------------------------------------------
  form.addEventListener("click", (event) => {
    const verdict = event.target.closest("button[data-do]");
    if (verdict && event.detail > 0 && form.dataset.fresh === "yes") event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button && actions[button.dataset.do]) actions[button.dataset.do]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (dialog.open) {
      const number = digit(event);
      const buttons = dialog.querySelectorAll("ol button");
      if (number >= 1 && number <= buttons.length) { event.preventDefault(); buttons[number - 1].click(); }
      return;
    }
    if (event.target === note) {
      if (key === "enter" || key === "escape") { event.preventDefault(); note.blur(); }
      return;
    }
    if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    const action = $("keys-on").checked && screen.dataset.locked !== "yes" && actions[actionOf[key]];
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
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  window.addEventListener("online", () => { jobs.hurry(); step(); });

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
  if (matchMedia("(max-width: 40rem), (max-height: 30rem)").matches) $("extras").open = false; // room for the text
  if (matchMedia("(min-width: 60rem) and (min-height: 40rem)").matches) $("criteria").open = true; // there is room beside it

  for (const job of jobs.restore()) seen.add(job.fields.citation); // from before a reload
  if (jobs.list.some((job) => job.kind !== "undo" && job.fields.citation === current.citation)) advance();
  jobs.told.changed();
  jobs.run();
  step();
  screen.dataset.ready = "yes";
}

/* The digit that a key stands for: where digits need Shift, the key's place decides. */
function digit(event) {
  const place = /^(?:Digit|Numpad)([1-9])$/.exec(event.code || "");
  return Number(event.key) || (place ? Number(place[1]) : 0);
}
