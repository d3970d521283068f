// Reads an event stream as the WHATWG HTML Standard says ("Interpreting an event stream"): text in, events
// out. Text may be cut anywhere. What no blank line ended when the stream ends was never an event.
//
// The fields `id` and `retry` are for clients that connect again; this one does not.

// Of one event, and of one line. A stream that goes on past it without an end is given up.
export const EVENT_CHARACTERS_MAX = 1024 * 1024;

export class EventStreamReader {
  #dispatch;
  #line = ''; // the line under way
  #lastLineEndedWithCr = false; // a following LF belongs to that line
  #type = '';
  #data = '';

  // `dispatch` is called with {type, data} for each event.
  constructor(dispatch) {
    this.#dispatch = dispatch;
  }

  // Throws a RangeError past the limit.
  feed(text) {
    if (text === '') return;
    let begin = this.#lastLineEndedWithCr && text[0] === '\n' ? 1 : 0;
    const lineEnd = /\r\n|\r|\n/g;
    lineEnd.lastIndex = begin;
    for (let end = lineEnd.exec(text); end; end = lineEnd.exec(text)) {
      this.#processLine(this.#line + text.slice(begin, end.index));
      this.#line = '';
      begin = lineEnd.lastIndex;
    }
    this.#line += text.slice(begin);
    this.#lastLineEndedWithCr = text.endsWith('\r');
    this.#holdTo(this.#line);
  }

  #processLine(line) {
    if (line === '') return this.#dispatchEvent();
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'event') this.#type = value;
    if (name === 'data') {
      this.#data += `${value}\n`;
      this.#holdTo(this.#data);
    }
  }

  #dispatchEvent() {
    const event = { type: this.#type || 'message', data: this.#data.slice(0, -1) };
    const isEmpty = this.#data === '';
    this.#type = '';
    this.#data = '';
    if (!isEmpty) this.#dispatch(event);
  }

  #holdTo(text) {
    if (text.length > EVENT_CHARACTERS_MAX) {
      throw new RangeError(`an event is longer than ${EVENT_CHARACTERS_MAX.toLocaleString('en')} characters`);
    }
  }
}
