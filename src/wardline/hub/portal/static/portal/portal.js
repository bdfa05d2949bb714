// What a script makes easier on our pages; every page works without it.
(() => {
  "use strict";
  const words = (document.querySelector('meta[name="wl-words"]')?.content || "Copy|Copy defanged|Copied").split("|");

  // --- Copy: beside each observable, as it is and defanged -----------------------------------------
  const said = document.createElement("span");
  said.className = "usa-sr-only";
  said.setAttribute("role", "status");

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    // A page on plain HTTP has no clipboard of its own.
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  function button(label, text, of) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.setAttribute("aria-label", `${label}: ${of}`);
    made.addEventListener("click", async () => {
      try {
        await copy(text);
      } catch {
        return;
      }
      said.textContent = `${words[2]}: ${of}`;
      made.textContent = words[2];
      setTimeout(() => { made.textContent = label; }, 2000);
    });
    return made;
  }

  function buttons(root) {
    for (const place of root.querySelectorAll("[data-copy]:not([data-copy-ready])")) {
      place.dataset.copyReady = "";
      const shown = place.textContent.trim();
      const group = document.createElement("span");
      group.className = "wl-copy";
      group.append(button(words[0], place.dataset.copy, shown));
      if (place.classList.contains("observable") && shown !== place.dataset.copy) {
        group.append(button(words[1], shown, shown));
      }
      place.after(group);
    }
  }

  // --- Groups of the navigation: closed by Escape, and by going on elsewhere -----------------------
  const groups = () => document.querySelectorAll(".wl-ways .wl-group[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const group of groups()) {
      group.open = false;
      if (group.contains(document.activeElement)) group.querySelector("summary").focus();
    }
  });
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const group of groups()) if (!group.contains(event.target)) group.open = false;
    });
  }

  // --- Keep what was typed: in this tab alone, until it was sent ------------------------------------
  // A form with data-keep="NAME" gets back what was typed when the page is loaded again, even after
  // signing in anew in the same tab. Never passwords or files.
  const kept = (form) => `wl-keep:${document.body.dataset.person || ""}:${form.dataset.keep}`;
  const also = (field) => field.dataset.keepAlso !== undefined; // a form's own name, to be known again by
  const fields = (form) => [...form.elements].filter((field) =>
    field.name && (also(field) || !["password", "file", "hidden", "submit", "button"].includes(field.type)) &&
    !field.closest("[data-keep-not]"));

  function typed(form) {
    const values = fields(form).map((field) =>
      [field.name, ["checkbox", "radio"].includes(field.type) ? [field.value, field.checked] : field.value]);
    try {
      sessionStorage.setItem(kept(form), JSON.stringify(values));
    } catch { /* Full or forbidden: typing goes on. */ }
  }

  function restore(form) {
    let values;
    try {
      values = JSON.parse(sessionStorage.getItem(kept(form)) || "[]");
    } catch {
      return;
    }
    const left = fields(form);
    for (const [name, value] of values) {
      const at = left.findIndex((field) => field.name === name &&
        (!Array.isArray(value) || field.value === value[0]));
      if (at < 0) continue;
      const [field] = left.splice(at, 1);
      if (Array.isArray(value)) field.checked = value[1];
      else if (also(field) || !field.value) field.value = value; // What the server gave back is newer.
    }
  }

  function keeping(root) {
    for (const form of root.querySelectorAll("form[data-keep]:not([data-keep-ready])")) {
      form.dataset.keepReady = "";
      restore(form);
      form.addEventListener("input", () => typed(form));
      form.addEventListener("reset", () => sessionStorage.removeItem(kept(form)));
    }
  }

  // The page that tells of success names what need not be kept any longer.
  for (const done of document.querySelectorAll("[data-kept-done]")) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("wl-keep:") && key.endsWith(`:${done.dataset.keptDone}`)) sessionStorage.removeItem(key);
    }
  }

  // Leaving is leaving: the next person at this screen finds nothing of it.
  for (const form of document.querySelectorAll("form[data-forget]")) {
    form.addEventListener("submit", () => sessionStorage.clear());
  }

  // --- A pause: said two minutes before, and over with a key or a press -----------------------------
  const idle = Number(document.body.dataset.idle || 0) * 60000;
  const pause = (document.querySelector('meta[name="wl-idle"]')?.content || "||").split("|");
  let told = Date.now(); // when the hub last knew that somebody is here
  let notice = null;

  async function here() {
    told = Date.now();
    notice?.remove();
    notice = null;
    try {
      const answer = await fetch("/account/staying.json", { credentials: "same-origin", cache: "no-store" });
      if (answer.status === 401) warn(2);
    } catch { /* No way to the hub: the next step tells. */ }
  }

  function warn(which) {
    notice?.remove();
    notice = document.createElement("div");
    notice.className = "usa-alert usa-alert--warning usa-alert--slim wl-idle";
    notice.setAttribute("role", "alert");
    const body = document.createElement("div");
    body.className = "usa-alert__body";
    const text = document.createElement("p");
    text.className = "usa-alert__text";
    text.textContent = pause[which];
    body.append(text);
    if (which === 0) {
      const stay = document.createElement("button");
      stay.type = "button";
      stay.className = "usa-button usa-button--unstyled";
      stay.textContent = pause[1];
      stay.addEventListener("click", here);
      body.append(stay);
    }
    notice.append(body);
    document.querySelector("main").prepend(notice);
  }

  if (idle) {
    for (const kind of ["keydown", "input", "pointerdown"]) {
      document.addEventListener(kind, () => {
        if (Date.now() - told > 60000 && Date.now() - told < idle) here();
      }, { passive: true });
    }
    setInterval(() => {
      const left = idle - (Date.now() - told);
      if (left <= 0) { if (notice?.dataset.over === undefined) { warn(2); notice.dataset.over = ""; } }
      else if (left <= 120000 && !notice) warn(0);
    }, 5000);
  }

  function ready(root) {
    buttons(root);
    keeping(root);
  }
  document.body.append(said);
  ready(document);
  document.addEventListener("htmx:afterSwap", (event) => ready(event.target));

  // --- Many comments from one network: the browser works out a small puzzle, and sends again --------
  // Without scripts a person waits and presses "Send" again: the form says so.
  async function solve(form) {
    const bits = Number(form.dataset.puzzle);
    const ticket = form.elements.ticket.value;
    const encoder = new TextEncoder();
    for (let number = 0; ; number += 1) {
      const bytes = encoder.encode(`${ticket}:${number}`);
      const digest = new DataView(await crypto.subtle.digest("SHA-256", bytes));
      if (digest.getUint32(0) >>> (32 - bits) === 0) {
        form.elements.proof.value = String(number);
        return;
      }
    }
  }
  const puzzled = document.querySelector("form[data-puzzle]");
  if (puzzled && window.isSecureContext && crypto.subtle) {
    solve(puzzled);
  }
})();
