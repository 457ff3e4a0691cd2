// A browser without a window: cookies are kept for one site, redirects are followed by hand.
import { URLSearchParams } from "node:url";

export class Visitor {
  cookies = new Map();
  #origin;

  constructor(origin) {
    this.#origin = origin;
  }

  /** The answer of this site or another; its cookies are kept. */
  async ask(href, init = {}) {
    const url = new URL(href, this.#origin);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie && { cookie }), ...init.headers };
    const response = await fetch(url, { redirect: "manual", ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(line))
        this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Sends a form as a page of its own site would. */
  post(href, fields, headers = {}) {
    const { origin } = new URL(href, this.#origin);
    return this.ask(href, {
      method: "POST",
      headers: { origin, "sec-fetch-site": "same-origin", ...headers },
      body: new URLSearchParams(fields),
    });
  }

  /** Follows redirects until there is a page: {status, text, href}. */
  async open(href, response) {
    let at = new URL(href, this.#origin);
    let answer = response ?? (await this.ask(at));
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 12; hops += 1) {
      at = new URL(answer.headers.get("location"), at);
      answer = await this.ask(at);
    }
    return {
      status: answer.status,
      text: await answer.text(),
      href: at.href,
      headers: answer.headers,
    };
  }

  /** Signs in as one user of the development provider; returns the page that follows. */
  async signIn(user, to = "/") {
    const choice = await this.open(`/sign-in?to=${encodeURIComponent(to)}`);
    return this.open(choice.href, await this.post(choice.href, { user: `dev-${user}` }));
  }

  /** The value of a hidden field of a page. */
  static field(text, name) {
    return new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1];
  }
}
