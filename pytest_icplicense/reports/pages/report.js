"use strict";
/* Lays out the matrix, the timeline's list and the clauses from the data in the page. Everything that comes from files
   is set as text, never as markup; what nobody has opened yet is not built. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const clause of data.clauses) {
    clause.cases = clause.cases.map(([column, subject, outcome, check, place, reason = null, due = null, findings, waiver = null, evidence = null]) =>
      ({ column, subject, outcome, check, place, reason, due, findings: findings || [], waiver, evidence }));
  }
  const root = document.documentElement, form = document.getElementById("filters");
  const COLUMNS = 30, ROWS = 25, PRINTED_COLUMNS = 20, PRINTED_CASES = 1500;
  const names = data.outcomes.map(([name]) => name);
  const [PASSED, FAILED, NOT_APPLICABLE, WAIVED, PENDING, ERROR] = [0, 1, 2, 3, 4, 5];
  const worst = [ERROR, FAILED, WAIVED, PENDING, PASSED, NOT_APPLICABLE];
  let lang = root.dataset.lang, first = 0, printing = false;
  const open = new Set();

  const text = (value) => {
    const pair = typeof value === "number" ? data.texts[value] : value;
    return typeof pair === "string" ? pair : pair[lang === "zh" ? 1 : 0];
  };
  const word = (name, ...values) => text(data.words[name]).replace(/\{(\d)\}/g, (_, number) => values[number]);
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };
  const code = (value) => make("code", null, value);
  const free = (value) => make("bdi", null, value);
  const verdict = (outcome) => text(data.outcomes[outcome].slice(2));
  const badge = (outcome) =>
    make("span", { class: `badge ${names[outcome]}` }, make("span", { "aria-hidden": "true" }, data.outcomes[outcome][1]), " ", verdict(outcome));
  const worstOf = (outcomes) => worst.find((outcome) => outcomes.has(outcome));

  /* The first rows of a long list, with a button for more. */
  const rows = (items, parent, build) => {
    let done = 0;
    const more = (count) => {
      const next = items.slice(done, done + count);
      const built = next.map(build);
      parent.append(...built);
      done += next.length;
      return built;
    };
    more(printing ? items.length : ROWS);
    if (done === items.length) return [parent];
    const button = make("button", { type: "button", click: () => {
      const built = more(ROWS * 4);
      built[0].tabIndex = -1;
      built[0].focus();
      if (done === items.length) button.remove();
      else button.textContent = word("more", items.length - done);
    } }, word("more", items.length - done));
    return [parent, button];
  };

  /* What the filter lets through. */
  const chosen = () => {
    const value = (name) => form.elements[name].value;
    return { verdict: value("verdict"), level: value("level"), service: value("service") };
  };
  const filtered = () => {
    const want = chosen(), everything = !want.verdict && !want.level && !want.service;
    let cases = 0;
    const clauses = [];
    for (const clause of data.clauses) {
      const kept = clause.cases.filter((each) =>
        (!want.verdict || names[each.outcome] === want.verdict) &&
        (!want.level || clause.checks[each.check].level === want.level) &&
        (!want.service || String(each.column) === want.service));
      if (kept.length || everything) clauses.push({ clause, cases: kept });
      cases += kept.length;
    }
    return { clauses, cases, want };
  };

  const table = (found, columns) => {
    const head = make("tr", null, make("th", { scope: "col" }, word("clause")), columns.map((column) =>
      make("th", { scope: "col" }, make("div", { class: "turned", title: data.columns[column].document }, data.columns[column].name))));
    const body = make("tbody");
    for (const { clause, cases } of found.clauses) {
      const by = new Map();
      for (const each of cases) by.has(each.column) ? by.get(each.column).add(each.outcome) : by.set(each.column, new Set([each.outcome]));
      body.append(make("tr", null,
        make("th", { scope: "row" }, make("div", null, make("a", { href: `#${clause.id}` }, clause.id), make("q", { lang: "zh-Hans" }, clause.quote))),
        columns.map((column) => {
          if (!by.has(column)) return make("td", null, word("no_case"));
          const outcome = worstOf(by.get(column));
          const told = verdict(outcome);
          const linked = outcome !== PASSED && outcome !== NOT_APPLICABLE;
          return make("td", { class: names[outcome] }, linked ? make("a", { href: `#${clause.id}` }, `${clause.id} ${told}`) : told);
        })));
    }
    return make("table", { class: "grid" }, make("thead", null, head), body);
  };
  const matrix = (found) => {
    const seen = new Set(found.clauses.flatMap(({ cases }) => cases.map((each) => each.column)));
    const columns = data.columns.map((_, index) => index).filter((index) => seen.has(index));
    const body = document.getElementById("matrix-body");
    const wide = (shown) => make("div", { class: "wide", role: "group", "aria-labelledby": "matrix-heading", tabindex: "0" }, table(found, shown));
    if (!columns.length) return body.replaceChildren(make("p", null, word("nothing")));
    if (printing) {
      const blocks = [];
      for (let start = 0; start < columns.length; start += PRINTED_COLUMNS) blocks.push(wide(columns.slice(start, start + PRINTED_COLUMNS)));
      return body.replaceChildren(...blocks);
    }
    if (first >= columns.length) first = 0;
    const move = (by, name) => make("button", { type: "button", "data-move": name,
      disabled: first + by < 0 || first + by >= columns.length, click: () => {
        first += by;
        matrix(found);
        (body.querySelector(`[data-move=${name}]:enabled`) || body.querySelector("[data-move]:enabled")).focus();
      } }, word(name));
    const last = Math.min(first + COLUMNS, columns.length);
    const pager = columns.length > COLUMNS ? make("div", { class: "pager" }, move(-COLUMNS, "earlier"), move(COLUMNS, "later"),
      make("span", { role: "status" }, word("columns", first + 1, last, columns.length))) : "";
    body.replaceChildren(...[pager, wide(columns.slice(first, last))].filter(Boolean));
  };

  const days = (day) => {
    const left = Math.round((Date.parse(day) - Date.parse(data.as_of)) / 86400000);
    return left === 0 ? word("today") : left > 0 ? word("days_left", left) : word("days_ago", -left);
  };
  const timeline = (found) => {
    const names = found.want.service ? data.columns[found.want.service].subject : null;
    const concerned = data.due.map((each) => ({ ...each, subjects: each.subjects.filter((subject) =>
      names === null || subject === names || subject.startsWith(`${names}:`)) })).filter((each) => each.subjects.length);
    const done = (each) => each.state === "met" || each.state === "over";
    concerned.sort((a, b) => done(a) - done(b)); // within each half, by day as before
    const body = document.getElementById("timeline-body");
    if (!concerned.length) return body.replaceChildren();
    const head = make("thead", null, make("tr", null, ["day", "clause", "obligation", "state", "concerns"].map((name) =>
      make("th", { scope: "col" }, word(name)))));
    const list = make("tbody");
    const parts = rows(concerned, list, (each) => make("tr", null,
      make("td", { class: "day" }, make("b", null, each.day), " ", make("small", null, days(each.day))),
      make("th", { scope: "row" }, make("a", { href: `#${each.clause}` }, each.clause)),
      make("td", { class: "block" }, text(each.title)),
      make("td", null, text(data.states[each.state])),
      make("td", null, each.subjects.slice(0, 3).map((subject, index) => [index ? ", " : "", free(subject)]),
        each.subjects.length > 3 ? ` ${word("and_more", each.subjects.length - 3)}` : "")));
    body.replaceChildren(make("table", { class: "list" }, head, parts[0]), ...parts.slice(1));
  };

  const place = (each) => each.place[0] === ":" ? data.columns[each.column].document + each.place : each.place;
  const line = (name, value) => value ? [make("dt", null, word(name)), make("dd", null, value)] : [];
  const subject = (each) => free(data.columns[each.column].name + (each.subject ? `:${each.subject}` : ""));
  const card = (clause) => (each) => {
    const [from, until, approver, ticket, why] = each.waiver || [];
    return make("div", { class: `case ${names[each.outcome]}` },
      make("div", null, badge(each.outcome), " ", make("b", null, subject(each)), " ", make("small", null, `${clause.checks[each.check].name} · ${text(data.levels[clause.checks[each.check].level])}`)),
      make("dl", null,
        each.findings.length ? each.findings.map((finding) => [
          line("finding", [code(finding[2] || place(each)), " ", free(text(finding[0]))]), line("remedy", free(text(finding[1])))]) : line("place", code(place(each))),
        line("reason", each.reason === null ? null : free(text(each.reason))),
        each.due ? line("due", `${each.due} (${days(each.due)})`) : [],
        each.waiver ? line("waivers", free(word("waiver_facts", from, until, approver, ticket ? ` (${ticket})` : "", why))) : [],
        line("evidence", each.evidence ? code(each.evidence) : null)));
  };
  const row = (clause) => (each) => make("tr", null,
    make("th", { scope: "row", class: "block" }, subject(each), clause.checks.length > 1 ? [" ", make("small", null, clause.checks[each.check].name)] : ""), make("td", null, badge(each.outcome)), make("td", null, code(place(each))),
    make("td", { class: "block" }, each.reason === null ? "" : free(text(each.reason)), each.due ? ` ${word("due")} ${each.due}` : "", each.evidence ? [" ", code(each.evidence)] : ""));
  const listed = (heads, parts) => [make("table", { class: "list" }, make("thead", null, make("tr", null, heads.map((name) =>
    make("th", { scope: "col" }, word(name))))), parts[0]), ...parts.slice(1)];
  const inside = ({ clause, cases }, want) => {
    const quiet = (each) => each.outcome === PASSED || each.outcome === NOT_APPLICABLE;
    const loud = cases.filter((each) => !quiet(each)).sort((a, b) => worst.indexOf(a.outcome) - worst.indexOf(b.outcome));
    const calm = cases.filter(quiet);
    const documents = want.service ? data.columns[want.service].documents : null;
    const statements = clause.statements.filter((each) => !documents || documents.includes(each.document));
    const bases = [...new Set(clause.checks.map((check) => check.basis).filter((basis) => basis !== null))];
    return make("div", { class: "body" },
      make("p", null, text(clause.means)),
      make("p", { class: "faint" }, `${word("judged_by")} ${clause.how.map((how) => text(data.how[how])).join(lang === "zh" ? "、" : ", ")}`),
      bases.map((basis) => make("p", { class: "faint" }, `${word("source")}: ${text(basis)}`)),
      clause.review ? make("p", null, make("b", null, word("review"))) : "",
      rows(loud, make("div"), card(clause)),
      calm.length ? [make("h4", null, word("in_order")), listed(["subject", "verdict", "place", "reason"], rows(calm, make("tbody"), row(clause)))] : "",
      statements.length ? [make("h4", null, word("statements")), listed(["owner", "evidence", "reviewed", "place"], rows(statements, make("tbody"), (each) =>
        make("tr", null, make("th", { scope: "row" }, free(each.owner)), make("td", null, code(each.evidence)), make("td", null, each.reviewed), make("td", null, code(each.place)))))] : "");
  };
  const folded = (found) => ({ clause, cases }) => {
    const outcomes = new Set(cases.map((each) => each.outcome));
    const outcome = worstOf(outcomes);
    const counts = names.map((_, index) => [cases.filter((each) => each.outcome === index).length, index]).filter(([number]) => number);
    const details = make("details", { class: `clause ${outcome === undefined ? "" : names[outcome]}`, id: clause.id,
      open: printing || open.has(clause.id) || outcome === FAILED || outcome === ERROR },
      make("summary", null, make("b", null, clause.id), outcome === undefined ? make("span", { class: "faint" }, word("no_case")) : badge(outcome),
        make("q", { lang: "zh-Hans" }, clause.quote),
        make("span", { class: "side" }, `${text(data.levels[clause.level])} · ${counts.map(([number, index]) => `${number} ${verdict(index)}`).join(lang === "zh" ? "，" : ", ")}`)));
    const fill = () => {
      if (details.open && details.childElementCount === 1) details.append(inside({ clause, cases }, found.want));
      details.open ? open.add(clause.id) : open.delete(clause.id);
    };
    details.addEventListener("toggle", fill);
    if (details.open) fill();
    return details;
  };
  const clauses = (found) => {
    const build = folded(found);
    let provision = null;
    document.getElementById("clauses-body").replaceChildren(...found.clauses.flatMap((each) => {
      const heading = each.clause.provision === provision ? [] : [make("h3", null, `${each.clause.provision} ${text(each.clause.title)}`)];
      provision = each.clause.provision;
      return [...heading, build(each)];
    }), ...(found.clauses.length ? [] : [make("p", null, word("nothing"))]));
  };

  const show = () => {
    const found = filtered();
    document.getElementById("shown").textContent = word("shown", found.clauses.length, data.clauses.length, found.cases, data.cases);
    matrix(found);
    timeline(found);
    clauses(found);
  };
  const options = (name, values) => {
    const select = form.elements[name], before = select.value;
    select.replaceChildren(make("option", { value: "" }, word("all")), ...values.map(([value, label]) => make("option", { value }, label)));
    select.value = before;
  };
  const speak = () => {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-Hans" : "en";
    document.title = `${word("report")} ${data.name}`;
    for (const button of document.querySelectorAll("[data-speak]")) button.setAttribute("aria-pressed", String(button.dataset.speak === lang));
    options("verdict", data.outcomes.map(([name], index) => [name, verdict(index)]));
    options("level", Object.entries(data.levels).map(([name, label]) => [name, text(label)]));
    options("service", data.columns.map((column, index) => [index, column.name]));
    show();
  };
  /* A link to a clause opens it; where the filter hides it, the filter gives way. */
  const follow = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (!data.clauses.some((clause) => clause.id === wanted)) return;
    if (!document.getElementById(wanted)) { form.reset(); open.add(wanted); show(); }
    const details = document.getElementById(wanted);
    details.open = true;
    details.firstElementChild.focus({ preventScroll: true });
    details.scrollIntoView();
  };

  form.addEventListener("change", () => { first = 0; show(); });
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-speak]")) button.addEventListener("click", () => { lang = button.dataset.speak; speak(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a[href^='#']") : null;
    if (link && link.hash === location.hash) follow();
  });
  addEventListener("hashchange", follow);
  let before = null;
  const print = (now) => {
    if (now === printing) return;
    if (now) before = new Set(open);
    printing = now;
    const found = filtered();
    matrix(found);
    timeline(found);
    if (found.cases <= PRINTED_CASES) {
      if (!now) { open.clear(); before.forEach((each) => open.add(each)); }
      clauses(found);
    }
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  form.hidden = false;
  speak();
  follow();
})();
