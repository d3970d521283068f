import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BadRequestException, Injectable, NotFoundException } from '@nestjs/common';

export type StreamEvent =
  | { type: 'token'; content: string }
  | { type: 'done' }
  | { type: 'error'; message: string };

// With this content the model breaks off after two tokens.
const contentThatFails = 'please fail';

@Injectable()
export class ConversationsService {
  private readonly ids = new Set<string>();
  private readonly sent = { answers: 0, tokens: 0 };

  create(): string {
    const id = randomUUID();
    this.ids.add(id);
    return id;
  }

  // What was sent so far, in all conversations: answers to their end, and tokens.
  counts() {
    return { ...this.sent };
  }

  // Throws what Nest answers with 404 and 400, so call it before the first byte is written.
  require(id: string, content: unknown): string {
    if (!this.ids.has(id)) throw new NotFoundException(`There is no conversation ${id}`);
    if (typeof content !== 'string' || content === '') throw new BadRequestException('content has to be a text');
    return content;
  }

  async reply(content: string, sendEvent: (event: StreamEvent) => void): Promise<void> {
    for await (const token of this.model(content)) {
      sendEvent({ type: 'token', content: token });
      this.sent.tokens += 1;
    }
    sendEvent({ type: 'done' });
    this.sent.answers += 1;
  }

  // Stands in for a language model.
  private async *model(content: string): AsyncGenerator<string> {
    const words = ['You ', 'said: ', ...content.split(/(?<= )/), '.'];
    for (const [position, word] of words.entries()) {
      if (content === contentThatFails && position === 2) throw new Error('the model broke off');
      await delay(5);
      yield word;
    }
  }
}
