// Runs in the page before its own scripts. Closed shadow roots are opened, so that what they show can be read; waits that the
// page begins by itself (a text that comes after two seconds) are noted, so that they can be waited for; and what a page
// could do without end, each time with a message to the program that drives the browser, has an end.
(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: "open" }); };
  for (const name of Object.keys(console)) if (typeof console[name] === "function") console[name] = () => {};
  const capped = (owner, name, most, otherwise = () => {}) => {
    const go = owner[name];
    let left = most;
    owner[name] = function (...given) { return left-- > 0 ? go.apply(this, given) : otherwise(); };
  };
  capped(History.prototype, "pushState", 200);
  capped(History.prototype, "replaceState", 200);
  capped(window, "fetch", 2000, () => Promise.reject(new TypeError("too many requests")));
  capped(XMLHttpRequest.prototype, "send", 2000);
  capped(Navigator.prototype, "sendBeacon", 200, () => false);
  let errors = 0;
  for (const name of ["error", "unhandledrejection"]) window.addEventListener(name, () => { errors++; });
  const due = new Map(), set = window.setTimeout, clear = window.clearTimeout, LONGEST = 6000, DEEPEST = 3;
  let deep = 0;
  window.setTimeout = function (what, delay, ...rest) {
    const wait = Number(delay) || 0, at = deep;
    if (typeof what !== "function" || wait > LONGEST || at > DEEPEST) return set.call(window, what, delay, ...rest);
    const run = (...given) => {
      due.delete(id);
      deep = at + 1;
      try { what(...given); } finally { deep = 0; }
    };
    const id = set.call(window, run, delay, ...rest);
    due.set(id, performance.now() + wait);
    return id;
  };
  window.clearTimeout = function (id) { due.delete(id); return clear.call(window, id); };
  const setAgain = window.setInterval, clearAgain = window.clearInterval, TIMES = 5, AGAIN = 2000;
  window.setInterval = function (what, delay, ...rest) {
    const id = setAgain.call(window, what, delay, ...rest);
    due.set(`again ${id}`, performance.now() + Math.min(AGAIN, TIMES * (Number(delay) || 0)));
    return id;
  };
  window.clearInterval = function (id) { due.delete(`again ${id}`); return clearAgain.call(window, id); };
  const later = () => due.size ? Math.max(0, ...due.values()) - performance.now() : 0;
  Object.defineProperty(globalThis, "__icplicense_later", { value: later, enumerable: false });
  Object.defineProperty(globalThis, "__icplicense_errors", { get: () => errors, enumerable: false });
})();
