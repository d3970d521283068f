// FORM=before|after|careful PORT=3001 TOKEN=test-token [CORS=loopback] node dist/main.js
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { conversationsModule, isForm } from './conversations/conversations.module.js';

const form = process.env.FORM ?? 'after';
if (!isForm(form)) {
  console.error(`error: FORM is '${form}'; expected before, after or careful`);
  process.exit(2);
}
const cors = process.env.CORS ?? '';
if (cors !== '' && cors !== 'loopback') {
  console.error(`error: CORS is '${cors}'; expected loopback, or nothing`);
  process.exit(2);
}
const app = await NestFactory.create(conversationsModule(form), { logger: ['error'] });
// Pages that another server of this machine sent may ask this service, too; no other page may.
if (cors === 'loopback') {
  app.enableCors({
    origin: /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/,
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type'],
  });
}
await app.listen(Number(process.env.PORT ?? 3001), '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
console.log(`listening http://127.0.0.1:${port}`);
