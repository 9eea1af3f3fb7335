"use strict";
const origin = location.origin + location.pathname.replace(/\/docs\/?$|\/$/, "");
const streams = [...document.querySelectorAll("details.stream")];
const dryRun = document.getElementById("dry-run");
const key = document.getElementById("key");
const none = document.getElementById("none");

function quoted(text) {
  return "'" + text.replaceAll("'", "'\\''") + "'";
}

function compact(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  // Not what JSON.parse gives: numbers stay as they are written.
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string) => string ?? "");
}

function curl(text) {
  return "curl -i -H 'content-type: application/json' -d " + quoted(compact(text)) +
    " " + origin + "/v1/events";
}

async function send(stream, text) {
  const told = stream.querySelector(".told");
  const body = stream.querySelector(".answer");
  const button = stream.querySelector(".send");
  const headers = { "content-type": "application/json" };
  if (key.value) headers["x-api-key"] = key.value;
  button.disabled = true;
  try {
    const url = origin + "/v1/events" + (dryRun.checked ? "?dry_run=true" : "");
    const answer = await fetch(url, { method: "POST", headers, body: text });
    const said = await answer.text();
    told.textContent = answer.status + " " + (reason(said) || answer.statusText);
    told.className = "told " + (answer.ok && answer.status !== 207 ? "good" : "bad");
    body.textContent = pretty(said);
    body.hidden = !said;
  } catch (error) {
    told.textContent = "no answer: " + error.message;
    told.className = "told bad";
    body.hidden = true;
  } finally {
    button.disabled = false;
  }
}

function reason(text) {
  try {
    const value = JSON.parse(text);
    const item = [...(value.invalid ?? []), ...(value.error ?? [])][0];
    return item ? item.context.errorsText ?? item.context.message : value.detail;
  } catch {
    return "";
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

for (const stream of streams) {
  const text = stream.querySelector("textarea");
  if (!text) continue;
  const line = stream.querySelector(".curl");
  const show = () => { line.textContent = curl(text.value); };
  stream.addEventListener("toggle", () => { if (stream.open) show(); });
  text.addEventListener("input", show);
  stream.querySelector(".send").addEventListener("click", () => send(stream, text.value));
  stream.querySelector(".copy").addEventListener("click", (event) => {
    navigator.clipboard?.writeText(line.textContent).then(() => {
      event.target.textContent = "copied";
      setTimeout(() => { event.target.textContent = "copy curl"; }, 1200);
    });
  });
}

document.getElementById("filter").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const stream of streams) {
    const text = stream.querySelector("summary").textContent.toLowerCase();
    stream.hidden = !words.every((word) => text.includes(word));
    shown += !stream.hidden;
  }
  none.hidden = shown > 0;
});

function openNamed() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named) named.open = true;
  else if (streams.length === 1) streams[0].open = true;
}
window.addEventListener("hashchange", openNamed);
openNamed();
