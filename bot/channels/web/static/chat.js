// The chat page: what the student does goes out by line.js, what comes in is shown by the chat component.

import { replyHtml, studentHtml } from "./bubbles.js";
import { component, wellFormed } from "./component.js";
import { history, Incoming, newId, Outgoing, SessionOver } from "./line.js";
import { currentLanguage, shown, speak, word } from "./words.js";

const TYPING_FOR = 12000; // an answer that takes longer is announced by nothing but itself
const NO_ANSWER_FOR = 700; // a message to a counselor is answered by no bot
const START_ID = "start"; // the same in every window, so that a new session is greeted once
const HISTORY_AGAIN = 2000;

const $ = (id) => document.getElementById(id);

class Page {
  constructor(chat) {
    this.chat = chat;
    this.said = new Map(); // post id -> its place in the talk and what it shows
    this.told = new Map(); // delivery id -> its place in the talk and what it shows
    this.unread = 0;
    this.learning = "learning" in $("state").dataset;
    this.out = new Outgoing((post, outcome, detail) => this.heard(post, outcome, detail), currentLanguage);
    this.bindButtons();
    this.prepareTalk();
    this.follow(null);
  }

  // Inside the component

  prepareTalk() {
    const root = this.chat.shadowRoot;
    this.nameParts();
    this.chat.onComponentRender = () => this.nameParts(); // the component may build its parts anew at any time
    root.addEventListener("click", (event) => {
      const button = event.target.closest?.(".tap");
      if (button) this.tap(button);
    });
  }

  nameParts() {
    const root = this.chat.shadowRoot;
    const talk = root.getElementById("messages");
    if (talk === null) return;
    talk.setAttribute("role", "log");
    talk.setAttribute("aria-live", "polite");
    talk.setAttribute("tabindex", "0");
    talk.setAttribute("aria-label", word("said"));
    root.querySelector(".input-button")?.setAttribute("aria-label", word("send"));
  }

  relabel() {
    this.nameParts();
    this.chat.setPlaceholderText(word("placeholder"));
  }

  typing(on) {
    clearTimeout(this.typingEnds);
    const visible = this.chat.shadowRoot.querySelector(".deep-chat-loading-message-bubble") !== null;
    if (on !== visible) this.chat.displayLoadingBubble.toggle();
    if (on) this.typingEnds = setTimeout(() => this.typing(false), on === true ? TYPING_FOR : on);
  }

  // What the student does

  bindButtons() {
    $("menu").onclick = () => this.say("/menu");
    $("person").onclick = () => this.say("/person");
    $("help").onclick = () => this.askForHelp();
    $("language").onclick = () => {
      this.follow(currentLanguage() === "zh" ? "en" : "zh");
      this.say(`/${currentLanguage()}`);
    };
    $("reload").onclick = () => location.reload();
  }

  // What the component's own field was given. It has shown the words as Markdown; they are shown as they were written.
  typed(words) {
    this.chat.updateMessage({}, this.chat.getMessages().length - 1);
    this.chat.disableSubmitButton(false); // the field is empty again
    this.say(wellFormed(words));
  }

  say(words) {
    const post = { id: newId(), words };
    this.show(post, { words: shown(words), state: this.onItsWay() });
    this.post(post);
  }

  askForHelp() {
    this.say("/help");
    if (this.connected === false) $("banner-numbers").hidden = false;
  }

  tap(button) {
    if (button.classList.contains("tapped")) return;
    button.classList.add("tapped");
    setTimeout(() => button.classList.remove("tapped"), 1500); // a double tap is one tap
    const post = { id: newId(), tapped: button.dataset.key, title: button.textContent };
    this.show(post, { words: post.title, state: this.onItsWay() });
    this.post(post);
  }

  onItsWay() {
    return this.connected === false ? "waiting" : "sending";
  }

  post(post) {
    this.typing(this.connected !== false);
    this.out.say(post);
    this.chat.scrollToBottom();
  }

  // What becomes of it

  heard(post, outcome, detail) {
    if (outcome === "over") return this.banner("sessionOver", { reload: true });
    const states = { kept: null, waiting: "waiting", refused: "refused" };
    const text = outcome === "kept" ? null : detail?.[currentLanguage()];
    this.change(post.id, { state: states[outcome], detail: text });
    if (outcome !== "kept") this.typing(false);
    else if (detail && !this.out.queue.length) this.soon(() => this.typing(false), NO_ANSWER_FOR);
  }

  soon(act, milliseconds) {
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(act, milliseconds);
  }

  reply(reply) {
    this.follow(reply.language);
    if (this.told.has(reply.id)) return;
    this.chat.addMessage({ role: "ai", html: replyHtml(reply) });
    this.told.set(reply.id, { reply, place: this.chat.getMessages().length - 1 });
    this.typing(this.out.queue.length > 0);
    if (document.hidden) document.title = `(${(this.unread += 1)}) ${word("name")}`;
  }

  // What was told before does not hold any more, or holds again.
  mark({ id, mark }) {
    const view = this.told.get(id);
    if (!view || (view.reply.mark ?? "") === mark) return;
    view.reply = { ...view.reply, mark };
    this.chat.updateMessage({ html: replyHtml(view.reply) }, view.place);
  }

  // Showing

  show(post, view) {
    if (view.words === null) return;
    const dated = { at: new Date().toISOString(), ...view };
    this.chat.addMessage({ role: "user", html: studentHtml(dated) });
    this.said.set(post.id, { ...dated, place: this.chat.getMessages().length - 1 });
  }

  change(id, news) {
    const view = this.said.get(id);
    if (!view) return;
    Object.assign(view, news);
    this.chat.updateMessage({ html: studentHtml(view) }, view.place);
  }

  restore({ messages }) {
    for (const message of messages) {
      if (message.from === "assistant") this.reply({ ...message, language: null });
      else if (!this.said.has(message.id)) this.show(message, { words: shown(message.words), at: message.at });
    }
    for (const post of this.out.queue) {
      if (!this.said.has(post.id)) this.show(post, { words: shown(post.title ?? post.words), state: "waiting" });
    }
    this.chat.scrollToBottom();
  }

  // The page follows the language that the student has chosen in the talk.
  follow(language) {
    if (language === null && this.speaking) return;
    if (language !== null && language === this.speaking) return;
    this.speaking = language ?? currentLanguage();
    speak(this.speaking);
    document.title = word("name");
    $("language").textContent = word("otherLanguage");
    $("language").lang = this.speaking === "zh" ? "en" : "zh-CN";
    this.relabel();
    this.showState();
  }

  // The connection

  async start() {
    let talk;
    try {
      talk = await history();
    } catch (error) {
      if (error instanceof SessionOver) return this.banner("sessionOver", { reload: true });
      this.connection(false);
      setTimeout(() => this.start(), HISTORY_AGAIN);
      return;
    }
    this.follow(talk.language);
    this.relabel(); // the component puts its button in only after it has said that it is rendered
    const log = this.chat.shadowRoot.getElementById("messages");
    log.setAttribute("aria-busy", "true"); // nobody wants the whole talk read out
    this.restore(talk);
    log.removeAttribute("aria-busy");
    if (!talk.messages.length && !this.out.queue.length) this.out.say({ id: START_ID, words: "/start" });
    this.in = new Incoming({
      after: talk.after,
      reply: (reply) => this.reply(reply),
      mark: (news) => this.mark(news),
      state: (connected) => this.connection(connected),
      learning: (learning) => (this.learning = learning),
    });
    void this.out.pump();
  }

  connection(connected) {
    if (connected && this.connected === false) this.out.hurry();
    this.connected = connected;
    this.showState();
    if (connected) this.banner(null);
    else this.banner(navigator.onLine ? "lost" : "offline");
  }

  showState() {
    const state = { true: "connected", false: "away" }[this.connected] ?? "connecting";
    $("state").textContent = word(state === "connected" && this.learning ? "learning" : state);
    $("dot").className = `dot ${{ connected: "on", away: "off" }[state] ?? ""}`;
  }

  banner(name, { reload = false } = {}) {
    $("banner").hidden = name === null;
    $("reload").hidden = !reload;
    if (name === null) $("banner-numbers").hidden = true;
    else $("banner-words").textContent = word(name);
  }
}

function begin() {
  const chat = component();
  let page;
  chat.connect = {
    websocket: true,
    handler: (_body, signals) => {
      signals.newUserMessage.listener = ({ messages }) => page.typed(messages.at(-1).text);
      signals.onOpen();
    },
  };
  chat.onComponentRender = () => {
    page ??= new Page(chat);
    void page.start();
  };
  $("talk").append(chat);
  addEventListener("visibilitychange", () => {
    if (document.hidden || !page) return;
    page.unread = 0;
    document.title = word("name");
  });
}

speak(currentLanguage());
begin();
