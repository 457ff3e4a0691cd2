// The lines of an import file: who acts, when, with which evidence.

import { REGISTRAR, said } from "../facts.mjs";
import { ILLUSTRATIVE, eventOf, requestId } from "./ids.mjs";

const LATE = "Entered from published minutes when this record was set up.";

export class Lines {
  lines = [];
  #source = [];

  /** What `tell` records without evidence of its own, and not as illustrative, stands in `source`. */
  during(source, tell) {
    this.#source = source;
    tell();
    this.#source = [];
  }

  /**
   * One command. `name` is unique in the demonstration. `by` is who acted: {org, body, person,
   * capacity}. A body's act is recorded by its clerk, the registrar's as its own, any other
   * organisation's as reported with evidence.
   */
  record(name, record, on, by, content, more = {}) {
    this.lines.push(this.#line(name, record, on, by, content, more));
    return eventOf(name);
  }

  /** A command that is refused for exactly these reasons, "R-18"; the line states them. */
  refuse(name, record, on, by, content, reasons, more = {}) {
    const line = this.#line(name, record, on, by, content, more);
    this.lines.push({ expectRefusal: [reasons].flat(), ...line });
  }

  #evidence(content, by, more) {
    if (by.org !== REGISTRAR && !by.body) return [{ title: more.source ?? ILLUSTRATIVE }];
    return /illustrative/i.test(JSON.stringify(content)) ? [] : this.#source;
  }

  #line(name, record, on, by, content, more) {
    const own = by.org === REGISTRAR;
    const evidence = more.evidence ?? this.#evidence(content, by, more);
    const header = said({
      requestId: requestId(name),
      recordId: record,
      recordOfFact: more.fact,
      actedBy: said({
        personId: by.person,
        organisationId: by.org,
        capacity: `CAPACITY_${by.capacity ?? (by.body ? "SECRETARY" : "ORGANISATION")}`,
        bodyId: by.body,
      }),
      attestation:
        more.attestation ??
        `ATTESTATION_${own ? "OWN" : by.body && !more.reported ? "CLERK" : "REPORTED"}`,
      occurred: said({
        date: on,
        time: more.time,
        precision: more.time ? "PRECISION_TIME" : (more.precision ?? "PRECISION_DAY"),
      }),
      corrects: more.corrects,
      evidence,
      classification: more.classification,
      subjects: more.subjects,
      softReasons: [{ rule: "R-65", reason: LATE }, ...(more.softReasons ?? [])],
    });
    return { header, content };
  }
}
