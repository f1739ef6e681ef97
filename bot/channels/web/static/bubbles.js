// Messages as they look. Everything said goes into text nodes, so nothing said can become markup.

import { time, word } from "./words.js";

const LINK = /(https?:\/\/[^\s<>"'，。；、）)]+)|(?<![\d.-])(1(?:10|19|20|22)|12[35]\d{2}|96110|0\d{2,3}-(?:\d{7,8}|\d{4}-\d{4})|400[- ]?\d{3}[- ]?\d{4})(?![\d-])/g;

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

// Web addresses open beside the talk, telephone numbers of help lines can be called with one tap.
function linked(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const [said, address] = found;
    parts.push(text.slice(end, found.index));
    parts.push(
      address
        ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, said)
        : element("a", { href: `tel:${said.replace(/[- ]/g, "")}` }, said),
    );
    end = found.index + said.length;
  }
  return [...parts, text.slice(end)];
}

// HTML of a student's message. `state` is empty, waiting, sending or refused; `detail` says more about it.
export function studentHtml({ words, at, state, detail }) {
  const note = state ? (detail ?? word(state)) : time(at);
  return element(
    "div",
    { class: `said ${state ?? ""}` },
    element("div", { class: "words", dir: "auto" }, words),
    element("div", { class: "meta" }, note),
  ).outerHTML;
}

// HTML of a reply, its buttons under it; a mark above it says that it does not hold any more.
export function replyHtml({ text, mark, buttons, attachment, at, urgent, kind }) {
  const person = kind === "counselor_message"; // what comes from a case looks different from the bot's answers
  return element(
    "div",
    { class: `told${urgent ? " urgent" : ""}${person ? " person" : ""}${mark ? " marked" : ""}` },
    mark ? element("div", { class: "mark" }, mark) : null,
    element("div", { class: "words", dir: "auto" }, ...linked(text), attachment ? file(attachment) : null),
    buttons.length ? taps(buttons) : null,
    element("div", { class: "meta" }, time(at)),
  ).outerHTML;
}

function file({ name, href }) {
  return element("a", { class: "file", href, download: name }, word("download", name));
}

function taps(buttons) {
  const made = buttons.map(({ title, key, quiet }) =>
    element("button", { type: "button", class: quiet ? "tap quiet" : "tap", "data-key": key }, title),
  );
  return element("div", { class: "taps" }, ...made);
}
