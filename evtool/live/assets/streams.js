// The streams: how many events, how many lately, and when the last one. Rows keep their place.

const streams = (() => {
  const MOST_SHOWN = 300;
  const SVG = "http://www.w3.org/2000/svg";
  const list = $("streams");
  const rows = new Map();
  let declared = new Map();
  let counts = new Map();
  let errorStream = null;

  function row(name) {
    const about = declared.get(name);
    const path = document.createElementNS(SVG, "path");
    const chart = document.createElementNS(SVG, "svg");
    chart.setAttribute("viewBox", "0 0 60 16");
    chart.setAttribute("preserveAspectRatio", "none");
    chart.setAttribute("aria-hidden", "true");
    const base = document.createElementNS(SVG, "line");
    for (const [key, value] of Object.entries({ x1: 0, x2: 60, y1: 15.5, y2: 15.5 })) base.setAttribute(key, value);
    chart.append(base, path);
    const parts = { path, count: el("span", { class: "total" }), rate: el("span", { class: "rate" }), last: el("span", { class: "last" }) };
    const title = about ? [about.description, about.title].filter(Boolean).join("\n") : "not declared by name";
    const button = el("button", { class: "row", type: "button", "aria-pressed": "false", title: visible(title), onclick: () => choose(button.getAttribute("aria-pressed") === "true" ? "" : name) },
      el("span", { class: "stream" }, visible(name)), chart, parts.count, parts.rate, parts.last);
    const made = el("li", {}, button);
    return { made, button, ...parts, shown: "" };
  }

  function choose(name) {
    if (name && name === errorStream) {
      showTab("refused");
      return;
    }
    $("stream-filter").value = name;
    $("stream-filter").dispatchEvent(new Event("change"));
    if (name) showTab("events");
  }

  function names() {
    const plain = [...declared.values()].filter((one) => !one.regex).map((one) => one.name);
    return [...new Set([...plain, ...counts.keys()])].sort((a, b) => busy(a) - busy(b) || (a < b ? -1 : 1));
  }

  // Streams with events come first; the error stream has a panel of its own and comes last.
  const busy = (name) => (name === errorStream ? 2 : counts.has(name) ? 0 : 1);

  function arrange() {
    if (errorStream === null) return;
    const all = names();
    const wanted = all.slice(0, MOST_SHOWN);
    for (const [name, one] of rows) if (!wanted.includes(name)) { one.made.remove(); rows.delete(name); }
    wanted.forEach((name, at) => {
      if (!rows.has(name)) rows.set(name, row(name));
      const { made } = rows.get(name);
      if (list.children[at] !== made) list.insertBefore(made, list.children[at] || null);
    });
    put($("streams-count"), all.length ? number(all.length) : "");
    $("streams-more").hidden = all.length > 0 && all.length <= MOST_SHOWN;
    put($("streams-more"), all.length ? `and ${number(all.length - MOST_SHOWN)} more` : "No stream is declared; any name is taken.");
    offer($("stream-filter"), all.filter((name) => name !== errorStream));
  }

  function offer(select, options) {
    const known = new Set(Array.from(select.options, (option) => option.value));
    for (const name of options) if (!known.has(name)) select.append(el("option", { value: name }, visible(name)));
  }

  function update() {
    for (const [name, one] of rows) {
      const now = counts.get(name);
      one.made.classList.toggle("quiet", !now);
      put(one.count, now ? short(now.count) : "");
      put(one.rate, now && now.rate ? `${now.rate < 10 ? now.rate.toFixed(1) : short(Math.round(now.rate))}/s` : "");
      put(one.last, now && now.last ? ago(now.last) : "");
      one.path.setAttribute("d", now ? bars(now.history) : "");
      one.button.setAttribute("aria-pressed", String($("stream-filter").value === name));
    }
    const errors = counts.get(errorStream);
    put($("refused-count"), errors ? number(errors.count) : "");
  }

  function bars(history) {
    const most = Math.max(1, ...history);
    return history.map((count, at) => (count ? `M${at + 0.5} 16v${-Math.max(2, (16 * count) / most)}` : "")).join("");
  }

  function take(found) {
    const before = counts.size;
    counts = new Map(found.map((one) => [one.name, one]));
    if (counts.size !== before || !rows.size) arrange();
    update();
  }

  async function load() {
    const facts = await json("/streams");
    declared = new Map(facts.streams.map((one) => [one.name, one]));
    errorStream = facts.error_stream || "";
    rows.clear();
    list.replaceChildren();
    arrange();
    update();
    offer($("form-stream"), facts.streams.filter((one) => one.name !== errorStream).map((one) => one.name));
    return facts;
  }

  setInterval(update, 1000);
  return { take, load, update };
})();
