// Refused events: why, and what was received, ready to be sent again.

const refused = (() => {
  const MOST_SHOWN = 200;
  const list = $("refused");
  const known = new Set();
  let unseen = 0;

  function card(item) {
    const { reason, kind, schema, stream } = item.refusal;
    const head = el("button", { class: "row", type: "button", "aria-expanded": "false", onclick: () => toggle(item, made) },
      el("span", { class: "reason" }, visible(reason)),
      el("span", { class: "about" },
        el("time", { dateTime: isoOf(item.time), title: isoOf(item.time) }, timeOf(item.time)),
        el("span", { class: "stream" }, visible(stream)),
        el("span", {}, visible(schema)),
        el("span", { class: "kind" }, visible(kind))),
    );
    const made = el("li", {}, head);
    return made;
  }

  async function received(item) {
    return item.cut ? JSON.parse(await whole(item)).raw_event : item.refusal.received;
  }

  function toggle(item, made) {
    const head = made.firstChild;
    const opened = head.getAttribute("aria-expanded") !== "true";
    head.setAttribute("aria-expanded", String(opened));
    if (!opened) {
      made.lastChild.remove();
      return;
    }
    const pre = el("pre", { tabIndex: 0 }, "reading…");
    const button = el("button", { type: "button", onclick: async () => copy(await received(item), button) }, "Copy");
    const again = el("button", { type: "button", onclick: async () => form.fill(await received(item)) }, "Send again");
    made.append(el("div", { class: "detail" },
      el("div", { class: "actions" }, again, button, el("span", { class: "note" }, "as received")), pre));
    received(item).then((text) => pre.replaceChildren(colored(text)), (error) => put(pre, String(error)));
  }

  function take(batch) {
    const items = batch.items.filter((item) => item.refusal && !known.has(item.number));
    for (const item of items) {
      known.add(item.number);
      const one = card(item);
      if (!batch.first) one.className = "fresh";
      list.prepend(one);
    }
    while (list.childElementCount > MOST_SHOWN) list.lastChild.remove();
    if (!batch.first) unseen += items.length;
    tell();
  }

  function tell() {
    if (document.body.dataset.tab === "refused") unseen = 0;
    const badge = $("refused-badge");
    badge.hidden = unseen === 0;
    put(badge, short(unseen));
    $("refused-empty").hidden = list.childElementCount > 0;
  }

  function clear() {
    known.clear();
    list.replaceChildren();
  }

  return { take, tell, clear };
})();
