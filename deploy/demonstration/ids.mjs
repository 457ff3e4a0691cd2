// Ids and values of the demonstration. Every id comes from a name, so that the same facts give the
// same lines.

import { createHash } from "node:crypto";
import { organisationId, uuid5 } from "../facts.mjs";

export const org = organisationId;
export const personId = (key) => uuid5(`PERSON:${key}`);
export const bodyId = (key) => uuid5(`BODY:${key}`);
export const meetingId = (key) => uuid5(`MEETING:${key}`);
export const decisionId = (key) => uuid5(`DECISION:${key}`);
export const recordId = (key) => uuid5(`RECORD:${key}`);
export const requestId = (name) => uuid5(`request:demonstration:${name}`);

/** Stands for the id of the event that the named command made (see tools/witan/references.h). */
export const eventOf = (name) => `\${event:${requestId(name)}}`;
/** Stands for the hash over the events of the named commands, as an adopted scheme states it. */
export const hashOfEvents = (names) => `\${events-sha256:${names.map(requestId).join(",")}}`;

export const sha = (text) => createHash("sha256").update(text).digest("hex");
export const pounds = (amount) => ({ pence: String(amount * 100) });
export const revenue = (amount) => ({ revenue: pounds(amount) });

/** Who acts for a body: its chair, or one of its members, by the key of a person. */
export const chairOf = (by, key) => ({ ...by, person: personId(key), capacity: "CHAIR" });
export const memberOf = (by, key) => ({ ...by, person: personId(key), capacity: "MEMBER" });

/** Said of every fact that the sources do not hold. */
export const ILLUSTRATIVE =
  "Illustrative: invented to complete the demonstration, not in any source";
