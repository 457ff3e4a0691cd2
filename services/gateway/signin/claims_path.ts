// Finds a value in a provider's claims by a path of the claims table.
//
//   org_code                                          a claim
//   address.region                                    a claim within a claim
//   groups[]                                          each item of a list
//   nhsid_nrbac_roles[person_roleid=selected_roleid].org_code
//                                                     of the items whose person_roleid is the
//                                                     value of the claim selected_roleid
export type Claims = Readonly<Record<string, unknown>>;

const kStep = /^([A-Za-z0-9_:/-]+)(?:\[(?:([A-Za-z0-9_]+)=([A-Za-z0-9_]+))?\])?$/;
const kMostSteps = 8;

/** Whether a text is such a path. */
export function isPath(text: string): boolean {
  const steps = text.split(".");
  return steps.length <= kMostSteps && steps.every((step) => kStep.test(step));
}

/** All texts that a path leads to, each once. What is no text, number or truth value is passed over. */
export function textsAt(claims: Claims, path: string): string[] {
  let found: unknown[] = [claims];
  for (const step of path.split(".")) found = found.flatMap((from) => follow(claims, from, step));
  const texts = found.flatMap((value) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [String(value)]
      : [],
  );
  return [...new Set(texts.filter((text) => text !== ""))];
}

function follow(claims: Claims, from: unknown, step: string): unknown[] {
  const [, name = "", key, other] = kStep.exec(step) ?? [];
  const value = ownValue(from, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [value];
  const items: unknown[] = value;
  if (key === undefined || other === undefined) return items;
  const wanted = ownValue(claims, other);
  return wanted === undefined ? [] : items.filter((item) => ownValue(item, key) === wanted);
}

/** Never what an object inherits: a claim may be called "constructor". */
function ownValue(from: unknown, name: string): unknown {
  if (typeof from !== "object" || from === null || !Object.hasOwn(from, name)) return undefined;
  return (from as Record<string, unknown>)[name];
}
