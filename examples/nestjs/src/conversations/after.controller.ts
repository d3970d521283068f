import { Body, Controller, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { BearerGuard } from './bearer.guard.js';
import { ConversationsService } from './conversations.service.js';

// The fix: @Post() and a stream by hand. What is left: a @Post() route answers 201, proxies are not asked
// to pass the stream on as it comes, and when the service throws in mid-stream Nest's exception filter
// finds the head already sent and just ends the response, so that half an answer looks like a whole one.
@Controller('conversations')
@UseGuards(BearerGuard)
export class AfterController {
  constructor(private readonly conversations: ConversationsService) {}

  @Post(':id/messages/stream')
  async stream(@Param('id') id: string, @Body('content') content: unknown, @Res() response: Response) {
    const text = this.conversations.require(id, content);
    response.setHeader('Content-Type', 'text/event-stream');
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Connection', 'keep-alive');
    await this.conversations.reply(text, (data) => {
      response.write(`data: ${JSON.stringify(data)}\n\n`);
    });
    response.end();
  }
}
