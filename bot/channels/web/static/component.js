// The chat component as this page wants it: its own looks, its own limits, nothing from elsewhere.

import "./deep-chat.js";
import { STYLE } from "./bubbles-style.js";
import { word } from "./words.js";

const LONGEST = 4096; // what the server takes at once
const WARN_FROM = 3500;

const lengthOf = (words) => [...words].length;

export function wellFormed(words) {
  return words.toWellFormed?.() ?? words; // half an emoji is no text
}

function hint(words) {
  const line = document.getElementById("hint");
  const length = lengthOf(words);
  line.classList.toggle("wrong", length > LONGEST);
  line.textContent = length > LONGEST ? word("tooLong", length, LONGEST) : length > WARN_FROM ? word("left", length, LONGEST) : "";
}

export function component() {
  const chat = document.createElement("deep-chat");
  // Without a font family of ours the component would fetch one from a foreign host.
  Object.assign(chat.style, { fontFamily: "var(--sans)", width: "100%", height: "100%", backgroundColor: "transparent", fontSize: "16px" });
  chat.auxiliaryStyle = STYLE;
  chat.displayLoadingBubble = { toggle: () => {} };
  chat.messageStyles = { loading: { message: { styles: { bubble: { color: "var(--accent)" } } } } };
  chat.textInput = { placeholder: { text: word("placeholder"), style: { color: "var(--muted)" } } };
  chat.scrollButton = { scrollDelta: 200, content: "↓" };
  chat.hiddenMessages = { clickScroll: "first", onUpdate: () => `↓ ${word("newReply")}` };
  chat.submitButtonStyles = { position: "inside-end" };
  chat.validateInput = (words) => Boolean(words?.trim()) && lengthOf(words.trim()) <= LONGEST;
  chat.onInput = ({ content }) => hint(content.text ?? "");
  return chat;
}
