"use strict";
// Sorts, filters, and builds a student's report when it is asked for. Texts go into text nodes only.
(() => {
  let parsed = null;
  const data = () => (parsed ??= JSON.parse(document.getElementById("tg-data").textContent));
  const make = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const RANK = { "✗": 0, "!": 1, "·": 2, "-": 3, "✓": 4, "": 5 };
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // --- Sorting -----------------------------------------------------------------------------
  const valueOf = (cell, ranked) => {
    if (!cell) return "";
    const shown = cell.dataset.v ?? cell.textContent.trim();
    if (ranked) return RANK[shown];
    return shown !== "" && !isNaN(parseFloat(shown)) && /^[-\d.]+%?$/.test(shown) ? parseFloat(shown) : shown;
  };
  // Numbers before words, and what is empty at the end, whichever the direction.
  const order = (a, b, sign) => {
    if (a === b) return 0;
    if (a === "" || b === "") return a === "" ? 1 : -1;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
  };
  const sort = (header) => {
    const table = header.closest("table");
    const bodies = [...table.tBodies];
    const most = bodies[0].rows.length;
    const column = header.cellIndex;
    const sign = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const ranked = header.dataset.sort === "marks";
    const rows = bodies.flatMap((body) => [...body.rows]).map((row, at) => [valueOf(row.cells[column], ranked), at, row]);
    rows.sort((a, b) => order(a[0], b[0], sign) || a[1] - b[1]);
    bodies.forEach((body, at) => {
      body.append(...rows.slice(at * most, (at + 1) * most).map((one) => one[2]));
    });
    for (const other of all("[aria-sort]", table)) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  };
  for (const header of all(".tg-sort th[data-sort]")) {
    const button = make("button", { type: "button" });
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(header));
  }

  // --- Filters -----------------------------------------------------------------------------
  const form = document.getElementById("tg-filter");
  const people = all(".tg-people tbody tr");
  const heat = document.querySelector(".tg-heat");
  const heatRows = new Map(all("tbody tr", heat).map((row) => [row.dataset.n, row]));
  const searched = new Map(people.map((row) => [row, row.cells[0].textContent.toLowerCase()]));
  const columns = make("style");
  document.head.append(columns);
  const filter = () => {
    const asked = form.elements.q.value.trim().toLowerCase();
    const wanted = [form.elements.state.value, form.elements.mistake.value].filter(Boolean);
    let count = 0;
    for (const row of people) {
      const tags = row.dataset.tags.split(" ");
      const shown = searched.get(row).includes(asked) && wanted.every((tag) => tags.includes(tag));
      row.hidden = heatRows.get(row.dataset.n).hidden = !shown;
      count += shown;
    }
    form.querySelector("output").textContent = form.dataset.shown
      .replace("{shown}", count).replace("{all}", people.length);
    only(form.elements.exercise.value);
  };
  // Of the heat map's columns, those of one exercise: the others are hidden by their places.
  const only = (exercise) => {
    columns.textContent = "";
    if (exercise === "") return;
    let first = 3;
    for (const header of all(".tg-e", heat)) {
      if (header.dataset.e === exercise) {
        const last = first + header.colSpan - 1;
        columns.textContent = `
          .tg-heat tr > .tg-e:not([data-e="${exercise}"]),
          .tg-heat tr:not(:has(.tg-e)) > :nth-child(n+3):nth-child(-n+${first - 1}),
          .tg-heat tr:not(:has(.tg-e)) > :nth-child(n+${last + 1}) { display: none; }`;
      }
      first += header.colSpan;
    }
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());

  // --- A student's report ------------------------------------------------------------------
  const dialog = document.getElementById("tg-one");
  const body = document.getElementById("tg-body");
  const MARKS = { passed: "✓", failed: "✗", waits: "·", needs: "-", broken: "!" };
  const word = (name) => data().w[name === "failed" ? "kind_failed" : name];
  const string = (number) => data().t[number];
  const prose = (words) => words.split(/`([^`\n]+)`/).map(
    (part, at) => (at % 2 ? make("code", { translate: "no" }, part) : part));
  const block = (words) => make("pre", { translate: "no" }, make("code", {}, words));

  const checkRow = ([title, kind, points, hidden, told]) => {
    const name = make("th", { scope: "row" }, ...prose(string(title)));
    if (hidden) name.append(" ", make("span", { class: "tg-hidden" }, word("hidden")));
    if (told?.r !== undefined) name.append(make("span", { class: "tg-reason" }, ...prose(string(told.r))));
    return make("tr", { class: `tg-${kind}` },
      make("td", { class: "tg-mark" }, make("span", { "aria-hidden": "true" }, MARKS[kind]),
        make("span", { class: "tg-sr" }, word(kind))),
      name, make("td", { class: "tg-points" }, points));
  };
  const failure = ([title, , , , told], first) => {
    const inside = make("div", { class: "tg-told" });
    if (told.m !== undefined) inside.append(make("p", {}, ...prose(string(told.m))));
    if (told.f) {
      const facts = make("dl", { class: "tg-facts" });
      for (const [label, value] of told.f) {
        facts.append(make("dt", {}, string(label)), make("dd", {}, block(string(value))));
      }
      inside.append(facts);
    }
    const labelled = (name, key) => {
      if (told[key] === undefined) return;
      inside.append(make("p", { class: "tg-label" }, data().w[name]), block(string(told[key])));
    };
    labelled("traceback", "b");
    if (told.d !== undefined) {
      inside.append(make("div", { class: "tg-diagnosis" }, make("span", { "aria-hidden": "true" }, "→"),
        make("p", {}, ...prose(string(told.d)))));
    }
    if (told.h !== undefined) inside.append(make("p", {}, ...prose(string(told.h))));
    labelled("printed", "o");
    labelled("details", "x");
    const whole = make("details", { class: "tg-failure" }, make("summary", {},
      make("span", { class: "tg-cross", "aria-hidden": "true" }, "✗ "), ...prose(string(title))), inside);
    whole.open = first;
    return whole;
  };
  const exercise = ([at, state, points, reason, path, submitted, result]) => {
    const [id, title] = data().e[at];
    const part = make("section", { class: "tg-exercise", "aria-label": id },
      make("h3", {}, make("span", { class: "tg-id", translate: "no" }, id), " ", ...prose(string(title))),
      make("p", {}, make("strong", {}, points), ` ${state}`, string(reason) ? ` · ${string(reason)}` : ""));
    const told = [path, submitted].filter(Boolean).join(" · ");
    if (told) part.append(make("p", { class: "tg-muted" }, told));
    if (result < 0) {
      part.append(make("p", { class: "tg-muted" }, data().w.nothing));
      return part;
    }
    const checks = data().r[result];
    const heads = ["outcome", "check", "points"].map(
      (name) => make("th", { scope: "col" }, make("span", { class: "tg-sr" }, data().w[name])));
    part.append(make("table", { class: "tg-checks" }, make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...checks.map(checkRow))));
    const failed = checks.filter((check) => check[4] && (check[1] === "failed" || check[4].x !== undefined));
    if (failed.length) {
      part.append(make("h4", { class: "tg-sub" }, data().w.failed),
        ...failed.map((check, number) => failure(check, number === 0)));
    }
    return part;
  };

  let current = null;
  const open = (number) => {
    const student = data().s[number];
    if (!student) return;
    current = number;
    const [name, key, section, marks] = student;
    const heading = document.getElementById("tg-name");
    heading.replaceChildren(make("bdi", {}, data().w.report_of.replace("{name}", () => name)));
    const also = [key === name ? "" : key, section && data().w.section.replace("{name}", () => section)];
    body.replaceChildren(make("p", { class: "tg-muted" }, also.filter(Boolean).join(" · ")),
      ...marks.map(exercise));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    heading.focus();
  };
  // Who stands before and after: in the order, and among those, that the table shows.
  const go = (by) => {
    const rows = all(".tg-people tbody tr").filter((row) => !row.hidden);
    const at = rows.findIndex((row) => Number(row.dataset.n) === current);
    const next = rows[at + by];
    if (!next) return;
    history.replaceState(null, "", `#${next.id}`);
    asked();
  };
  const asked = () => {
    const found = /^#student-(\d+)$/.exec(location.hash);
    if (found) open(Number(found[1]));
    else if (dialog.open) dialog.close();
  };
  // To follow a link by its hash would take the focus from it, and move the page below.
  let opener = null;
  const follow = (hash, link) => {
    opener = link;
    history.pushState(null, "", hash);
    asked();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#student-"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(link.hash, link);
  });
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // The event comes a moment later: another report is open by now.
    opener?.focus();
    opener = null;
    if (location.hash.startsWith("#student-")) history.replaceState(null, "", location.pathname + location.search);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    const button = event.target.closest("[data-go]");
    if (button) go(Number(button.dataset.go));
  });
  heat.addEventListener("click", (event) => {
    const cell = event.target.closest("td[class]");
    if (cell) follow(`#student-${cell.parentNode.dataset.n}`, cell.parentNode.querySelector("a"));
  });
  addEventListener("hashchange", asked);
  addEventListener("popstate", asked);

  // --- Two submissions side by side --------------------------------------------------------
  const side = (lines, own, at, other) => {
    if (at === null) return make("td");
    const classes = [own[at] === "1" ? "" : "tg-same", other ? "tg-other" : ""].filter(Boolean);
    return make("td", classes.length ? { class: classes.join(" ") } : {}, string(lines[at]) || " ");
  };
  const compare = (place) => {
    const [left, leftOwn, right, rightOwn, steps] = data().p[place.dataset.pair];
    const rows = make("tbody");
    for (const [kind, a, b, c, d] of steps) {
      for (let n = 0; n < Math.max(b - a, d - c); n += 1) {
        rows.append(make("tr", {},
          side(left, leftOwn, a + n < b ? a + n : null, kind !== "equal"),
          side(right, rightOwn, c + n < d ? c + n : null, kind !== "equal")));
      }
    }
    const names = all("p a", place).map((link) => make("th", { scope: "col" }, link.textContent));
    place.append(make("p", { class: "tg-muted" }, data().w.uncounted),
      make("table", { class: "tg-two", translate: "no" }, make("thead", {}, make("tr", {}, ...names)), rows));
  };
  for (const place of all(".tg-pair")) place.addEventListener("toggle", () => compare(place), { once: true });

  filter();
  asked();
  document.documentElement.dataset.ready = Math.round(performance.now());
})();
