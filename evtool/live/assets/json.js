// JSON as it was received: indented and colored, with every number and escape left alone.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\s+|"/g;
const MOST_COLORED = 200000;

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function* laidOut(text) {
  let depth = 0;
  let before = "";
  const line = () => "\n" + "  ".repeat(depth);
  const tokens = text.match(TOKEN) || [];
  const solid = tokens.filter((token) => token.trim());
  for (let at = 0; at < solid.length; at += 1) {
    const token = solid[at];
    const opens = token === "{" || token === "[";
    const closes = token === "}" || token === "]";
    if (closes) depth -= 1;
    if (closes && before !== "{" && before !== "[") yield ["", line()];
    if (!closes && (before === "{" || before === "[" || before === ",")) yield ["", line()];
    if (before === ":") yield ["", " "];
    yield [kindOf(token, solid[at + 1]), token];
    if (opens) depth += 1;
    before = token;
  }
}

function kindOf(token, next) {
  if (token[0] === '"') return next === ":" ? "key" : "string";
  if ("{}[],:".includes(token)) return "";
  return /^[-0-9]/.test(token) ? "number" : "word";
}

function indented(text) {
  if (!isJson(text)) return text;
  return Array.from(laidOut(text), ([, part]) => part).join("");
}

function colored(text) {
  const made = document.createDocumentFragment();
  if (text.length > MOST_COLORED || !isJson(text)) {
    made.append(visible(text));
    return made;
  }
  let plain = "";
  for (const [kind, part] of laidOut(text)) {
    if (!kind) {
      plain += part;
      continue;
    }
    if (plain) made.append(plain);
    plain = "";
    made.append(el("span", { class: `j-${kind}` }, visible(part)));
  }
  made.append(plain);
  return made;
}

// The first facts of an event, on one line: what is in it besides the envelope.
const ENVELOPE = new Set(["$schema", "meta", "dt"]);

function glance(text) {
  const made = el("span", { class: "glance" });
  let event = null;
  try {
    event = JSON.parse(text);
  } catch {
    event = null;
  }
  if (typeof event !== "object" || event === null) {
    made.append(visible(text.slice(0, 300)));
    return made;
  }
  const parts = [];
  collect(event, "", parts);
  for (const [name, value] of parts) made.append(el("i", {}, visible(name)), ` ${visible(value)}  `);
  return made;
}

function collect(value, path, parts) {
  for (const [name, part] of Object.entries(value)) {
    if (parts.length >= 8) return;
    if (!path && ENVELOPE.has(name)) continue;
    if (part && typeof part === "object") {
      if (!Array.isArray(part) && path.split(".").length < 2) collect(part, `${path}${name}.`, parts);
      else parts.push([path + name, Array.isArray(part) ? `[${part.length}]` : "{…}"]);
    } else {
      parts.push([path + name, String(part).slice(0, 80)]);
    }
  }
}
