// The connection to the service. A page nobody sees lets go of it: browsers have few for a host.

const feed = (() => {
  const wanted = { stream: "", text: "" };
  const on = {};
  let source = null;
  let mark = "";
  let retry = 0;

  function open() {
    close();
    if (document.hidden) return;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, value);
    if (mark) query.set("after", mark);
    source = new EventSource(`/events?${query}`);
    source.addEventListener("open", () => on.connected(true));
    source.addEventListener("error", () => {
      on.connected(false);
      if (source && source.readyState === EventSource.CLOSED) again();
    });
    for (const name of ["hello", "state", "counts", "events"]) {
      source.addEventListener(name, (message) => {
        if (message.lastEventId) mark = message.lastEventId;
        on[name](JSON.parse(message.data));
      });
    }
  }

  function again() {
    clearTimeout(retry);
    retry = setTimeout(open, 2000);
  }

  function close() {
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  }

  function want(stream, text) {
    if (wanted.stream === stream && wanted.text === text) return;
    Object.assign(wanted, { stream, text });
    mark = "";
    open();
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  return { open, want, wanted, on };
})();
