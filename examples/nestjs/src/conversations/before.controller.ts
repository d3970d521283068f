import { Controller, type MessageEvent, Param, Query, Sse, UseGuards } from '@nestjs/common';
import { Observable } from 'rxjs';
import { BearerGuard } from './bearer.guard.js';
import { ConversationsService } from './conversations.service.js';

// The fault: @Sse() makes a GET route, and only that. The page sends POST, and gets 404.
@Controller('conversations')
@UseGuards(BearerGuard)
export class BeforeController {
  constructor(private readonly conversations: ConversationsService) {}

  @Sse(':id/messages/stream')
  stream(@Param('id') id: string, @Query('content') content = 'Hello'): Observable<MessageEvent> {
    this.conversations.require(id, content);
    return new Observable((subscriber) => {
      this.conversations
        .reply(content, (event) => subscriber.next({ data: event }))
        .then(() => subscriber.complete(), (reason) => subscriber.error(reason));
    });
  }
}
