// The organisation behind a code: its record id and name, as the register has it today.
import { Code, ConnectError } from "@connectrpc/connect";
import type { Services } from "../backend/services.js";
import { kPageDeadlineMs } from "../backend/services.js";
import type { Account } from "./account.js";
import { ClaimsError, isRecordId } from "./claims.js";
import type { Statement } from "./claims.js";

/** So long a code is taken for what it was: a merger takes effect for who is signed in already. */
const kKeptMs = 60_000;
const kMostKept = 2_000;
const kNotThere: ReadonlySet<Code> = new Set([Code.NotFound, Code.InvalidArgument]);

interface Known {
  id: string;
  name: string;
  untilMs: number;
}

export class Directory {
  readonly #services: Services;
  readonly #known = new Map<string, Known>();

  /** The services as the public asks them: the register is open. */
  constructor(services: Services) {
    this.#services = services;
  }

  /** Throws ClaimsError for an organisation that the register does not have. */
  async accountOf(statement: Statement): Promise<Account> {
    const { subject, name, roles, personId, bodies, organisation } = statement;
    const { id, name: organisationName } =
      organisation === "" ? { id: "", name: "" } : await this.#organisation(organisation);
    return { subject, name, roles, personId, bodies, organisationId: id, organisationName };
  }

  async #organisation(code: string): Promise<Known> {
    const known = this.#known.get(code);
    if (known && known.untilMs > Date.now()) return known;
    const found = await this.#lookUp(code);
    if (this.#known.size >= kMostKept) this.#known.clear();
    this.#known.set(code, found);
    return found;
  }

  async #lookUp(code: string): Promise<Known> {
    const key = isRecordId(code)
      ? ({ case: "id", value: code } as const)
      : ({ case: "odsCode", value: code } as const);
    try {
      const { item } = await this.#services.oversight.getOrganisation(
        { key },
        { timeoutMs: kPageDeadlineMs },
      );
      const { id = "", title = "" } = item?.head ?? {};
      return { id, name: title, untilMs: Date.now() + kKeptMs };
    } catch (cause) {
      if (!kNotThere.has(ConnectError.from(cause).code)) throw cause;
      const sentence = `The sign-in service says that you belong to ${code}, which the register does not have.`;
      throw new ClaimsError(sentence, { cause });
    }
  }
}
