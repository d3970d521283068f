// Preloaded into the service (node --require): each token that it writes gets the stamps that the
// mock writes into its own, of CLOCK_MONOTONIC: "sent_ns" right before the write, "before_done_ns"
// when the write before it was done. The first write of a response and those behind it in the same
// turn of the loop are held until the turn's end, and done then; a tick that is queued after a write
// runs after that.
'use strict';
const { ServerResponse } = require('node:http');

const { write } = ServerResponse.prototype;
const head = 'data: {"type":"token"';
const done = new WeakMap(); // response → when its last write was done

ServerResponse.prototype.write = function (chunk, ...more) {
  let stamped = chunk;
  if (typeof chunk === 'string' && chunk.startsWith(head)) {
    const sent = process.hrtime.bigint();
    const stamps = `,"sent_ns":${sent},"before_done_ns":${done.get(this) ?? sent}`;
    stamped = head + stamps + chunk.slice(head.length);
  }
  const taken = write.call(this, stamped, ...more);
  process.nextTick(() => done.set(this, process.hrtime.bigint()));
  return taken;
};
