/** Ways to sign in to an HTTP API. The fields take secrets by binding; nothing of them is kept. */

import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { withHeader, type OutgoingRequest } from './request-body.js';

const secret = z.string().min(1);

export const authSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }).meta(shownAs('No sign-in')),
  z
    .strictObject({
      type: z.literal('bearer'),
      token: secret
        .describe('The token; bind a secret here.')
        .meta(shownAs('Token', { widget: 'password' })),
    })
    .meta(shownAs('Token')),
  z
    .strictObject({
      type: z.literal('basic'),
      username: z.string().describe('The user name.').meta(shownAs('User name')),
      password: z
        .string()
        .describe('The password; bind a secret here.')
        .meta(shownAs('Password', { widget: 'password' })),
    })
    .meta(shownAs('User name and password')),
  z
    .strictObject({
      type: z.literal('apiKey'),
      name: z
        .string()
        .min(1)
        .describe('Name of the header or parameter, such as X-Api-Key.')
        .meta(shownAs('Name', { placeholder: 'X-Api-Key' })),
      value: secret
        .describe('The key; bind a secret here.')
        .meta(shownAs('Key', { widget: 'password' })),
      in: z
        .enum(['header', 'query'])
        .default('header')
        .describe('Where the key is sent.')
        .meta(
          shownAs('Send it as', {
            labels: { header: 'A header', query: 'A parameter of the address' },
          }),
        ),
    })
    .meta(shownAs('API key')),
]);

export type Auth = z.output<typeof authSchema>;

/**
 * The request with what signs it in.
 *
 * @throws {NodeError} `validation` when HTTP does not allow what it is given in a header.
 */
export function withAuth(request: OutgoingRequest, auth: Auth): OutgoingRequest {
  switch (auth.type) {
    case 'none':
      return request;
    case 'bearer':
      return withHeader(request, 'authorization', `Bearer ${auth.token}`);
    case 'basic': {
      const credentials = toBase64(new TextEncoder().encode(`${auth.username}:${auth.password}`));
      return withHeader(request, 'authorization', `Basic ${credentials}`);
    }
    case 'apiKey': {
      if (auth.in === 'header') return withHeader(request, auth.name, auth.value);
      const signed = new URL(request.url);
      signed.searchParams.set(auth.name, auth.value);
      return { ...request, url: signed };
    }
  }
}

/** The address without a key that was sent in its query: what comes out of the step is stored. */
export function withoutKey(address: string, auth: Auth): string {
  if (auth.type !== 'apiKey' || auth.in !== 'query') return address;
  const url = new URL(address);
  url.searchParams.delete(auth.name);
  return url.href;
}

/** Base64 of bytes, in slices: `String.fromCharCode` takes a limited number of arguments. */
export function toBase64(bytes: Uint8Array): string {
  const slice = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += slice) {
    binary += String.fromCharCode(...bytes.subarray(at, at + slice));
  }
  return btoa(binary);
}
