// The conversation contract over fetch: list, open, and a message with its streamed answer. Knows no page.
// All that comes from the service is untrusted: texts are texts, and everything has a limit.
import { EventStreamReader } from './event_stream.js';

const CONTENT_CHARACTERS_MAX = 1024 * 1024; // of a response that is no stream
const ANSWER_CHARACTERS_MAX = 4 * 1024 * 1024; // of all tokens of one answer
const TOLD_CHARACTERS_MAX = 500; // of what a service says about a failure
const REQUEST_MS_MAX = 30_000; // of a request that asks for no stream; a stream has the Stop button

// What a person can read. Its text is the whole story.
export class Refusal extends Error {}

const shortened = (text) =>
  text.length > TOLD_CHARACTERS_MAX ? `${text.slice(0, TOLD_CHARACTERS_MAX)}…` : text;

const mediaType = (response) => response.headers.get('content-type') ?? 'no content type';

async function readText(response) {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += decoder.decode(read.value, { stream: true });
    if (text.length > CONTENT_CHARACTERS_MAX) {
      await reader.cancel();
      throw new Refusal('the response is too long');
    }
  }
  return text + decoder.decode();
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// "401 Unauthorized: A valid bearer token is needed."
async function refusalOf(response) {
  if (response.type === 'opaqueredirect') return new Refusal('a redirect, which this page does not follow');
  const json = parseJson(await readText(response).catch(() => ''));
  const message = [json?.message, json?.error?.message, json?.error].find((text) => typeof text === 'string');
  const status = `${response.status} ${response.statusText}`.trim();
  return new Refusal(shortened(message ? `${status}: ${message}` : status));
}

export class Service {
  token = ''; // in memory, and nowhere else

  constructor(origin) {
    this.origin = origin;
  }

  // [{id, title}]
  async list() {
    const json = await this.#request('GET', '/conversations');
    if (!Array.isArray(json?.conversations)) throw new Refusal('the list of conversations is not understood');
    return json.conversations.filter((each) => typeof each?.id === 'string');
  }

  async open() {
    const json = await this.#request('POST', '/conversations');
    if (typeof json?.id !== 'string') throw new Refusal('the new conversation has no id');
    return { id: json.id, title: json.title };
  }

  // The Response to a message; a refusal is one, too. Rejects where there was none.
  send(id, content, signal) {
    return this.#fetch('POST', `/conversations/${encodeURIComponent(id)}/messages/stream`, {
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify({ content }),
      signal,
    });
  }

  // What is to be said of a failure to get an answer.
  explain(problem) {
    if (problem instanceof Refusal) return problem.message;
    if (problem.name === 'TimeoutError') return `${this.origin} took longer than ${REQUEST_MS_MAX / 1000} s`;
    return `${this.origin} does not answer, or does not let this page ask (CORS)`;
  }

  // The JSON that comes back.
  async #request(method, path) {
    try {
      const response = await this.#fetch(method, path, { signal: AbortSignal.timeout(REQUEST_MS_MAX) });
      if (!response.ok) throw await refusalOf(response);
      const json = parseJson(await readText(response));
      if (json === undefined) throw new Refusal(shortened(`the response is no JSON but ${mediaType(response)}`));
      return json;
    } catch (problem) {
      throw new Refusal(this.explain(problem));
    }
  }

  #fetch(method, path, { headers = {}, ...rest }) {
    if (!/^[\x21-\x7e]*$/.test(this.token)) {
      return Promise.reject(new Refusal('the token holds characters that a header field cannot carry'));
    }
    const authorization = this.token === '' ? {} : { Authorization: `Bearer ${this.token}` };
    return fetch(this.origin + path, {
      method,
      headers: { ...headers, ...authorization },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      ...rest,
    });
  }
}

// One message and what came of it. `state` is one of waiting, streaming, ending (the terminal event is there,
// the end of the response is not); and at the end done, error, undone, lost, refused, unreached, foreign,
// stopped, gave-up.
export class Answer {
  state = 'waiting';
  told = ''; // by the service, or about it: for the states error, refused, unreached, foreign, gave-up
  events = 0;
  puzzles = 0; // events that are not of the contract
  firstTokenMs = null; // both from the moment at which the message was sent
  durationMs = null;

  #terminal = null; // 'done' or 'error'
  #characters = 0;
  #sentAt = 0;

  // `onToken` is called with the text of each token, `onChange` whenever something else may be new.
  constructor({ onToken, onChange }) {
    this.onToken = onToken;
    this.onChange = onChange;
  }

  get isOver() {
    return this.durationMs !== null;
  }

  // Never rejects for what a service or a network does: each end is a state.
  async follow(service, id, content, signal) {
    this.#sentAt = performance.now();
    const end = await this.#follow(service, id, content, signal);
    this.durationMs = performance.now() - this.#sentAt;
    this.state = end;
    this.onChange();
  }

  async #follow(service, id, content, signal) {
    let response;
    try {
      response = await service.send(id, content, signal);
    } catch (problem) {
      if (signal.aborted) return 'stopped';
      this.told = service.explain(problem);
      return 'unreached';
    }
    if (!response.ok) {
      this.told = (await refusalOf(response)).message;
      return signal.aborted ? 'stopped' : 'refused';
    }
    if (!/^text\/event-stream *(;|$)/i.test(mediaType(response))) {
      this.told = shortened(mediaType(response));
      await response.body?.cancel();
      return 'foreign';
    }
    return this.#read(response.body, signal);
  }

  async #read(body, signal) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const events = new EventStreamReader((event) => this.#take(event));
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        events.feed(decoder.decode(read.value, { stream: true }));
        this.onChange();
      }
    } catch (problem) {
      if (signal.aborted) return 'stopped';
      if (!(problem instanceof RangeError)) {
        if (this.#terminal !== null) this.told = `after ${this.#terminal} ${this.told}`.trim();
        return 'lost';
      }
      await reader.cancel();
      this.told = problem.message;
      return 'gave-up';
    }
    return this.#terminal ?? 'undone';
  }

  #take({ data }) {
    this.events += 1;
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      event = null;
    }
    if (event?.type === 'token' && typeof event.content === 'string') {
      this.#takeToken(event.content);
    } else if (event?.type === 'done' || event?.type === 'error') {
      this.#takeTerminal(event);
    } else {
      this.puzzles += 1;
    }
  }

  #takeToken(text) {
    this.#characters += text.length;
    if (this.#characters > ANSWER_CHARACTERS_MAX) {
      throw new RangeError(`the answer is longer than ${ANSWER_CHARACTERS_MAX.toLocaleString('en')} characters`);
    }
    this.firstTokenMs ??= performance.now() - this.#sentAt;
    if (this.#terminal === null) this.state = 'streaming';
    this.onToken(text);
  }

  // The first one counts.
  #takeTerminal(event) {
    if (this.#terminal !== null) return;
    this.#terminal = event.type;
    this.state = 'ending';
    if (event.type === 'error') {
      this.told = shortened([event.message, event.code].find((text) => typeof text === 'string') ?? 'no message');
    }
  }
}
