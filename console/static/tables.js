// An input for days or times that can't be read posts nothing at all, so the server would take it for empty.
// The browser finds it before anything is sent; we say so in the reader's language, as the server says all else.
document.addEventListener(
  "invalid",
  (event) => {
    const input = event.target;
    if (!input.dataset.unreadable) return;
    event.preventDefault();
    const first = !document.querySelector(".fault.unread");
    say(input);
    if (first) input.focus();
  },
  true,
);

document.addEventListener("input", (event) => {
  document.getElementById(`${event.target.id}-unread`)?.remove();
});

function say(input) {
  const id = `${input.id}-unread`;
  if (document.getElementById(id)) return;
  const fault = document.createElement("div");
  fault.className = "fault unread";
  fault.id = id;
  fault.textContent = input.dataset.unreadable;
  input.after(fault);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `${id} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  input.classList.add("is-invalid");
  above(input);
}

function above(input) {
  const refused = document.getElementById("refused");
  const places = refused?.querySelector("span");
  if (!places) return;
  refused.hidden = false;
  if (places.querySelector(`a[href="#${input.id}"]`)) return;
  const link = document.createElement("a");
  link.href = `#${input.id}`;
  link.textContent = input.labels[0]?.firstChild.textContent.trim() ?? input.id;
  places.append(places.querySelector("a") ? ", " : " ", link);
}

// What was refused is looked at first, by the eye and by whatever reads the page aloud.
const refused = document.getElementById("refused");
if (refused && !refused.hidden) refused.focus();

// What the library's own pages say in handlers that stand in the page, which a strict content policy refuses.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shows-columns]")) applyColumnVisibility();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-goes-there]")) window.location = event.target.value;
});

// The box under an item of guidance: whether it would be found as it stands, asked again whenever it was changed.
const trial = document.querySelector("[data-tries]");
const TRIED = { titles: ["title_zh", "title_en"], asked: ["asked_as"], said: ["body_zh", "body_en", "steps_zh", "steps_en"] };
const PAUSE_MILLISECONDS = 500;
let asking = null, soon = null;

async function tryItem() {
  asking?.abort();
  asking = new AbortController();
  const form = trial.closest("form");
  const posted = new URLSearchParams({ csrftoken: form.elements.csrftoken.value });
  if (trial.dataset.item) posted.set("item", trial.dataset.item);
  for (const [name, columns] of Object.entries(TRIED)) {
    posted.set(name, columns.map((column) => form.elements[column].value).join("\n"));
  }
  try {
    const answer = await fetch(trial.dataset.tries, { method: "POST", body: posted, signal: asking.signal });
    if (answer.ok) document.getElementById("trial").innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

if (trial) {
  const columns = Object.values(TRIED).flat();
  trial.closest("form").elements.asked_as.closest(".row").after(trial); // beside what it is about
  trial.closest("form").addEventListener("input", (event) => {
    if (!columns.includes(event.target.name)) return;
    clearTimeout(soon);
    soon = setTimeout(tryItem, PAUSE_MILLISECONDS);
  });
  if (trial.closest("form").elements.asked_as.value.trim()) tryItem();
}
