import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AfterController } from './after.controller.js';
import { BeforeController } from './before.controller.js';
import { CarefulController } from './careful.controller.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';

const streamControllers = {
  before: BeforeController,
  after: AfterController,
  careful: CarefulController,
} satisfies Record<string, Type>;

export type Form = keyof typeof streamControllers;

export function isForm(name: string): name is Form {
  return Object.hasOwn(streamControllers, name);
}

@Module({ providers: [ConversationsService], controllers: [ConversationsController] })
class ConversationsModule {}

// One of the three stream controllers is mounted: they share the route, and one service.
export function conversationsModule(form: Form): DynamicModule {
  return { module: ConversationsModule, controllers: [streamControllers[form]] };
}
