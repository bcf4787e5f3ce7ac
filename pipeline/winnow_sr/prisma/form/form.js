"use strict";
(() => {
  const data = JSON.parse(document.getElementById("prisma-data").textContent);
  const form = document.getElementById("numbers");
  const NS = "http://www.w3.org/2000/svg";
  const values = { ...data.values };
  let template = data.template;

  // -- what is typed ---------------------------------------------------------------------------
  const named = (key) => data.named.includes(key);
  const shownIn = (name) =>
    !((name.startsWith("other-") && template[1] === "1") ||
      ((name === "previous" || name === "total") && template[0] === "N"));
  const boxes = () => data.boxes.filter((box) => shownIn(box.name));
  const say = (key) => data.words[template][key];

  /** A whole number; null where the field is empty, NaN where it holds something else. */
  function count(text) {
    const plain = (text || "").trim().replace(/[\s\u00a0\u202f'’]/g, "").replace(/,(?=\d{3}\b)/g, "");
    if (plain === "") return null;
    return /^\d{1,12}$/.test(plain) ? Number(plain) : NaN;
  }

  /** Lines `Name, n` as [name, n]; n is null where a line has none. */
  function rows(key) {
    return (values[key] || "").split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
      const match = line.match(/^(.*?)[,;:\t ]+([\d\s'’\u00a0\u202f]+)$/);
      return match ? [match[1].trim().replace(/[,;:]$/, ""), count(match[2])] : [line, null];
    });
  }

  /** The number that a key stands for: of a list its sum, or the total that stands alone. */
  function number(key) {
    if (!named(key)) return count(values[key]);
    const text = (values[key] || "").trim();
    if (text === "") return null;
    if (!text.includes("\n") && !Number.isNaN(count(text))) return count(text);
    return rows(key).reduce((sum, [, n]) => sum + (n === null ? NaN : n), 0);
  }

  const layered = () => number("records_screened") !== null || number("records_excluded") !== null;
  const applies = (identity) =>
    (!identity.only || template.includes(identity.only)) &&
    (!identity.layer || (identity.layer === "with") === layered());

  /** Every check: {id, ok, warning, text, keys}. */
  function checks() {
    const found = [];
    for (const box of boxes())
      for (const key of box.lines)
        if (Number.isNaN(number(key)))
          found.push({ id: "A0", ok: false, keys: [key],
            text: `${say(key)}: ${named(key) ? "each line needs a name, a comma and a number" : "not a whole number"}` });
    const lines = boxes().flatMap((box) => box.lines);
    const empty = lines.filter((key) => number(key) === null && !data.may_lack.includes(key) && !key.endsWith("specific_results") && !key.endsWith("_ma"))
      .filter((key) => !key.startsWith("records_") || layered());
    if (empty.length && lines.some((key) => number(key) !== null))
      found.push({ id: "A0", ok: false, warning: true, keys: empty, text: `still empty: ${empty.map(say).join(", ")}` });
    for (const identity of data.identities.filter(applies)) {
      const keys = [...identity.left, ...identity.right].map(([, key]) => key);
      const numbers = keys.map(number);
      if (numbers.every((n) => n === null) || numbers.some(Number.isNaN)) continue;
      const sum = (terms) => terms.reduce((total, [sign, key]) => total + sign * (number(key) || 0), 0);
      const left = sum(identity.left), right = sum(identity.right);
      const first = identity.left.map(([, key]) => number(key));
      if (first.every((n) => n === null)) continue;
      if (identity.relation === "list" && number(identity.right[0][1]) === null) continue;
      if (identity.id === "M1" && identity.right.every(([, key]) => number(key) === null)) continue;
      const equal = identity.relation === "=" || identity.relation === "list";
      const ok = equal ? left === right : left <= right;
      const written = (terms) => terms.map(([sign, key], i) =>
        `${sign < 0 ? "− " : i ? "+ " : ""}${say(key)} ${number(key) ?? "(empty)"}`).join(" ");
      found.push({ id: identity.id, ok, warning: identity.relation === "warn<=", keys,
        text: `${written(identity.left)} ${ok ? (equal ? "=" : "≤") : (equal ? "≠" : ">")} ${written(identity.right)}` +
          (identity.right.length > 1 ? ` = ${right}` : "") });
    }
    return found;
  }

  // -- the form ----------------------------------------------------------------------------------
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function legendOf(box) {
    if (box.name === "previous") return say("head.previous");
    const other = box.name.startsWith("other-") ? ` (${say("head.other").replace(/^.* via /, "")})` : "";
    return (box.title ? say(box.title) : say(box.lines[0])) + other;
  }

  function field(key) {
    const many = named(key);
    const label = element("label", { for: `f-${key}` }, say(key) + (many ? ": one a line, Name, n" : ""));
    const input = many
      ? element("textarea", { id: `f-${key}`, name: key, rows: "3" })
      : element("input", { id: `f-${key}`, name: key, inputmode: "numeric" });
    input.value = values[key] || "";
    input.addEventListener("input", () => { values[key] = input.value; refresh(); });
    return element("div", { class: many ? "line wide" : "line" }, label, input);
  }

  function build() {
    const choose = element("select", { id: "template" },
      ...Object.keys(data.titles).map((t) => element("option", { value: t, ...(t === template ? { selected: "" } : {}) }, data.names[t])));
    choose.addEventListener("change", () => { template = choose.value; build(); refresh(); });
    form.replaceChildren(
      element("div", { class: "line wide" }, element("label", { for: "template" }, "Template"), choose),
      ...boxes().map((box) => element("fieldset", {}, element("legend", {}, legendOf(box)), ...box.lines.map(field))));
    form.onsubmit = () => false;
  }

  // -- the drawing -------------------------------------------------------------------------------
  const SIZE = 12, LEAD = 15, PAD = 7, BOX = 218, SIDE = 26, GAP = 26;
  const pen = document.createElement("canvas").getContext("2d");
  const width = (text, bold) => { pen.font = `${bold ? "bold " : ""}${SIZE}px Arial, "Liberation Sans", sans-serif`; return pen.measureText(text).width; };
  const figures = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

  function wrap(text, room, bold) {
    const lines = [];
    let line = "";
    for (const word of text.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && width(longer, bold) > room) { lines.push(line); line = word; } else line = longer;
      while (width(line, bold) > room && line.length > 1) {
        let cut = line.length - 1;
        while (cut > 1 && width(line.slice(0, cut), bold) > room) cut -= 1;
        lines.push(line.slice(0, cut));
        line = line.slice(cut);
      }
    }
    return [...lines, line];
  }

  function linesOf(box) {
    const told = [];
    for (const key of box.lines) {
      const n = number(key);
      if (n === null || Number.isNaN(n)) continue;
      if (named(key)) {
        const list = rows(key).filter(([, k]) => k !== null && !Number.isNaN(k));
        if (list.length && list[0][0] !== String(n))
          told.push(...list.map(([name, k]) => [`${name} (n\u00a0=\u00a0${figures(k)})`, key.endsWith("specific_results") ? 2 : 1]));
        else if (!key.endsWith("specific_results")) told.push([`${say(key)} (n\u00a0=\u00a0${figures(n)})`, 0]);
        continue;
      }
      told.push([`${say(key)} (n\u00a0=\u00a0${figures(n)})`, box.title ? 1 : 0]);
    }
    const alone = told.length === 1 && told[0][1] === 0;
    if (box.title && told.length && !alone) told.unshift([`${say(box.title)}:`, 0]);
    return told;
  }

  function shape(name, x, y, wide) {
    const box = data.boxes.find((b) => b.name === name);
    if (!box || !shownIn(name)) return null;
    const lines = linesOf(box).flatMap(([text, indent]) =>
      wrap(text, wide - 2 * PAD - indent * 10, false).map((line) => [line, indent]));
    return lines.length ? { name, x, y, width: wide, height: lines.length * LEAD + 2 * PAD - 2, lines } : null;
  }

  const LEVELS = [["identified", "removed", "other-identified", null], ["screened", "screened-out", null, null],
    ["sought", "missing", "other-sought", "other-missing"], ["assessed", "excluded", "other-assessed", "other-excluded"]];

  function layout() {
    const updated = template[0] === "U", others = template[1] === "2";
    const start = SIDE + 12;
    const main = start + (updated ? BOX + GAP : 0);
    const across = [main, main + BOX + GAP, main + 2 * (BOX + GAP), main + 3 * (BOX + GAP)];
    const shapes = [], heads = [], spans = [];
    let y = 12;
    const head = (x, wide, text) => { const lines = wrap(text, wide - 2 * PAD, true); heads.push({ x, y, width: wide, height: 0, lines }); return lines.length * LEAD + 2 * PAD - 2; };
    const tall = Math.max(head(main, 2 * BOX + GAP, say("head.databases")), others ? head(across[2], 2 * BOX + GAP, say("head.other")) : 0, updated ? head(start, BOX, say("head.previous")) : 0);
    heads.forEach((h) => { h.height = tall; });
    y += tall + 14;
    LEVELS.forEach((names, level) => {
      const made = names.map((name, i) => name && shape(name, across[i], y, BOX)).filter(Boolean);
      if (level === 0 && updated) { const old = shape("previous", start, y, BOX); if (old) made.push(old); }
      if (!made.length) return;
      const high = Math.max(...made.map((s) => s.height));
      spans.push([level === 0 ? "identification" : "screening", y, y + high]);
      shapes.push(...made);
      y += high + 22;
    });
    for (const [name, x] of [["included", main], ["total", updated ? start : main], ["pooled", main]]) {
      const made = shape(name, x, y, BOX);
      if (!made) continue;
      shapes.push(made);
      spans.push(["included", y, y + made.height]);
      y += made.height + 22;
    }
    const wide = (others ? across[3] : across[1]) + BOX + 12;
    return { shapes, heads, spans, width: wide, height: y - 10 };
  }

  const LINKS = [["identified", "screened", "down"], ["screened", "sought", "down"], ["sought", "assessed", "down"], ["assessed", "included", "down"],
    ["identified", "removed", "right"], ["screened", "screened-out", "right"], ["sought", "missing", "right"], ["assessed", "excluded", "right"],
    ["other-identified", "other-sought", "down"], ["other-sought", "other-assessed", "down"], ["other-sought", "other-missing", "right"],
    ["other-assessed", "other-excluded", "right"], ["other-assessed", "included", "turn"], ["previous", "total", "down"], ["included", "total", "left"], ["included", "pooled", "last"], ["total", "pooled", "last"]];

  function draw() {
    const placed = layout();
    const at = Object.fromEntries(placed.shapes.map((s) => [s.name, s]));
    const svg = document.createElementNS(NS, "svg");
    const add = (tag, attributes, text, parent = svg) => {
      const made = document.createElementNS(NS, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      if (text !== undefined) made.textContent = text;
      parent.append(made);
      return made;
    };
    for (const [name, value] of Object.entries({ xmlns: NS, viewBox: `0 0 ${placed.width} ${placed.height}`, width: placed.width, height: placed.height, role: "img", "font-family": "Arial, Liberation Sans, sans-serif", "font-size": SIZE }))
      svg.setAttribute(name, value);
    add("title", {}, data.titles[template]);
    add("desc", {}, placed.shapes.map((s) => s.lines.map(([t]) => t).join(" ")).join("; "));
    add("rect", { width: placed.width, height: placed.height, fill: "#fff" });
    for (const h of placed.heads) {
      add("rect", { x: h.x, y: h.y, width: h.width, height: h.height, rx: 6, fill: h.lines.join(" ").startsWith("Previous") || h.x > placed.heads[0].x ? "#d9d9d9" : "#ffc000", stroke: "#333" });
      h.lines.forEach((line, i) => add("text", { x: h.x + h.width / 2, y: h.y + PAD + 11 + i * LEAD, "text-anchor": "middle", "font-weight": "bold" }, line));
    }
    for (const s of placed.shapes) {
      const group = add("g", { "data-box": s.name });
      add("rect", { x: s.x, y: s.y, width: s.width, height: s.height, fill: "#fff", stroke: "#333" }, undefined, group);
      s.lines.forEach(([line, indent], i) => add("text", { x: s.x + PAD + indent * 10, y: s.y + PAD + 11 + i * LEAD }, line, group));
    }
    const side = {};
    for (const [name, top, bottom] of placed.spans)
      side[name] = [Math.min(side[name]?.[0] ?? top, top), Math.max(side[name]?.[1] ?? bottom, bottom)];
    for (const [name, [top, bottom]] of Object.entries(side)) {
      const tall = Math.max(bottom - top, width(say(name), true) + 12), y = top - (tall - (bottom - top)) / 2, middle = y + tall / 2;
      add("rect", { x: 6, y, width: SIDE - 4, height: tall, rx: 6, fill: "#9fc5e8", stroke: "#333" });
      add("text", { x: 6 + (SIDE - 4) / 2 + 4, y: middle, "text-anchor": "middle", "font-weight": "bold", transform: `rotate(-90 ${6 + (SIDE - 4) / 2 + 4} ${middle})` }, say(name));
    }
    for (const [from, to, way] of LINKS) {
      const a = at[from], b = at[to];
      if (!a || !b || (way === "last" && from === "included" && at.total)) continue;
      const middle = a.x + a.width / 2;
      let points;
      if (way === "right") { const y = a.y + Math.min(a.height, b.height) / 2; points = [[a.x + a.width, y], [b.x, y]]; }
      else if (way === "turn") { const y = b.y + b.height / 2; points = [[middle, a.y + a.height], [middle, y], [b.x + b.width, y]]; }
      else if (way === "left") { const y = a.y + a.height / 2; points = [[a.x, y], [b.x + b.width / 2, y], [b.x + b.width / 2, b.y]]; }
      else if (way === "last" && from === "total") { const y = a.y + a.height / 2; points = [[a.x + a.width, y], [b.x + b.width / 2, y], [b.x + b.width / 2, b.y]]; }
      else points = [[middle, a.y + a.height], [middle, b.y]];
      const [p, q] = points.slice(-2), long = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
      const ux = (q[0] - p[0]) / long, uy = (q[1] - p[1]) / long, back = [q[0] - 7 * ux, q[1] - 7 * uy];
      add("polyline", { points: [...points.slice(0, -1), back].map((r) => r.join(",")).join(" "), fill: "none", stroke: "#333" });
      add("polygon", { points: `${q.join(",")} ${back[0] - 3.5 * uy},${back[1] + 3.5 * ux} ${back[0] + 3.5 * uy},${back[1] - 3.5 * ux}`, fill: "#333" });
    }
    document.getElementById("figure").replaceChildren(svg);
  }

  function refresh() {
    const found = checks(), bad = found.filter((c) => !c.ok);
    const invalid = new Set(bad.filter((c) => !c.warning).flatMap((c) => c.keys));
    for (const input of form.querySelectorAll("[name]")) input.setAttribute("aria-invalid", String(invalid.has(input.name)));
    const place = document.getElementById("checks");
    place.classList.toggle("fails", bad.some((c) => !c.warning));
    const said = !found.length ? "Nothing to check yet." : bad.length ? `${found.length} checks, ${bad.length} to look at:` : `${found.length} checks: the numbers add up.`;
    place.replaceChildren(element("p", {}, said), element("ul", {}, ...bad.map((c) => element("li", {}, `${c.id}${c.warning ? " (to look at)" : ""}: ${c.text}`))));
    draw();
  }

  // -- saving and opening --------------------------------------------------------------------------
  const clean = (name) => name.replace(/[,;]/g, "–").replace(/"/g, "”").trim();

  function csv() {
    const keyed = new Set(boxes().flatMap((box) => box.lines));
    const [titles, ...lines] = data.rows[template];
    const filled = lines.map((row) => {
      const key = row[0];
      if (!Object.keys(data.words[template]).includes(key) || key === "NA") return row;
      let n = "NA";
      if (keyed.has(key) && (values[key] || "").trim() !== "") {
        const list = named(key) ? rows(key) : [];
        const alone = list.length === 1 && list[0][1] === null;
        n = list.length && !alone ? list.map(([name, k]) => `${clean(name)}, ${k ?? "NA"}`).join("; ") : String(number(key));
      }
      return [...row.slice(0, -1), n];
    });
    const cell = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    return [titles, ...filled].map((row) => row.map(cell).join(",")).join("\n") + "\n";
  }

  /** Cells of a CSV: commas, quotes doubled inside quotes. */
  function parsed(text) {
    const found = [];
    let row = [], cell = "", quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const c = text[i];
      if (quoted) { if (c === '"' && text[i + 1] === '"') { cell += c; i += 1; } else if (c === '"') quoted = false; else cell += c; }
      else if (c === '"') quoted = true;
      else if (c === ",") { row.push(cell); cell = ""; }
      else if (c === "\n" || c === "\r") { if (cell || row.length) found.push([...row, cell]); row = []; cell = ""; }
      else cell += c;
    }
    return cell || row.length ? [...found, [...row, cell]] : found;
  }

  function open(text) {
    const [titles, ...lines] = parsed(text.replace(/^\ufeff/, ""));
    const key = titles.map((t) => t.trim().toLowerCase()).indexOf("data"), n = titles.map((t) => t.trim().toLowerCase()).indexOf("n");
    if (key < 0 || n < 0) throw new Error("this is not a CSV of the PRISMA2020 package: it has no columns data and n");
    const known = data.boxes.flatMap((box) => box.lines);
    for (const name of known) values[name] = "";
    for (const line of lines) {
      const value = (line[n] || "").trim();
      if (known.includes(line[key]) && value && value !== "NA") values[line[key]] = named(line[key]) ? value.split(/;\s*/).join("\n") : value;
    }
    const told = text.match(/winnow template=([NU][12])/);
    const has = (names) => names.some((name) => values[name]);
    template = told ? told[1] : (has(["previous_studies", "previous_reports"]) ? "U" : "N") + (has(["website_results", "organisation_results", "citations_results", "other_sought_reports"]) ? "2" : "1");
    build();
    refresh();
  }

  function save(name, content, type) {
    const link = element("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
  }

  const svgText = () => '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(document.querySelector("#figure svg"));

  function png() {
    const svg = document.querySelector("#figure svg"), image = new Image(), zoom = 300 / 96;
    image.onload = () => {
      const canvas = element("canvas", { width: svg.getAttribute("width") * zoom, height: svg.getAttribute("height") * zoom });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save("prisma.png", blob, "image/png"));
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgText());
  }

  function button(label, act, quiet) {
    const made = element("button", { type: "button", class: quiet ? "quiet" : undefined }, label);
    made.addEventListener("click", act);
    return made;
  }

  function saving() {
    const place = document.getElementById("saving"), { action, formats } = place.dataset;
    const file = element("input", { type: "file", accept: ".csv,text/csv", id: "open" });
    file.addEventListener("change", async () => {
      try { open(await file.files[0].text()); } catch (error) { document.getElementById("checks").replaceChildren(element("p", {}, `Not opened: ${error.message}`)); }
    });
    const buttons = [button("Save CSV", () => save("prisma.csv", csv(), "text/csv"))];
    if (action) {
      for (const ending of formats.split(" ")) buttons.push(button(ending.toUpperCase(), () => post(action, ending)));
    } else {
      buttons.push(button("Save SVG", () => save("prisma.svg", svgText(), "image/svg+xml")), button("Save PNG", png), button("Print or save as PDF", () => window.print()));
    }
    place.replaceChildren(element("p", {}, ...buttons),
      element("p", { class: "hint" }, action ? "Figures are drawn by winnow as by winnow prisma --from." : "Word, PowerPoint, LaTeX, TIFF and a width in millimetres: winnow prisma --from prisma.csv -o figure.docx"),
      element("p", {}, element("label", { for: "open" }, "Open a CSV: "), file));
  }

  function post(action, ending) {
    const made = element("form", { method: "post", action });
    for (const [name, value] of Object.entries({ csrf: document.querySelector("input[name=csrf]").value, csv: csv(), format: ending })) {
      const field = element("textarea", { name });
      field.value = value;
      made.append(field);
    }
    made.hidden = true;
    document.body.append(made);
    made.submit();
    made.remove();
  }

  window.prismaForm = { checks, csv, open };
  build();
  saving();
  refresh();
})();
