import type { CancellationToken, Disposable, MessageConnection } from "vscode-jsonrpc";
import { fromWireError, toWireError } from "./errors.ts";

/** A table of requests: name → [params, result]. */
export type RequestTable = object;
/** A table of notifications: name → params. */
export type NotificationTable = object;

type Params<T, K extends keyof T> = T[K] extends [infer P, unknown] ? P : never;
type Result<T, K extends keyof T> = T[K] extends [unknown, infer R] ? R : never;
type Name<T> = Extract<keyof T, string>;

/** The typed face of a vscode-jsonrpc connection; which tables are ours and which the peer's is in the type. */
export interface TypedConnection<
  OurRequests extends RequestTable,
  TheirRequests extends RequestTable,
  OurNotifications extends NotificationTable,
  TheirNotifications extends NotificationTable,
> {
  request<K extends Name<OurRequests>>(
    name: K,
    params: Params<OurRequests, K>,
    token?: CancellationToken,
  ): Promise<Result<OurRequests, K>>;
  onRequest<K extends Name<TheirRequests>>(
    name: K,
    handler: (
      params: Params<TheirRequests, K>,
      token: CancellationToken,
    ) => Promise<Result<TheirRequests, K>> | Result<TheirRequests, K>,
  ): Disposable;
  notify<K extends Name<OurNotifications>>(name: K, params: OurNotifications[K]): void;
  onNotification<K extends Name<TheirNotifications>>(
    name: K,
    handler: (params: TheirNotifications[K]) => void,
  ): Disposable;
}

/**
 * Puts the types of a protocol on a connection. Parameters travel as one positional argument, an array of one: the
 * library would send a bare object by name and turn its nulls into undefined. A UserError that a handler throws
 * arrives as a UserError at the peer.
 */
export function typed<
  OurRequests extends RequestTable,
  TheirRequests extends RequestTable,
  OurNotifications extends NotificationTable,
  TheirNotifications extends NotificationTable,
>(connection: MessageConnection): TypedConnection<OurRequests, TheirRequests, OurNotifications, TheirNotifications> {
  // The library's overloads resolve on concrete types; our tables are generic, so its untyped face is named here once.
  const onRequest = connection.onRequest.bind(connection) as (
    name: string,
    handler: (wrapped: readonly unknown[], token: CancellationToken) => unknown,
  ) => Disposable;
  return {
    async request(name, params, token) {
      try {
        return await (token === undefined
          ? connection.sendRequest(name, [params])
          : connection.sendRequest(name, [params], token));
      } catch (error) {
        throw fromWireError(error);
      }
    },
    onRequest: (name, handler) =>
      onRequest(name, async ([params], token) => {
        try {
          return await handler(params as Parameters<typeof handler>[0], token);
        } catch (error) {
          throw toWireError(error);
        }
      }),
    notify(name, params) {
      // A notification has no answer: that the wire is gone is told by the connection's onError and onClose.
      try {
        connection.sendNotification(name, [params]).catch(() => undefined);
      } catch {
        return;
      }
    },
    onNotification: (name, handler) =>
      connection.onNotification(name, ([params]: readonly unknown[]) => {
        handler(params as Parameters<typeof handler>[0]);
      }),
  };
}
