// The claims table: what of a provider's claims says who somebody is, for which organisation, in which
// roles. It is a JSON file, read and checked at the start; README.md of this folder has examples.
import { readFileSync } from "node:fs";
import { Role } from "../gen/witan/auth/v1/principal_pb.js";
import { SettingsError } from "../settings.js";
import { isPath, textsAt } from "./claims_path.js";
import type { Claims } from "./claims_path.js";

/** A row: who has this value under `roles` has these roles, and may belong to this organisation. */
export interface Grant {
  value: string;
  roles: readonly Role[];
  /** "" where the organisation comes from a claim. */
  organisation: string;
}

export interface ClaimsTable {
  scope: string;
  /** Further parameters of the request for a sign-in: {"acr_values": "AAL2"}. */
  parameters: Readonly<Record<string, string>>;
  /** Paths of claims; "" for what no claim says. */
  subject: string;
  name: string;
  organisation: string;
  person: string;
  bodies: string;
  roles: string;
  grants: readonly Grant[];
}

/** What the claims say, before the organisation is looked up. */
export interface Statement {
  subject: string;
  name: string;
  /** ODS code or record id; "" for none. */
  organisation: string;
  roles: readonly Role[];
  personId: string;
  bodies: readonly string[];
}

/** Claims that do not say who somebody is; the sentence is for the person. */
export class ClaimsError extends Error {}

const kPaths = ["subject", "name", "organisation", "person", "bodies", "roles"] as const;
const kDefaults = {
  scope: "openid profile",
  subject: "sub",
  name: "name",
  organisation: "witan_organisation",
  person: "witan_person",
  bodies: "witan_bodies",
  roles: "witan_roles",
};
const kUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kLongestSubject = 200;
const kMostBodies = 50;

/** Roles that a table may grant: the public is everybody, and nobody is unspecified. */
const kRoles: ReadonlyMap<string, Role> = new Map(
  Object.entries(Role).filter(
    (entry): entry is [string, Role] =>
      typeof entry[1] === "number" && entry[1] !== Role.UNSPECIFIED && entry[1] !== Role.PUBLIC,
  ),
);

/** The table of a provider that uses the names of Witan itself, as the development provider does. */
export const kOwnTable: ClaimsTable = {
  ...kDefaults,
  parameters: {},
  grants: [...kRoles].map(([value, role]) => ({ value, roles: [role], organisation: "" })),
};

/** Reads a claims table. Throws SettingsError naming the file, the entry and its rule. */
export function readClaimsTable(file: string): ClaimsTable {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError(`--claims ${file} cannot be read: ${messageOf(error)}.`);
  }
  try {
    return tableOf(parsed);
  } catch (error) {
    throw new SettingsError(`--claims ${file}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tableOf(parsed: unknown): ClaimsTable {
  const entries = objectOf(parsed, "the table");
  const known = new Set(["scope", "parameters", "grants", ...kPaths]);
  for (const name of Object.keys(entries)) {
    if (!known.has(name)) throw new Error(`"${name}" is no entry of a claims table.`);
  }
  const text = (name: keyof typeof kDefaults) => textOf(entries[name] ?? kDefaults[name], name);
  const table = {
    scope: text("scope"),
    subject: text("subject"),
    name: text("name"),
    organisation: text("organisation"),
    person: text("person"),
    bodies: text("bodies"),
    roles: text("roles"),
    parameters: textsOf(entries.parameters ?? {}),
    grants: entries.grants === undefined ? kOwnTable.grants : grantsOf(entries.grants),
  };
  for (const name of kPaths) {
    const path = table[name];
    const isMissing = path === "" && (name === "subject" || name === "roles");
    if (isMissing || (path !== "" && !isPath(path))) {
      throw new Error(`"${name}" is "${path}", which is no path of a claim.`);
    }
  }
  if (!table.scope.split(" ").includes("openid")) throw new Error('"scope" needs "openid".');
  return table;
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`${what} must be an object.`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== "string") throw new Error(`"${what}" must be a text.`);
  return value;
}

function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(objectOf(value, '"parameters"'));
  return Object.fromEntries(entries.map(([name, text]) => [name, textOf(text, name)]));
}

function grantsOf(value: unknown): Grant[] {
  if (!Array.isArray(value)) throw new Error('"grants" must be a list.');
  return (value as unknown[]).map((item, index) => {
    const { value: granted, roles, organisation = "" } = objectOf(item, `grants[${index}]`);
    if (!Array.isArray(roles)) throw new Error(`grants[${index}].roles must be a list.`);
    return {
      value: textOf(granted, `grants[${index}].value`),
      organisation: textOf(organisation, `grants[${index}].organisation`),
      roles: (roles as unknown[]).map((name) => {
        const role = typeof name === "string" ? kRoles.get(name) : undefined;
        if (role !== undefined) return role;
        throw new Error(
          `grants[${index}] names the role "${String(name)}"; there are: ${[...kRoles.keys()].join(", ")}.`,
        );
      }),
    };
  });
}

/** Who the claims say somebody is. Throws ClaimsError. */
export function statementOf(table: ClaimsTable, claims: Claims): Statement {
  const [subject, ...others] = textsAt(claims, table.subject);
  if (subject === undefined || others.length > 0 || subject.length > kLongestSubject) {
    throw new ClaimsError("The sign-in service does not say who you are.");
  }
  const values = new Set(textsAt(claims, table.roles));
  const grants = table.grants.filter(({ value }) => values.has(value));
  return {
    subject,
    name: first(claims, table.name) || subject,
    organisation: organisationOf(table, claims, grants),
    roles: [...new Set(grants.flatMap(({ roles }) => roles))],
    personId: personOf(first(claims, table.person)),
    bodies: idsOf(table.bodies === "" ? [] : textsAt(claims, table.bodies)),
  };
}

function first(claims: Claims, path: string): string {
  return path === "" ? "" : (textsAt(claims, path)[0] ?? "");
}

/** A row that names an organisation says more than a claim does; two organisations are none. */
function organisationOf(table: ClaimsTable, claims: Claims, grants: readonly Grant[]): string {
  const granted = grants.map(({ organisation }) => organisation).filter((each) => each !== "");
  const claimed = table.organisation === "" ? [] : textsAt(claims, table.organisation);
  const all = [...new Set(granted.length > 0 ? granted : claimed)];
  if (all.length > 1) {
    throw new ClaimsError(
      "The sign-in service names more than one organisation for you. Choose one role there.",
    );
  }
  return all[0] ?? "";
}

function personOf(id: string): string {
  if (id === "" || kUuid.test(id)) return id;
  throw new ClaimsError("The sign-in service names you as a person that this record cannot know.");
}

function idsOf(ids: readonly string[]): string[] {
  return ids.filter((id) => kUuid.test(id)).slice(0, kMostBodies);
}

export function isRecordId(text: string): boolean {
  return kUuid.test(text);
}
