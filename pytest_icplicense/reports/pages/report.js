"use strict";
/* Search, filters and language; lays out the matrix and the clauses from the data in the page. Everything that comes from
   files is set as text, never as markup; what nobody has opened yet is not built. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const clause of data.clauses) {
    clause.cases = clause.cases.map(([column, subject, outcome, check, place, reason = null, due = null, findings, waiver = null, evidence = null]) =>
      ({ column, subject, outcome, check, place, reason, due, findings: findings || [], waiver, evidence }));
  }
  const root = document.documentElement, form = document.getElementById("filters");
  const COLUMNS = 30, ROWS = 25, PRINTED_COLUMNS = 20, PRINTED_CASES = 1500, UNFOLDED = 40;
  const names = data.outcomes.map(([name]) => name);
  const [PASSED, FAILED, NOT_APPLICABLE, WAIVED, PENDING, ERROR] = [0, 1, 2, 3, 4, 5];
  const worst = [ERROR, FAILED, WAIVED, PENDING, PASSED, NOT_APPLICABLE];
  const written = root.dataset.lang;
  let lang = written, first = 0, printing = false, address = null;
  const open = new Set(), unfolded = new Set();

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
  const comma = () => lang === "zh" ? "、" : ", ";

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

  /* What is searched: everything that a case or its clause says, in both languages. */
  const said = (value) => value === null ? "" : typeof value === "number" ? said(data.texts[value]) : Array.isArray(value) ? value.join("\n") : value;
  const folded = (...parts) => parts.join("\n").toLowerCase();
  const ofClause = (clause) => clause.said ??= folded(clause.id, clause.quote, said(clause.title), said(clause.means));
  const ofCase = (each) => {
    const column = data.columns[each.column];
    return each.said ??= folded(column.name, column.document, each.subject, each.place, said(each.reason), each.evidence || "", (each.waiver || []).join("\n"),
      ...each.findings.map(([message, remedy, place]) => folded(said(message), said(remedy), place)));
  };

  /* What search and filters let through. */
  const FIELDS = ["q", "verdict", "level", "service"];
  const chosen = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
  const filtered = () => {
    const want = chosen();
    const words = want.q.toLowerCase().split(/\s+/).filter(Boolean);
    const column = data.columns.findIndex((each) => each.subject === want.service);
    const everything = !want.verdict && !want.level && !want.service;
    let cases = 0;
    const clauses = [];
    for (const clause of data.clauses) {
      const left = words.filter((each) => !ofClause(clause).includes(each));
      const kept = clause.cases.filter((each) =>
        (!want.verdict || names[each.outcome] === want.verdict) &&
        (!want.level || clause.checks[each.check].level === want.level) &&
        (!want.service || each.column === column) &&
        left.every((sought) => ofCase(each).includes(sought)));
      if (kept.length || (everything && !left.length)) clauses.push({ clause, cases: kept });
      cases += kept.length;
    }
    return { clauses, cases, want, column, all: everything && !words.length };
  };
  /* Clauses that follow each other, by their provision. */
  const byProvision = (found) => {
    const groups = [];
    for (const each of found.clauses) {
      const { provision, title } = each.clause;
      if (!groups.length || groups.at(-1).id !== provision) groups.push({ id: provision, title, clauses: [] });
      groups.at(-1).clauses.push(each);
    }
    return groups;
  };

  const cells = (cases) => {
    const by = new Map();
    for (const each of cases) by.has(each.column) ? by.get(each.column).add(each.outcome) : by.set(each.column, new Set([each.outcome]));
    return by;
  };
  const cell = (outcomes, link) => {
    if (!outcomes) return make("td", null, word("no_case"));
    const outcome = worstOf(outcomes), told = verdict(outcome);
    return make("td", { class: names[outcome] }, outcome !== PASSED && outcome !== NOT_APPLICABLE ? make("a", { href: `#${link}` }, `${link} ${told}`) : told);
  };
  const table = (found, columns) => {
    const head = make("tr", null, make("th", { scope: "col" }, word("clause")), columns.map((column) =>
      make("th", { scope: "col" }, make("div", { class: "turned", title: data.columns[column].document }, data.columns[column].name))));
    const few = !found.all && found.clauses.length <= UNFOLDED;
    const bodies = byProvision(found).map((group) => {
      const shown = printing || few || unfolded.has(group.id);
      const by = cells(group.clauses.flatMap(({ cases }) => cases));
      const first = (column) => {
        const outcome = worstOf(by.get(column));
        return group.clauses.find(({ cases }) => cases.some((each) => each.column === column && each.outcome === outcome)).clause.id;
      };
      const body = make("tbody");
      const button = make("button", { type: "button", class: "fold", "aria-expanded": String(shown), click: () => {
        unfolded.has(group.id) ? unfolded.delete(group.id) : unfolded.add(group.id);
        const now = unfolded.has(group.id);
        button.setAttribute("aria-expanded", String(now));
        for (const row of [...body.children].slice(1)) row.hidden = !now;
      } }, make("b", null, group.id), " ", text(group.title));
      body.append(make("tr", { class: "provision" }, make("th", { scope: "row" }, button), columns.map((column) => cell(by.get(column), by.has(column) && first(column)))));
      for (const { clause, cases } of group.clauses) {
        const own = cells(cases);
        body.append(make("tr", { hidden: !shown }, make("th", { scope: "row" },
          make("div", null, make("a", { href: `#${clause.id}` }, clause.id), make("q", { lang: "zh-Hans" }, clause.quote))),
          columns.map((column) => cell(own.get(column), clause.id))));
      }
      return body;
    });
    return make("table", { class: "grid" }, make("thead", null, head), bodies);
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
    const pager = columns.length > COLUMNS ? [move(-COLUMNS, "earlier"), move(COLUMNS, "later"),
      make("span", { role: "status" }, word("columns", first + 1, last, columns.length))] : [];
    const all = data.clauses.every((clause) => unfolded.has(clause.provision));
    const unfold = found.all ? [make("button", { type: "button", "data-unfold": true, "aria-pressed": String(all), click: () => {
      for (const clause of data.clauses) all ? unfolded.delete(clause.provision) : unfolded.add(clause.provision);
      matrix(found);
      body.querySelector("[data-unfold]").focus();
    } }, word("unfold"))] : [];
    body.replaceChildren(make("div", { class: "pager" }, unfold, pager), wide(columns.slice(first, last)));
  };

  const days = (day) => {
    const left = Math.round((Date.parse(day) - Date.parse(data.as_of)) / 86400000);
    if (!left) return word("today");
    if (Math.abs(left) === 1) return word(left > 0 ? "one_day_left" : "one_day_ago");
    return left > 0 ? word("days_left", left) : word("days_ago", -left);
  };
  /* Of what stands in the page already, that which concerns the columns that are left. */
  const narrowed = (found) => {
    const left = found.all ? null : new Set(found.clauses.flatMap(({ cases }) => cases.map((each) => String(each.column))));
    for (const card of document.querySelectorAll("[data-column]")) card.hidden = left !== null && !left.has(card.dataset.column);
    for (const row of document.querySelectorAll("[data-columns]")) {
      row.hidden = found.column >= 0 && row.dataset.columns !== "" && !row.dataset.columns.split(" ").includes(String(found.column));
    }
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
  const inside = ({ clause, cases }, found) => {
    const quiet = (each) => each.outcome === PASSED || each.outcome === NOT_APPLICABLE;
    const loud = cases.filter((each) => !quiet(each)).sort((a, b) => worst.indexOf(a.outcome) - worst.indexOf(b.outcome));
    const calm = cases.filter(quiet);
    const documents = found.column >= 0 ? data.columns[found.column].documents : null;
    const statements = clause.statements.filter((each) => !documents || documents.includes(each.document));
    const bases = [...new Set(clause.checks.map((check) => check.basis).filter((basis) => basis !== null))];
    const [own, other] = lang === "zh" ? [1, 0] : [0, 1];
    return make("div", { class: "body" },
      make("p", null, clause.means[own]),
      make("p", { class: "other faint", lang: other ? "zh-Hans" : "en" }, clause.means[other]),
      make("p", { class: "faint" }, `${word("judged_by")} ${clause.how.map((how) => text(data.how[how])).join(comma())}`),
      bases.map((basis) => make("p", { class: "faint" }, `${word("source")}: ${text(basis)}`)),
      clause.review ? make("p", null, make("b", null, word("review"))) : "",
      rows(loud, make("div"), card(clause)),
      calm.length ? [make("h4", null, word("in_order")), listed(["subject", "verdict", "place", "reason"].map((name) => name === "verdict" ? "by_verdict" : name), rows(calm, make("tbody"), row(clause)))] : "",
      statements.length ? [make("h4", null, word("statements")), listed(["owner", "evidence", "reviewed", "place"], rows(statements, make("tbody"), (each) =>
        make("tr", null, make("th", { scope: "row" }, free(each.owner)), make("td", null, code(each.evidence)), make("td", null, each.reviewed), make("td", null, code(each.place)))))] : "");
  };
  const counts = (cases) => names.map((_, index) => [cases.filter((each) => each.outcome === index).length, index])
    .filter(([number]) => number).map(([number, index]) => `${number} ${verdict(index)}`).join(lang === "zh" ? "，" : ", ");
  /* A `details` whose content is built when it is opened. */
  const lazily = (attributes, id, summary, content) => {
    const details = make("details", { ...attributes, id, open: printing || open.has(id) || attributes.open }, summary);
    const fill = () => {
      if (details.open && details.childElementCount === 1) details.append(content());
    };
    details.addEventListener("toggle", fill);
    summary.addEventListener("click", () => details.open ? open.delete(id) : open.add(id));
    if (details.open) fill();
    return details;
  };
  const folder = (found) => ({ clause, cases }) => {
    const outcome = worstOf(new Set(cases.map((each) => each.outcome)));
    return lazily({ class: `clause ${outcome === undefined ? "" : names[outcome]}` }, clause.id,
      make("summary", null, make("b", null, clause.id), outcome === undefined ? make("span", { class: "faint" }, word("no_case")) : badge(outcome),
        make("q", { lang: "zh-Hans" }, clause.quote),
        make("span", { class: "side" }, `${text(data.levels[clause.level])} · ${counts(cases)}`)),
      () => inside({ clause, cases }, found));
  };
  const clauses = (found) => {
    const few = !found.all && found.clauses.length <= UNFOLDED;
    document.getElementById("clauses-body").replaceChildren(...byProvision(found).map((group) => {
      const cases = group.clauses.flatMap((each) => each.cases);
      const outcome = worstOf(new Set(cases.map((each) => each.outcome)));
      return lazily({ class: `provision ${outcome === undefined ? "" : names[outcome]}`, open: few || group.clauses.some(({ clause }) => open.has(clause.id)) }, group.id,
        make("summary", null, make("b", null, group.id), outcome === undefined ? make("span", { class: "faint" }, word("no_case")) : badge(outcome),
          make("h3", null, text(group.title)), make("span", { class: "side" }, counts(cases))),
        () => make("div", { class: "clauses" }, group.clauses.map(folder(found))));
    }), ...(found.clauses.length ? [] : [make("p", null, word("nothing"))]));
  };

  const show = () => {
    const found = filtered();
    document.getElementById("shown").textContent = word("shown", found.clauses.length, data.clauses.length, found.cases, data.cases);
    matrix(found);
    clauses(found);
    narrowed(found);
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
    for (const button of document.querySelectorAll(".card button")) button.textContent = word("only_this");
    options("verdict", data.outcomes.map(([name], index) => [name, verdict(index)]));
    options("level", Object.entries(data.levels).map(([name, label]) => [name, text(label)]));
    options("service", data.columns.map((column) => [column.subject, column.name]));
  };

  /* The address says what is searched and filtered, and which clause is open: #verdict=failed&at=SP-05.4 */
  const told = (at) => {
    const want = Object.entries(chosen()).filter(([, value]) => value);
    if (lang !== written) want.push(["lang", lang]);
    if (!want.length) return at ? `#${at}` : "";
    return `#${new URLSearchParams(at ? [...want, ["at", at]] : want)}`;
  };
  const note = () => {
    address = told("");
    try { history.replaceState(null, "", address || location.pathname + location.search); } catch { /* in a frame that has no address of its own */ }
  };
  const known = (id) => data.clauses.find((clause) => clause.id === id || clause.provision === id);
  /* A link to a clause opens it; where search or filters hide it, they give way. */
  const follow = (wanted) => {
    const clause = known(wanted);
    if (!clause) return document.getElementById(wanted)?.scrollIntoView();
    if (clause.provision !== wanted) open.add(wanted);
    open.add(clause.provision);
    if (!filtered().clauses.some((each) => each.clause === clause)) { for (const name of FIELDS) form.elements[name].value = ""; show(); }
    const group = document.getElementById(clause.provision);
    if (!group) return;
    group.open = true;
    if (group.childElementCount === 1) group.dispatchEvent(new Event("toggle"));
    const details = document.getElementById(wanted);
    details.open = true;
    details.firstElementChild.focus({ preventScroll: true });
    details.scrollIntoView();
  };
  const apply = () => {
    if (location.hash === address) return;
    address = location.hash;
    let wanted = "";
    try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (!wanted.includes("=")) return follow(wanted);
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of FIELDS) form.elements[name].value = asked.get(name) || "";
    for (const name of FIELDS) if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
    lang = asked.get("lang") === "zh" ? "zh" : asked.get("lang") === "en" ? "en" : written;
    speak();
    first = 0;
    show();
    if (asked.get("at")) follow(asked.get("at"));
  };

  const changed = () => { first = 0; show(); note(); };
  let waiting = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target.name === "q") waiting = setTimeout(changed, 150);
    else changed();
  });
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-speak]")) button.addEventListener("click", () => { lang = button.dataset.speak; speak(); show(); note(); });
  for (const each of document.querySelectorAll(".card")) each.append(make("button", { type: "button", click: () => {
    form.elements.service.value = data.columns[each.dataset.column].subject;
    changed();
    document.getElementById("clauses").scrollIntoView();
  } }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a[href^='#']") : null;
    const wanted = link && link.hash.slice(1);
    if (!wanted || !known(wanted)) return;
    event.preventDefault();
    follow(wanted);
    address = told(wanted);
    try { history.pushState(null, "", address); } catch { /* as above */ }
  });
  addEventListener("hashchange", apply);
  addEventListener("popstate", apply);
  const print = (now) => {
    if (now === printing) return;
    printing = now;
    const found = filtered();
    matrix(found);
    if (found.cases <= PRINTED_CASES) clauses(found);
    for (const rest of document.querySelectorAll("details.rest")) rest.open = now;
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  form.hidden = false;
  document.querySelector(".languages").hidden = false;
  speak();
  show();
  apply();
})();
