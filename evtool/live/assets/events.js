// The tail: newest first. It holds still while it is paused, or while an event is open.

const events = (() => {
  const MOST_SHOWN = 300;
  const list = $("events");
  const open = new Set();
  let paused = false;
  let waiting = [];
  let missed = 0;

  function row(item) {
    const version = item.schema.slice(item.schema.lastIndexOf("/") + 1);
    const head = el("button", { class: "row", type: "button", "aria-expanded": "false", onclick: () => toggle(item, made) },
      el("time", { dateTime: isoOf(item.time), title: isoOf(item.time) }, timeOf(item.time)),
      el("span", { class: "stream", title: item.schema }, visible(item.stream)),
      el("span", { class: "version" }, visible(version)),
      glance(item.text),
    );
    const made = el("li", {}, head);
    return made;
  }

  function toggle(item, made) {
    const head = made.firstChild;
    const opened = head.getAttribute("aria-expanded") !== "true";
    head.setAttribute("aria-expanded", String(opened));
    if (opened) {
      open.add(made);
      made.append(detail(item, [useButton(item)]));
    } else {
      open.delete(made);
      made.lastChild.remove();
    }
    settle();
  }

  function useButton(item) {
    return el("button", { type: "button", onclick: async () => form.fill(await whole(item)) }, "Use in form");
  }

  function settle() {
    if (!held()) flush();
    tell();
  }

  const held = () => paused || open.size > 0;

  function take(batch) {
    const items = batch.items.filter((item) => !item.refusal);
    if (batch.first) {
      open.clear();
      waiting = [];
      missed = 0;
      list.replaceChildren();
    }
    waiting.push(...items);
    if (waiting.length > MOST_SHOWN) {
      missed += waiting.length - MOST_SHOWN;
      waiting = waiting.slice(-MOST_SHOWN);
    }
    missed += batch.missed;
    if (!held() || batch.first) flush(batch.first);
    tell();
  }

  function flush(first) {
    if (!waiting.length && !missed) return;
    const made = document.createDocumentFragment();
    for (const item of waiting.reverse()) {
      const one = row(item);
      if (!first) one.className = "fresh";
      made.append(one);
    }
    if (missed) made.append(el("li", { class: "missed" }, `${number(missed)} more passed by`));
    list.prepend(made);
    while (list.childElementCount > MOST_SHOWN) list.lastChild.remove();
    waiting = [];
    missed = 0;
  }

  function tell() {
    const count = waiting.length + missed;
    const button = $("held");
    button.hidden = !held() || count === 0;
    put(button, `${number(count)} new ${count === 1 ? "event" : "events"}`);
    $("pause").setAttribute("aria-pressed", String(paused));
    put($("pause").querySelector(".label"), paused ? "Go on" : "Pause");
    const { stream, text } = feed.wanted;
    $("events-empty").hidden = list.childElementCount > 0;
    put($("events-empty"), stream || text ? "No recent event matches." : "Waiting for the first event.");
  }

  function release() {
    for (const made of [...open]) made.firstChild.click();
    if (paused) pause();
    list.scrollTop = 0;
  }

  function pause() {
    paused = !paused;
    settle();
  }

  $("held").addEventListener("click", release);
  $("pause").addEventListener("click", pause);
  return { take, pause };
})();

// What stands below an opened event: where it is, buttons, and its JSON.
function detail(item, buttons) {
  const pre = el("pre", { tabIndex: 0 });
  const button = el("button", { type: "button", onclick: async () => copy(indented(await whole(item)), button) }, "Copy");
  const [topic, partition, offset] = item.place;
  const made = el("div", { class: "detail" },
    el("div", { class: "actions" }, button, ...buttons,
      el("span", { class: "note" }, visible(`${topic}/${partition}/${offset}  ${size(item.size)}`))),
    pre);
  pre.append(item.cut ? "reading…" : colored(item.text));
  if (item.cut) whole(item).then((text) => pre.replaceChildren(colored(text)), (error) => put(pre, String(error)));
  return made;
}

async function whole(item) {
  if (!item.cut) return item.text;
  const [topic, partition, offset] = item.place;
  const answer = await fetch(`/record?${new URLSearchParams({ topic, partition, offset })}`);
  if (!answer.ok) throw new Error("the event is no longer in the log");
  return answer.text();
}
