// The page's own words in both languages. What the assistant says comes from the server.

const WORDS = {
  zh: {
    name: "校园社区助手",
    connected: "机器人在线 · 可以请老师来",
    learning: "机器人还在学习，几分钟内可能听不准 · 要帮助请点“马上求助”",
    sample: "示例校园：内容是虚构的",
    connecting: "正在连接…",
    away: "连接断开，正在重连…",
    menu: "菜单",
    person: "找老师",
    help: "马上求助",
    otherLanguage: "English",
    switchLanguage: "Switch to English",
    shortcuts: "快捷按钮",
    talk: "对话",
    said: "对话内容",
    placeholder: "想问什么、想约什么，直接写",
    send: "发送",
    notice: "机器人可能出错，重要的事请问老师。紧急情况：",
    inDanger: "有危险请直接打",
    toTalk: "想倾诉请打",
    lost: "连接断开了。写下的话会保留在这里，恢复后自动发送。",
    offline: "你的设备没有联网。写下的话会保留在这里，联网后自动发送。",
    sessionOver: "页面已过期，刷新后就能继续。",
    reload: "刷新",
    waiting: "还没发出，恢复连接后自动发送",
    sending: "发送中…",
    refused: "没有发出",
    newReply: "新回复",
    tooLong: (length, most) => `太长了：${length} / ${most} 个字，请分几次发。`,
    left: (length, most) => `${length} / ${most}`,
    download: (name) => `下载 ${name}`,
    locale: "zh-CN",
  },
  en: {
    name: "Community Assistant",
    connected: "Bot online · you can ask for a person",
    learning: "Still learning: for some minutes I may mishear you · tap “Help now” for help",
    sample: "Sample campus: its content is invented",
    connecting: "Connecting…",
    away: "Connection lost, trying again…",
    menu: "Menu",
    person: "A person",
    help: "Help now",
    otherLanguage: "中文",
    switchLanguage: "切换到中文",
    shortcuts: "Shortcuts",
    talk: "Talk",
    said: "What was said",
    placeholder: "Ask, book or tell me anything",
    send: "Send",
    notice: "A bot can be wrong: ask a person about what matters. Emergency:",
    inDanger: "In danger call",
    toTalk: "To talk to somebody call",
    lost: "The connection is lost. What you write is kept here and goes out as soon as it is back.",
    offline: "Your device is offline. What you write is kept here and goes out as soon as it is back.",
    sessionOver: "This page is out of date. Reload it to go on.",
    reload: "Reload",
    waiting: "Not sent yet; goes out when the connection is back",
    sending: "Sending…",
    refused: "Not sent",
    newReply: "New reply",
    tooLong: (length, most) => `Too long: ${length} of ${most} characters. Please send it in parts.`,
    left: (length, most) => `${length} / ${most}`,
    download: (name) => `Download ${name}`,
    locale: "en-GB",
  },
};

// What the page's own buttons say to the assistant, and how that reads in the talk; null is not shown.
const COMMANDS = { "/menu": "menu", "/person": "person", "/help": "help" };
const UNSHOWN = "/start";
const SWITCHES = { "/zh": "中文", "/en": "English" };

let language = document.documentElement.lang === "en" ? "en" : "zh";

export const word = (name, ...values) => {
  const words = WORDS[language][name];
  return typeof words === "function" ? words(...values) : words;
};

export const currentLanguage = () => language;

// Put the page into a language; what was said already stays as it was said.
export function speak(code) {
  if (!(code in WORDS)) return;
  language = code;
  document.documentElement.lang = code === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-words]")) element.textContent = word(element.dataset.words);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
  }
}

// What a student's words look like in the talk, null for those the page said by itself.
export function shown(words) {
  if (words === UNSHOWN) return null;
  if (words in SWITCHES) return SWITCHES[words];
  return words in COMMANDS ? word(COMMANDS[words]) : words;
}

export function time(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : { weekday: "short", month: "short", day: "numeric" };
  return moment.toLocaleString(word("locale"), { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
