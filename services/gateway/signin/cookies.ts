// The two cookies of a sign-in. Both belong to this host alone; over TLS their names say so
// (__Host-), so that no other site of the same domain can set them.
import type { FastifyReply, FastifyRequest } from "fastify";

export type CookieName = "session" | "signin";

const kSecret = /^[A-Za-z0-9_-]{43}$/;
const kMostCookieBytes = 8_192;

export class Cookies {
  readonly #isSecure: boolean;

  /** `origin` is where browsers reach the gateway. */
  constructor(origin: string) {
    this.#isSecure = origin.startsWith("https:");
  }

  /** The secret of a cookie; a text that cannot be one, or a cookie sent twice, is none. */
  read(request: FastifyRequest, name: CookieName): string | undefined {
    const header = request.headers.cookie ?? "";
    if (header.length > kMostCookieBytes) return undefined;
    const prefix = `${this.#nameOf(name)}=`;
    const found = header.split(/; */).filter((part) => part.startsWith(prefix));
    const value = found.length === 1 ? found[0]?.slice(prefix.length) : undefined;
    return value !== undefined && kSecret.test(value) ? value : undefined;
  }

  set(reply: FastifyReply, name: CookieName, secret: string): void {
    this.#write(reply, name, secret, "");
  }

  clear(reply: FastifyReply, name: CookieName): void {
    this.#write(reply, name, "", "; Max-Age=0");
  }

  // Lax: the provider's answer arrives from another site, and has to find its sign-in.
  #write(reply: FastifyReply, name: CookieName, value: string, rest: string): void {
    const secure = this.#isSecure ? "; Secure" : "";
    const text = `${this.#nameOf(name)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${rest}`;
    // The framework adds a line of its own for each cookie.
    void reply.header("set-cookie", text);
  }

  #nameOf(name: CookieName): string {
    return this.#isSecure ? `__Host-witan-${name}` : `witan-${name}`;
  }
}
