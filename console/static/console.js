// Hears from the server that something has changed, and lets htmx fetch the part of the page that shows it.
const offline = document.getElementById("offline");
const title = document.title;

function showWaiting() {
  const inbox = document.getElementById("inbox");
  const waiting = inbox ? Number(inbox.dataset.waiting) : 0;
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

const events = new EventSource(offline.dataset.events);
events.addEventListener("news", () => htmx.trigger(document.body, "news"));
events.addEventListener("signed-out", () => location.assign(offline.dataset.signIn));
events.addEventListener("open", () => { offline.hidden = true; });
events.addEventListener("error", () => { offline.hidden = false; });
window.addEventListener("pagehide", () => events.close());

document.addEventListener("htmx:before:swap", rememberPlace);
document.addEventListener("htmx:after:swap", () => { keepPlace(); showWaiting(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "words") {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

keepPlace();
showWaiting();
