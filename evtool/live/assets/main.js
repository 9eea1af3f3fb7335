// What holds the parts together: the connection, the filter, the keyboard, the tabs.

function showTab(name) {
  document.body.dataset.tab = name;
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-current", String(button.dataset.tab === name));
  }
  refused.tell();
}

function note(id, text) {
  const known = document.getElementById(id);
  if (!text) {
    if (known) known.remove();
  } else if (known) put(known, text);
  else $("notes").append(el("p", { id }, text));
}

function filter() {
  const stream = $("stream-filter").value;
  feed.want(stream, $("filter").value.trim().toLowerCase());
  streams.update();
}

let typing = 0;
$("filter").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(filter, 200);
});
$("stream-filter").addEventListener("change", filter);

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && event.target === $("filter")) {
    $("filter").value = "";
    $("filter").blur();
    filter();
  } else if (writing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === "/") {
    event.preventDefault();
    showTab("events");
    $("filter").focus();
    $("filter").select();
  } else if (event.key === " " && !event.target.closest("button, summary, pre")) {
    event.preventDefault();
    events.pause();
  }
});

for (const button of document.querySelectorAll("nav button")) {
  button.addEventListener("click", () => showTab(button.dataset.tab));
}

let run = "";
Object.assign(feed.on, {
  connected(up) {
    $("state").dataset.up = String(up);
    put($("state-text"), up ? "live" : "reconnecting");
  },
  hello({ mark }) {
    const name = mark.split("-")[0];
    if (name !== run) refused.clear();
    run = name;
  },
  state(state) {
    note("note-intake", state.intake_up ? "" : `The intake does not answer at ${state.intake}. Events are shown; none can be sent.`);
    note("note-log", state.problem ? `No events can be shown: ${state.problem}.` : "");
    load();
  },
  counts: streams.take,
  events(batch) {
    events.take(batch);
    refused.take(batch);
  },
});

async function load() {
  try {
    const facts = await streams.load();
    document.title = `${facts.workspace} · evtool live`;
    put($("workspace"), visible(facts.workspace));
    put($("log"), visible(facts.log));
    put($("intake"), visible(`POST ${facts.intake}/v1/events`));
  } catch (error) {
    note("note-streams", `The streams cannot be listed: ${error.message}`);
  }
}

showTab("events");
feed.open();
