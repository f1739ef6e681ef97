// The style inside the chat component, whose own style sheet the page's cannot reach; colours come from chat.css.

export const STYLE = `
#messages { padding: 12px 0 4px; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
#messages:focus-visible { outline: 2px solid var(--focus); outline-offset: -3px; }
.inner-message-container { width: calc(100% - 2 * var(--gutter)); max-width: var(--column); }
.message-bubble, .html-message { background: none; padding: 0; margin-top: 14px; border-radius: 0; max-width: 100%; line-height: 1.55; }
.user-message-text { max-width: min(80%, 560px); }
.ai-message-text { max-width: min(92%, 640px); }
.words { white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; padding: 10px 14px; border-radius: 18px; width: fit-content; max-width: 100%; box-sizing: border-box; }
.said .words { background: var(--accent); color: var(--on-accent); border-end-end-radius: 6px; margin-inline-start: auto; }
.told .words { background: var(--bubble); color: var(--text); border: 1px solid var(--line); border-start-start-radius: 6px; }
.told.person .words { background: var(--person-bubble); border-color: var(--person-line); }
.told.urgent .words { background: var(--urgent-bubble); border-color: var(--urgent-line); border-inline-start: 4px solid var(--urgent); }
.said.waiting .words, .said.sending .words { opacity: 0.75; }
.said.refused .words { background: none; color: var(--text); border: 1px dashed var(--urgent); }
.words a { color: var(--link); text-decoration: underline; text-underline-offset: 2px; font-weight: 600; }
.mark { font-size: 14px; font-weight: 650; color: var(--urgent-text); margin: 0 4px 4px; }
.told.marked .words { opacity: 0.75; border-style: dashed; }
.file { display: flex; align-items: center; gap: 8px; width: fit-content; margin-top: 10px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.file::before { content: "\\2193"; font-weight: 700; }
.meta { font-size: 12px; color: var(--muted); margin: 4px 4px 0; }
.said .meta { text-align: end; }
.said.refused .meta { color: var(--urgent-text); }
.taps { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.tap { font: inherit; font-size: 14.5px; font-weight: 550; min-height: 42px; padding: 8px 16px; border-radius: 21px; border: 1px solid var(--accent-line); background: var(--surface); color: var(--accent-text); cursor: pointer; max-width: 100%; text-align: start; overflow-wrap: anywhere; transition: background 0.12s, color 0.12s; }
.tap:hover { background: var(--accent-soft); }
.tap.quiet { order: 1; border-color: transparent; background: none; padding: 8px 10px; font-weight: 400; opacity: 0.85; }
.tap:active, .tap.tapped { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
.urgent .tap { border-color: var(--urgent-line); color: var(--urgent-text); }
.urgent .tap:hover { background: var(--urgent-bubble); }
.urgent .tap:active, .urgent .tap.tapped { background: var(--urgent); color: #fff; }
.tap:focus-visible, a:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.deep-chat-loading-message-bubble { background: var(--bubble); border: 1px solid var(--line); border-radius: 18px; border-start-start-radius: 6px; padding: 12px 16px 12px 26px; }
#scroll-button { top: auto !important; bottom: 84px; left: auto !important; right: max(2px, calc((100% - var(--column)) / 2 - 40px)); min-width: 32px; min-height: 32px; height: auto !important; width: fit-content !important; padding: 4px 10px; border-radius: 20px !important; border: 1px solid var(--line-strong); background: var(--surface) !important; color: var(--text); font-size: 14px; font-weight: 600; box-shadow: 0 4px 14px rgb(0 0 0 / 15%); transform: none; }
#input { padding: 8px 0 6px; }
#text-input-container { width: calc(100% - 2 * var(--gutter)); max-width: var(--column); margin: 0; background: var(--surface); border: 1px solid var(--line-strong); border-radius: 24px; box-shadow: none; overflow: hidden; }
#text-input-container:focus-within { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft); }
#text-input { color: var(--text); font-size: 16px; line-height: 1.5; padding: 11px 60px 11px 18px; max-height: 30vh; overflow-y: auto; }
.inner-button-container { position: static; }
.input-button { inset-inline-end: calc(max(var(--gutter), (100% - var(--column)) / 2) + 6px); inset-block-end: 12px; width: 36px; height: 36px; display: grid; place-items: center; border-radius: 50%; margin: 0; color: var(--on-accent); background-color: var(--accent) !important; }
.input-button:hover { background-color: var(--accent-strong) !important; }
.input-button:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.input-button[aria-disabled="true"] { background-color: var(--line) !important; color: var(--muted); cursor: default; }
#submit-icon { filter: none !important; width: 18px; height: 18px; stroke-width: 2; margin: 1px 2px 0 0; }
@media (max-width: 640px) {
  .user-message-text { max-width: 86%; }
  .ai-message-text { max-width: 97%; }
  .tap { min-height: 44px; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
}
@media (forced-colors: active) {
  .words, .tap, .input-button { border: 1px solid; }
}
`;
