// Who looks, signed in once each, and the records that they find in their lists.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { URL, URLSearchParams } from "node:url";
import { Visitor } from "./visitor.mjs";

const kMostTries = 100;
const kPauseMs = 50;

export class Finder {
  #stack;
  #visitors = new Map();
  #asked;
  #proposed;

  constructor(stack) {
    this.#stack = stack;
  }

  /** A visitor signed in as the user of the development provider; "" is the public. */
  visitor(user) {
    const known = this.#visitors.get(user) ?? this.#arrived(user);
    this.#visitors.set(user, known);
    return known;
  }

  async #arrived(user) {
    const visitor = new Visitor(this.#stack.origin);
    if (user !== "") await visitor.signIn(user);
    return visitor;
  }

  /** The cookies of that visitor on this site alone, as a browser takes them. */
  async cookies(user) {
    const { cookies } = await this.visitor(user);
    return [...cookies]
      .filter(([name]) => name === "witan-session")
      .map(([name, value]) => ({ name, value, url: this.#stack.origin }));
  }

  /** What states are asked with: the `first` record of a list that the filter takes, and records made for them. */
  as(user) {
    return {
      first: (list, filter = {}) => this.#first(user, list, filter),
      asked: () => (this.#asked ??= this.#ask()),
      proposed: () => (this.#proposed ??= this.#propose()),
    };
  }

  async #first(user, list, filter) {
    const visitor = await this.visitor(user);
    const query = new URLSearchParams({ ...filter, format: "json" });
    const { text } = await visitor.open(`/${list}?${query}`);
    const [item] = JSON.parse(text).items;
    assert.ok(item, `${user} finds nothing in ${list} with ${query}`);
    return new URL(item.address).pathname;
  }

  /** A request for information that the region puts to the trust. */
  async #ask() {
    const trust = await this.#first("region", "organisations", {
      words: "West Suffolk NHS Foundation",
    });
    return this.#record("region", `${trust}/requests/new`, {
      topic: ({ options }) => options("topic")[0].value,
      from: "2026-07-01",
      to: "2026-10-01",
      due: "2026-12-31",
      purpose: "Winter planning",
      basis: "Agreement",
    });
  }

  /** A delegation that waits for its approval. */
  async #propose() {
    const board = await this.#first("secretary", "bodies", { system: "QJG", words: "Board" });
    return this.#record("secretary", `${board}/delegations/new`, {
      title: "Community equipment",
      receiver: ({ options }) => options("receiver").find(({ text }) => /Finance/.test(text)).value,
      instrument: "INSTRUMENT_BOARD_COMMITTEE",
      functions: "EXPENDITURE",
      limit: "250,000",
      start: "2026-11-25",
      review: "2027-11-25",
    });
  }

  /** Sends a form with the answers that it came with and these; the address of what it recorded. */
  async #record(user, form, answers) {
    const visitor = await this.visitor(user);
    const { text } = await visitor.open(form);
    const given = [...text.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*>/g)]
      .filter(([tag]) => !/type="(?:radio|checkbox)"/.test(tag) || /checked/.test(tag))
      .map(([, name, value]) => [name, value]);
    const picked = [...text.matchAll(/<select[^>]*name="([^"]+)"[\s\S]*?<\/select>/g)].map(
      ([field, name]) => [name, /<option value="([^"]*)" selected/.exec(field)?.[1] ?? ""],
    );
    const chosen = Object.entries(answers).map(([name, answer]) => [
      name,
      typeof answer === "function" ? answer({ options: (id) => optionsOf(text, id) }) : answer,
    ]);
    const fields = { ...Object.fromEntries([...given, ...picked, ...chosen]), step: "record" };
    const answer = await visitor.post(form, fields);
    assert.equal(answer.status, 303, await answer.text());
    const path = answer.headers.get("location");
    await this.#untilSeen(path);
    return path;
  }

  /** Others see what was recorded a moment later than who recorded it. */
  async #untilSeen(path) {
    const other = await this.visitor("national");
    for (let tries = 0; tries < kMostTries; ++tries) {
      if ((await other.ask(path)).status !== 404) return;
      await pause(kPauseMs);
    }
    assert.fail(`nobody else sees ${path}`);
  }
}

/** The options of a field of one line that say something. */
function optionsOf(html, id) {
  const [, inside] = new RegExp(`<select[^>]*id="${id}"[^>]*>([\\s\\S]*?)</select>`).exec(html);
  return [...inside.matchAll(/<option value="([^"]+)"[^>]*>([^<]*)/g)].map(([, value, text]) => ({
    value,
    text,
  }));
}
