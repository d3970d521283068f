import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { BearerGuard } from './bearer.guard.js';
import { ConversationsService } from './conversations.service.js';

@Controller('conversations')
@UseGuards(BearerGuard)
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Post()
  create() {
    return { id: this.conversations.create() };
  }

  @Get('counts')
  counts() {
    return this.conversations.counts();
  }
}
