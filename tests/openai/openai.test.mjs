// What the official client reads from the mock's chat completions endpoint, and what `ssert check`
// says of the same bytes: the mock is real enough for it, and where it takes a broken stream for a
// whole answer, ssert does not.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import OpenAI from 'openai';

const { SSERT: ssert } = process.env;
assert.ok(ssert, 'SSERT says where the program is');

let mock;
let url;
before(async () => {
  mock = spawn(ssert, ['mock', '--port', '0', '--time-to-first', '1ms', '--gap', '1ms', '--tokens', '12'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: mock.stdout }), 'line');
  url = line.replace('listening ', '');
});
after(async () => {
  mock.kill();
  await once(mock, 'exit');
});

function client(fault) {
  return new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: 'test-token',
    maxRetries: 0,
    defaultHeaders: fault ? { 'X-Mock-Fault': fault } : {},
  });
}

const question = { model: 'mock-1', messages: [{ role: 'user', content: 'What is SSE?' }] };
// What the mock answers with 12 tokens: it says the question again.
const answer = /^You said:\n“What is SSE\?” — ok\./;
const tool = { type: 'function', function: { name: 'say', parameters: { type: 'object' } } };

async function chunks(request, fault) {
  const all = [];
  for await (const chunk of await client(fault).chat.completions.create({ ...request, stream: true })) all.push(chunk);
  return all;
}

const text = (all) => all.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
const reasons = (all) => all.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean);

async function check(fault) {
  const args = ['check', `${url}/v1/chat/completions`, '-q', '-H', 'Authorization: Bearer test-token', '--json', '-'];
  if (fault) args.push('-H', `X-Mock-Fault: ${fault}`);
  const said = await promisify(execFile)(ssert, args).then(
    ({ stdout }) => ({ status: 0, stdout }),
    ({ code, stdout }) => ({ status: code, stdout }),
  );
  const [target] = JSON.parse(said.stdout).targets;
  return { status: said.status, target, failed: target.findings.filter((f) => f.verdict === 'fail').map((f) => f.rule) };
}

test('text, finish reason and usage are what the mock wrote', async () => {
  const all = await chunks({ ...question, stream_options: { include_usage: true } });
  assert.match(text(all), answer);
  assert.deepEqual(reasons(all), ['stop']);
  assert.equal(all[0].choices[0].delta.role, 'assistant');
  assert.equal(all.filter((chunk) => chunk.choices[0]?.delta.content).length, 12);
  assert.equal(new Set(all.map(({ id, model, created }) => `${id} ${model} ${created}`)).size, 1);
  assert.deepEqual(all.at(-1).choices, []);
  assert.deepEqual(all.at(-1).usage, { prompt_tokens: 3, completion_tokens: 12, total_tokens: 15 });
});

test('the streamed text is the text of the answer in one piece', async () => {
  const whole = await client().chat.completions.create(question);
  assert.equal(whole.object, 'chat.completion');
  assert.equal(whole.choices[0].message.content, text(await chunks(question)));
  assert.equal(whole.choices[0].finish_reason, 'stop');
});

test('the fragments of a tool call join to its arguments', async () => {
  const request = { ...question, tools: [tool], tool_choice: 'required' };
  const runner = client().chat.completions.stream(request);
  const final = await runner.finalChatCompletion();
  const [call] = final.choices[0].message.tool_calls;
  assert.equal(call.function.name, 'say');
  assert.match(JSON.parse(call.function.arguments).text, answer);
  assert.equal(final.choices[0].finish_reason, 'tool_calls');
  const whole = await client().chat.completions.create(request);
  assert.deepEqual(
    JSON.parse(whole.choices[0].message.tool_calls[0].function.arguments),
    JSON.parse(call.function.arguments),
  );
});

test('reasoning comes in deltas of its own, before the content', async () => {
  const all = await chunks({ ...question, reasoning_effort: 'low' });
  const kinds = all.flatMap(({ choices: [{ delta }] }) =>
    delta.reasoning_content ? ['reasoning'] : delta.content ? ['content'] : [],
  );
  assert.deepEqual(kinds, [...Array(3).fill('reasoning'), ...Array(9).fill('content')]);
});

test('errors before the stream are the errors that the client knows', async () => {
  const wrong = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong', maxRetries: 0 });
  await assert.rejects(wrong.chat.completions.create({ ...question, stream: true }), OpenAI.AuthenticationError);
  await assert.rejects(
    client().chat.completions.create({ model: 'mock-1', messages: [], stream: true }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === 'messages',
  );
  await assert.rejects(chunks(question, 'error-page'), OpenAI.InternalServerError);
});

test('an error in mid-stream is raised by the client, and found', async () => {
  await assert.rejects(chunks(question, 'error-in-band'), OpenAI.APIError);
  const { status, target } = await check('error-in-band');
  assert.equal(status, 1);
  assert.equal(target.ending, 'ERROR_IN_BAND');
});

test('the honest stream passes the check', async () => {
  const { status, target } = await check();
  assert.equal(status, 0);
  assert.equal(target.payload, 'pass');
});

test('a clean end without [DONE] is an answer for the client, and a failure of ours', async () => {
  const all = await chunks(question, 'chat-no-done');
  assert.equal(text(all), 'Hi there');
  const { status, target, failed } = await check('chat-no-done');
  assert.equal(status, 1);
  assert.equal(target.ending, 'TRUNCATED');
  assert.deepEqual(failed, ['end/silent-truncation']);
});

test('half an answer that ends cleanly is an answer for the client, and a failure of ours', async () => {
  const all = await chunks(question, 'cut-clean');
  assert.deepEqual(reasons(all), []);
  assert.notEqual(text(all), '');
  const { status, target } = await check('cut-clean');
  assert.equal(status, 1);
  assert.equal(target.ending, 'TRUNCATED');
});

test('an error in an error: field is lost on the client, and a failure of ours', async () => {
  const all = await chunks(question, 'chat-error-field');
  assert.equal(text(all), 'Hi there');
  const { status, failed } = await check('chat-error-field');
  assert.equal(status, 1);
  assert.ok(failed.includes('framing/known-fields'), failed.join());
});
