import { Body, Controller, HttpCode, Logger, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { BearerGuard } from './bearer.guard.js';
import { ConversationsService, type StreamEvent } from './conversations.service.js';

// The fix with its loose ends tied: the status is 200, proxies on the way are asked neither to hold the
// stream back nor to compress it (as @Sse() does by itself), and a failure in mid-stream is told in the
// stream, so that the page can tell a broken answer from a short one.
@Controller('conversations')
@UseGuards(BearerGuard)
export class CarefulController {
  private readonly logger = new Logger(CarefulController.name);

  constructor(private readonly conversations: ConversationsService) {}

  @Post(':id/messages/stream')
  @HttpCode(200)
  async stream(@Param('id') id: string, @Body('content') content: unknown, @Res() response: Response) {
    const text = this.conversations.require(id, content);
    response.setHeader('Content-Type', 'text/event-stream');
    response.setHeader('Cache-Control', 'no-cache, no-transform');
    response.setHeader('Connection', 'keep-alive');
    response.setHeader('X-Accel-Buffering', 'no');
    const sendEvent = (data: StreamEvent) => {
      response.write(`data: ${JSON.stringify(data)}\n\n`);
    };
    try {
      await this.conversations.reply(text, sendEvent);
    } catch (reason) {
      this.logger.error(reason);
      sendEvent({ type: 'error', message: 'the answer broke off' });
    }
    response.end();
  }
}
