// The line to the server: posts that are kept here until it confirms them, and the stream of its answers.

const UNSENT = "onestop-unsent";
const PAUSES = [1000, 2000, 4000, 8000];
const POST_TIMEOUT = 15000;
const SILENCE = 40000; // the server shows a sign of life every 15 s
const GRACE = 1500; // a reconnect that is quicker than this is nobody's business

export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function history() {
  const response = await fetch("/chat/history", { cache: "no-store" });
  if (response.status === 401) throw new SessionOver();
  if (!response.ok) throw new Error(`history: ${response.status}`);
  return response.json();
}

export class SessionOver extends Error {}

// Posts in order, one at a time. `heard` is told of each post: waiting, kept, refused, over.
export class Outgoing {
  constructor(heard, language) {
    this.heard = heard;
    this.language = language;
    this.queue = this.stored();
    this.failures = 0;
    this.busy = false;
    addEventListener("online", () => this.hurry());
  }

  stored() {
    try {
      const kept = JSON.parse(localStorage.getItem(UNSENT) ?? "[]");
      return Array.isArray(kept) ? kept.filter((post) => typeof post?.id === "string") : [];
    } catch {
      return []; // unreadable, or storage is forbidden: then nothing outlives the page
    }
  }

  store() {
    try {
      if (this.queue.length) localStorage.setItem(UNSENT, JSON.stringify(this.queue));
      else localStorage.removeItem(UNSENT);
    } catch {
      // storage is full or forbidden: the words are still in the page
    }
  }

  // A post is {id, words} or {id, tapped, title}; the title is for showing it again after a reload.
  say(post) {
    this.queue.push(post);
    this.store();
    void this.pump();
  }

  hurry() {
    clearTimeout(this.pause);
    this.busy = this.busy && this.inFlight;
    void this.pump();
  }

  async pump() {
    if (this.busy || !this.queue.length) return;
    this.busy = this.inFlight = true;
    const post = this.queue[0];
    const wait = await this.deliver(post).finally(() => (this.inFlight = false));
    if (wait === null) return;
    if (wait === 0) {
      this.busy = false;
      void this.pump();
    } else {
      this.pause = setTimeout(() => this.hurry(), wait);
    }
  }

  // Returns how long to wait before going on, null for ever.
  async deliver(post) {
    const { id, words, tapped } = post;
    let response;
    try {
      response = await fetch("/chat/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id, words, tapped, language: this.language() }),
        signal: AbortSignal.timeout?.(POST_TIMEOUT),
      });
    } catch {
      return this.later(post);
    }
    if (response.status === 202) return this.done(post, "kept", await answered(response));
    if (response.status === 401) {
      this.heard(post, "over");
      return null;
    }
    if (response.status === 429) {
      this.heard(post, "waiting", await reason(response));
      return 1000 * (Number(response.headers.get("Retry-After")) || 2);
    }
    if (response.status >= 500 || response.status === 408) return this.later(post, await reason(response));
    return this.done(post, "refused", await reason(response));
  }

  later(post, detail) {
    this.heard(post, "waiting", detail);
    this.failures += 1;
    return PAUSES[Math.min(this.failures, PAUSES.length) - 1];
  }

  done(post, outcome, detail) {
    this.failures = 0;
    this.queue = this.queue.filter((other) => other !== post);
    this.store();
    this.heard(post, outcome, detail);
    return 0;
  }
}

async function answered(response) {
  try {
    return (await response.json()).answered === true;
  } catch {
    return false;
  }
}

async function reason(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

// The stream of answers. It comes back by itself, and asks for what it has missed.
export class Incoming {
  constructor({ after, reply, mark, state, learning }) {
    this.after = after;
    this.reply = reply;
    this.mark = mark;
    this.state = state;
    this.learning = learning;
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.state(false));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.source?.readyState !== EventSource.OPEN) this.open();
    });
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
    this.open();
  }

  open() {
    this.source?.close();
    clearTimeout(this.again);
    const source = new EventSource(`/chat/stream?after=${this.after}`);
    this.source = source;
    source.addEventListener("open", () => this.alive(true));
    source.addEventListener("ping", (event) => {
      this.learning(event.data === "learning");
      this.alive(true);
    });
    source.addEventListener("reply", (event) => {
      this.after = Number(event.lastEventId);
      this.alive(true);
      this.reply(JSON.parse(event.data));
    });
    source.addEventListener("mark", (event) => {
      this.alive(true);
      this.mark(JSON.parse(event.data));
    });
    source.addEventListener("error", () => this.broken(source));
    this.alive(false);
  }

  alive(connected) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.open(), SILENCE);
    if (!connected) return;
    clearTimeout(this.grace);
    this.grace = null;
    this.state(true);
  }

  broken(source) {
    if (source !== this.source) return;
    this.grace ??= setTimeout(() => this.state(false), GRACE);
    // The browser gives up for good on an answer that is no stream, as when the server is starting.
    if (source.readyState === EventSource.CLOSED) this.again = setTimeout(() => this.open(), 2000);
  }
}
