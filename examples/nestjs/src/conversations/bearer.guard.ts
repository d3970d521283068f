import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import type { Request, Response } from 'express';

@Injectable()
export class BearerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { authorization } = http.getRequest<Request>().headers;
    if (authorization === `Bearer ${process.env.TOKEN ?? 'test-token'}`) return true;
    // Nest's exception for 401 does not say how to authenticate; RFC 9110 wants it said.
    http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer realm="conversations"');
    throw new UnauthorizedException();
  }
}
