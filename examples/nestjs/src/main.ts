// FORM=before|after|careful PORT=3001 TOKEN=test-token node dist/main.js
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { conversationsModule, isForm } from './conversations/conversations.module.js';

const form = process.env.FORM ?? 'after';
if (!isForm(form)) {
  console.error(`error: FORM is '${form}'; expected before, after or careful`);
  process.exit(2);
}
const app = await NestFactory.create(conversationsModule(form), { logger: ['error'] });
await app.listen(Number(process.env.PORT ?? 3001), '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
console.log(`listening http://127.0.0.1:${port}`);
