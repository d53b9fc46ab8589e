// What the browser room can do with script: follow what others do, complete words, remember what was written.
// Everything works without it. htmx does the fetching; here is what it leaves undone.
"use strict";

const FIELDS = "input:not([type=hidden]), textarea, select";
const LIVE = "article, #home";
const status = document.getElementById("status");

// Live updates: never swap away what somebody is in the middle of. It is fetched again once they are done.

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((it) => it.selected !== it.defaultSelected);
  return field.value !== field.defaultValue;
}

function busy(element) {
  if (element.querySelector("details[open] form, form details[open]")) return true;
  return [...element.querySelectorAll(FIELDS)].some((field) => field === document.activeElement || changed(field));
}

function keep(event) {
  const element = event.detail.requestConfig.elt;
  if (!element.matches(LIVE) || !busy(element)) return;
  element.dataset.stale = "";
  event.preventDefault();
}

document.addEventListener("htmx:beforeRequest", keep);
document.addEventListener("htmx:beforeSwap", keep);

function catchUp() {
  for (const element of document.querySelectorAll("[data-stale]")) {
    if (busy(element)) continue;
    delete element.dataset.stale;
    htmx.trigger(element, "refresh");
  }
}

for (const name of ["focusout", "toggle", "change"]) document.addEventListener(name, () => setTimeout(catchUp), true);

// What was unfolded to read stays so.

let unfolded = [];

document.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...document.querySelectorAll("details.more[open] > summary")].map((summary) => summary.id);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.parentElement.setAttribute("open", "");
});

// The narrow menu: where it was opened the cursor goes on, though the button may have been drawn afresh meanwhile.

const rooms = document.getElementById("rooms");

rooms?.addEventListener("toggle", (event) => {
  const cursor = document.activeElement;
  if (event.newState === "open" || (cursor !== document.body && !rooms.contains(cursor))) return;
  document.getElementById("menu").focus();
});

// After a swap: one line for those who listen; the cursor where it goes on for those who pressed something.

function announce(element) {
  const told = element?.querySelector(".sum span") || element?.querySelector("h3, .card p, .said");
  if (told) status.textContent = told.textContent.trim();
}

function writingElsewhere(piece) {
  const field = document.activeElement;
  return field.matches(FIELDS) && changed(field) && !piece.contains(field);
}

function land(piece) {
  const reply = [...piece.querySelectorAll("article")].pop();
  const goal = reply?.querySelector("[role=alert]") || reply?.querySelector(`.form :is(${FIELDS})`) || reply;
  if (!reply || writingElsewhere(piece)) return;
  reply.scrollIntoView({ block: "nearest" });
  goal.focus();
}

const atEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 160;
let followed = false;

document.addEventListener("htmx:beforeSwap", () => { followed = atEnd(); });

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!requestConfig) return;
  if (elt.id === "news") showNews(elt.previousElementSibling);
  else if (requestConfig.verb === "post" && elt.matches("[data-swap]")) land(elt);
  else if (elt.matches("article")) showChange(elt);
});

const goToEnd = () => window.scrollTo({ top: document.body.scrollHeight });

function showChange(article) {
  announce(article);
  if (followed && box) goToEnd();
}

function showNews(latest) {
  const mine = latest.matches("[data-mine]") && document.hasFocus();
  announce(latest);
  if (mine && latest.querySelector(".form")) land(latest);
  else if (mine || followed) goToEnd();
}

// No contact: say so where it was tried, and keep what was written.

document.addEventListener("htmx:sendError", (event) => {
  const form = event.detail.elt;
  if (!form.matches("form")) return;
  const told = Object.assign(document.createElement("p"), { className: "wrong", textContent: status.dataset.unsent });
  told.setAttribute("role", "alert");
  form.append(told);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches("form")) event.detail.elt.querySelector(":scope > .wrong")?.remove();
});

// A page that the browser kept shows what once was, and its buttons have been pressed.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// The command box: completion, and what was written before.

const box = document.getElementById("words");

if (box) {
  const composer = box.form;
  const holder = document.getElementById("suggestions");
  const options = () => [...holder.querySelectorAll("[role=option]")];
  const chosen = () => holder.querySelector("[aria-selected=true]");
  const said = JSON.parse(sessionStorage.getItem("said") || "[]");
  let back = 0;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions-list");
  composer.querySelector(".keys").hidden = false;
  if (!location.hash) goToEnd();

  function choose(option) {
    for (const each of options()) each.setAttribute("aria-selected", each === option);
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function opened() {
    box.setAttribute("aria-expanded", options().length > 0);
    choose(null);
  }

  function close() {
    holder.replaceChildren();
    opened();
  }

  function fill(option) {
    box.value = option.dataset.word + " ";
    close();
  }

  function step(by) {
    const all = options();
    const at = all.indexOf(chosen());
    choose(all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length]);
  }

  function recall(by) {
    const goal = back + by;
    if (goal < 0 || goal > said.length) return;
    back = goal;
    box.value = back ? said[said.length - back] : "";
    close();
  }

  const keys = {
    ArrowDown: (open) => (open ? step(1) : recall(-1)),
    ArrowUp: (open) => (open ? step(-1) : recall(1)),
    Escape: (open) => open && close(),
    Tab: (open) => open && fill(chosen() || options()[0]),
    Enter: (open) => open && chosen() && fill(chosen()),
  };

  box.addEventListener("keydown", (event) => {
    const open = options().length > 0;
    const meant = keys[event.key];
    if (!meant || event.shiftKey || event.isComposing) return;
    if (event.key.startsWith("Arrow") || (open && (event.key !== "Enter" || chosen()))) event.preventDefault();
    meant(open);
  });

  holder.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    fill(option);
  });

  // The list would close under the pointer, and the button move away, before the press has ended.
  composer.querySelector("button").addEventListener("mousedown", (event) => event.preventDefault());

  box.addEventListener("blur", close);
  holder.addEventListener("htmx:afterSwap", () => (document.activeElement === box && box.value ? opened() : close()));

  composer.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== composer || !event.detail.successful) return;
    if (box.value.trim()) said.push(box.value);
    sessionStorage.setItem("said", JSON.stringify(said.slice(-50)));
    back = 0;
    box.value = "";
    composer.elements.event.value = Math.random().toString(36).slice(2);
    close();
  });

  opened();
}
