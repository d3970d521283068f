// The page: what a person does becomes calls of the service, and what comes back becomes text. Never markup:
// every text of a service goes in as a text node.
import { Answer, Refusal, Service } from './service.js';

const element = (id) => document.getElementById(id);
const [setup, token, conversation, messages, notice] = ['setup', 'token', 'conversation', 'messages', 'notice'].map(element);
const [composer, message, send, stop] = ['composer', 'message', 'send', 'stop'].map(element);

// The server that sent the page has looked at ?service= already, and its policy allows that one alone.
const named = new URLSearchParams(location.search).get('service');
const service = new Service(new URL(named ?? '/', location.href).origin);
element('service').textContent = service.origin;

const threads = new Map(); // conversation id to the element that holds its messages
let abort = null; // of the answer under way

function make(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function say(text) {
  notice.textContent = text;
  notice.hidden = text === '';
}

// ---- conversations

function addOption({ id, title }) {
  for (const option of conversation.options) if (option.value === id) return;
  if (conversation.options[0]?.value === '') conversation.options[0].remove();
  const hasTitle = typeof title === 'string' && title !== '';
  conversation.add(new Option(hasTitle ? `${title} (${id})` : id, id));
}

// The messages of one conversation at a time.
function showThread() {
  const id = conversation.value;
  if (!threads.has(id)) threads.set(id, make('div', 'thread'));
  messages.replaceChildren(threads.get(id));
  return threads.get(id);
}

function choose(id) {
  conversation.value = id;
  showThread();
}

// Does one thing with the service; a refusal is told, and the answer is whether it went well.
async function attempt(what, action) {
  say('');
  service.token = token.value;
  try {
    await action();
    return true;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    say(`${what}: ${problem.message}`);
    return false;
  }
}

const list = () =>
  attempt('The conversations cannot be listed', async () => {
    const all = await service.list();
    if (all.length === 0) throw new Refusal('there is none yet; open a new one');
    all.forEach(addOption);
    if (!threads.has(conversation.value)) choose(conversation.value);
  });

const open = () =>
  attempt('No conversation can be opened', async () => {
    const opened = await service.open();
    addOption(opened);
    choose(opened.id);
  });

// ---- messages

const words = {
  waiting: () => 'sent, waiting',
  streaming: () => 'streaming',
  ending: () => 'said to be over, waiting for the end of the response',
  done: () => 'done',
  error: (told) => `error: ${told}`,
  undone: () => 'ended without done',
  lost: (told) => `connection lost ${told}`.trim(),
  refused: (told) => `refused: ${told}`,
  unreached: (told) => `no answer: ${told}`,
  foreign: (told) => `no event stream: ${told}`,
  stopped: () => 'stopped',
  'gave-up': (told) => `given up: ${told}`,
};

const milliseconds = (time) => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
const counted = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

function figures(answer) {
  const parts = [];
  if (answer.firstTokenMs !== null) parts.push(`first token ${milliseconds(answer.firstTokenMs)}`);
  parts.push(counted(answer.events, 'event'));
  if (answer.puzzles > 0) parts.push(`${answer.puzzles} not understood`);
  if (answer.isOver) parts.push(`took ${milliseconds(answer.durationMs)}`);
  return parts.join(' · ');
}

// The elements of one answer, and the functions that fill them.
function addAnswer(thread) {
  const article = make('article', 'answer');
  article.setAttribute('aria-label', 'Answer');
  const text = document.createTextNode('');
  const paragraph = make('p', 'text');
  paragraph.append(text);
  const footer = make('footer', '');
  const state = make('span', 'state');
  const numbers = make('span', 'figures');
  numbers.setAttribute('aria-live', 'off'); // they change with every event
  footer.append(state, numbers);
  article.append(paragraph, footer);
  thread.append(article);
  return {
    onToken: (token) => text.appendData(token),
    show(answer) {
      article.dataset.state = answer.state;
      paragraph.hidden = text.length === 0;
      const word = words[answer.state](answer.told);
      if (state.textContent !== word) state.textContent = word;
      numbers.textContent = figures(answer);
    },
  };
}

async function exchange(content, signal) {
  say('');
  service.token = token.value;
  message.value = '';
  const thread = showThread();
  thread.append(make('p', 'said', content));
  const view = addAnswer(thread);
  messages.scrollTop = 0; // the newest: see the style sheet
  const answer = new Answer({ onToken: view.onToken, onChange: () => view.show(answer) });
  view.show(answer);
  await answer.follow(service, conversation.value, content, signal);
}

// One at a time.
async function sendMessage() {
  const content = message.value;
  if (abort !== null || content.trim() === '') return;
  abort = new AbortController();
  if (document.activeElement === send) message.focus(); // a disabled button would lose the focus
  send.disabled = true;
  stop.disabled = false;
  try {
    if (conversation.value !== '' || (await open())) await exchange(content, abort.signal);
  } finally {
    if (document.activeElement === stop) message.focus();
    send.disabled = false;
    stop.disabled = true;
    abort = null;
  }
}

// ---- what a person does

setup.addEventListener('submit', (event) => {
  event.preventDefault();
  list();
});
element('open').addEventListener('click', async () => {
  if (await open()) message.focus();
});
conversation.addEventListener('change', showThread);
composer.addEventListener('submit', (event) => {
  event.preventDefault();
  sendMessage();
});
message.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});
stop.addEventListener('click', () => abort?.abort());
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') abort?.abort();
});
