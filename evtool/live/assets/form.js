// The form: an example of a stream, validated or sent, and what the intake answered.

const form = (() => {
  const body = $("body");
  const answer = $("answer");
  const key = $("key"); // it stays in this page: nothing stores it

  async function example() {
    const stream = $("form-stream").value;
    if (!stream) return;
    try {
      const found = await json(`/example?${new URLSearchParams({ stream })}`);
      put($("form-note"), found.problem ? visible(found.problem) : visible(found.schema));
      if (found.event) body.value = JSON.stringify(found.event, null, 2);
      answer.hidden = true;
    } catch (error) {
      put($("form-note"), String(error));
    }
  }

  function fill(text) {
    body.value = indented(text);
    answer.hidden = true;
    put($("form-note"), "");
    $("form-stream").value = "";
    showTab("form");
    body.focus();
    body.setSelectionRange(0, 0);
    body.scrollTop = 0;
  }

  async function send(dry) {
    if (!body.value.trim()) {
      put($("form-note"), "There is no event yet.");
      return;
    }
    busy(true);
    try {
      const headers = { "content-type": "application/json" };
      if (key.value) headers["x-api-key"] = key.value;
      show(await json(dry ? "/send?dry_run=true" : "/send", { method: "POST", headers, body: body.value }), dry);
    } catch (error) {
      show({ status: 0, reason: String(error), body: "" }, dry);
    }
    busy(false);
  }

  function busy(on) {
    for (const id of ["send", "validate"]) $(id).disabled = on;
  }

  function show(result, dry) {
    const good = result.status >= 200 && result.status < 300 && result.status !== 207;
    const text = dry && good ? "It is valid; nothing was stored." : result.reason;
    const took = result.milliseconds ? `${result.milliseconds} ms` : "";
    const problems = reasons(result.body || "");
    answer.className = `answer ${good ? "good" : "bad"}`;
    answer.replaceChildren(
      el("p", {}, el("strong", {}, result.status ? String(result.status) : "No answer"), ` ${visible(text)} `, el("span", { class: "note" }, took)),
      problems.length ? el("ul", {}, ...problems.map((one) => el("li", {}, visible(one)))) : null || "",
    );
    if (result.body) answer.append(el("details", {}, el("summary", {}, "The answer"), el("pre", {}, colored(result.body))));
    answer.hidden = false;
    if (result.status === 401 || result.status === 403) {
      key.hidden = false;
      key.focus();
    }
    answer.scrollIntoView({ block: "nearest" });
  }

  // What is wrong with each event, from the answer of the intake.
  function reasons(text) {
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      return [];
    }
    if (value.detail) return [String(value.detail)];
    const items = [...(value.invalid || []), ...(value.error || [])];
    return items.slice(0, 20).flatMap((item) => {
      const context = item.context || {};
      const where = items.length > 1 ? `event ${item.index}: ` : "";
      if (!context.errors) return [`${where}${context.message || item.type}`];
      return context.errors.slice(0, 20).map((one) => `${where}${one.dataPath || "the event"} ${one.message}`);
    });
  }

  $("form-stream").addEventListener("change", example);
  $("validate").addEventListener("click", () => send(true));
  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send(false);
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(false);
  });
  return { fill };
})();
