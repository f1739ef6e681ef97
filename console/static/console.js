// Hears from the server that something has changed, and lets htmx fetch the part of the page that shows it.
const offline = document.getElementById("offline");
const title = document.title;

function showWaiting() {
  const list = document.querySelector("[data-waiting]");
  const waiting = list ? Number(list.dataset.waiting) : 0;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

let atEnd = true;

function rememberPlace() {
  const messages = document.getElementById("messages");
  if (messages) atEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80;
}

function keepPlace() {
  const messages = document.getElementById("messages");
  if (messages && atEnd) messages.scrollTop = messages.scrollHeight;
}

// What is being typed outlives the form around it: the case may be claimed or closed meanwhile, by whomever.
let box = null, typed = "", typing = false;

function rememberWords(request) {
  box = document.getElementById("words");
  const sent = request.sourceElement.id === "answer" ? request.request.body.get("words") : "";
  typed = box ? box.value : "";
  if (typed.startsWith(sent)) typed = typed.slice(sent.length);
  typing = box !== null && document.activeElement === box;
}

function keepWords() {
  const now = document.getElementById("words"), unsent = document.getElementById("unsent");
  if (now && now !== box) {
    now.value += typed;
    if (typing) now.focus();
  } else if (unsent && typed.trim()) {
    unsent.querySelector("blockquote").textContent += typed;
    unsent.hidden = false;
  }
  typed = "";
}

const events = new EventSource(offline.dataset.events);
events.addEventListener("news", () => htmx.trigger(document.body, "news"));
events.addEventListener("signed-out", () => location.assign(offline.dataset.signIn));
events.addEventListener("open", () => { offline.hidden = true; });
events.addEventListener("error", () => { offline.hidden = false; });
window.addEventListener("pagehide", () => events.close());

document.addEventListener("htmx:before:swap", (event) => { rememberPlace(); rememberWords(event.detail.ctx); });
document.addEventListener("htmx:after:swap", () => { keepPlace(); keepWords(); showWaiting(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "words") {
    event.preventDefault();
    if (!event.target.form.querySelector("button").disabled) event.target.form.requestSubmit();
  }
});

keepPlace();
showWaiting();
