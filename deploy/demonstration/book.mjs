// Writes the lines of the demonstration: who acts, when, with which evidence. Every id comes from a
// name, so that the same facts give the same lines.

import { createHash } from "node:crypto";
import { REGISTRAR, organisationId, said, uuid5 } from "../facts.mjs";

/** The principal under which the demonstration is imported; mandates name it as their clerk. */
export const CLERK = "cli-registrar";

const LATE = "Entered from published minutes when this record was set up.";

export const org = organisationId;
export const personId = (key) => uuid5(`PERSON:${key}`);
export const bodyId = (key) => uuid5(`BODY:${key}`);
export const meetingId = (key) => uuid5(`MEETING:${key}`);
export const decisionId = (key) => uuid5(`DECISION:${key}`);
export const recordId = (key) => uuid5(`RECORD:${key}`);
export const requestId = (name) => uuid5(`request:demonstration:${name}`);
/** Stands for the id of the event that the named command made (see tools/witan/references.h). */
export const eventOf = (name) => `\${event:${requestId(name)}}`;
export const sha = (text) => createHash("sha256").update(text).digest("hex");
export const pounds = (amount) => ({ pence: String(amount * 100) });
export const revenue = (amount) => ({ revenue: pounds(amount) });

export class Book {
  lines = [];
  refused = [];
  #people = 0;

  /**
   * One command. `name` is unique in the demonstration. `by` is who acted: {org, body, person,
   * capacity}. A body's act is recorded by its clerk, the registrar's as its own, any other
   * organisation's as reported with evidence.
   */
  record(name, record, on, by, content, more = {}) {
    this.lines.push(this.#line(name, record, on, by, content, more));
    return eventOf(name);
  }

  /** A command that a rule refuses; kept apart, with the rule that must be named. */
  refuse(name, record, on, by, content, rule, more = {}) {
    this.refused.push({ rule, line: this.#line(name, record, on, by, content, more) });
  }

  #line(name, record, on, by, content, more) {
    const own = by.org === REGISTRAR;
    const evidence =
      more.evidence ?? (own || by.body ? [] : [{ title: more.source ?? ILLUSTRATIVE }]);
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

  /** An office holder. Nobody's name is known here: the name says that it is invented. */
  person(key, office, employer) {
    this.#people += 1;
    this.record(
      `person:${key}`,
      personId(key),
      "2017-01-01",
      { org: REGISTRAR },
      {
        personRegistered: said({
          name: { plain: `Illustrative person ${this.#people}`, retention: "RETENTION_RECORD" },
          employerId: employer,
          office,
        }),
      },
    );
    return personId(key);
  }

  /** A body, and the mandate under which its clerk records. */
  body(key, on, facts) {
    const organisations = facts.organisations;
    const source = facts.source ?? ILLUSTRATIVE;
    this.record(
      `body:${key}`,
      bodyId(key),
      on,
      { org: organisations[0] },
      {
        bodyEstablished: said({
          name: facts.name,
          type: `BODY_TYPE_${facts.type}`,
          organisationIds: organisations,
          parentId: facts.parent,
          decisionRights: `DECISION_RIGHTS_${facts.rights}`,
          meetsInPublic: facts.public ?? true,
          papersDueDays: facts.papersDueDays,
          note: facts.note,
        }),
      },
      { evidence: [said({ title: source, uri: facts.uri })] },
    );
    this.record(
      `mandate:${key}`,
      recordId(`mandate:${key}`),
      on,
      { org: REGISTRAR },
      {
        mandateGiven: {
          bodyId: bodyId(key),
          subject: CLERK,
          from: on,
          givenBy: "Chair of the body",
        },
      },
    );
    return { org: organisations[0], body: bodyId(key) };
  }

  /** A constitution, put to the region and approved by it. */
  constitution(key, by, region, version, on, facts) {
    this.record(`constitution:${key}:${version}`, by.body, on, by, {
      constitutionSubmitted: said({
        version,
        methods: facts.methods.map((method) => `DECISION_METHOD_${method}`),
        holdsFrom: facts.from ?? on,
        quorum: facts.quorum,
        deputyChairActs: facts.deputyChairActs,
        uri: facts.uri,
      }),
    });
    this.record(
      `constitution-approved:${key}:${version}`,
      by.body,
      facts.approvedOn ?? on,
      { org: region },
      {
        constitutionApproved: { version, approvedById: region, holdsFrom: facts.from ?? on },
      },
      { source: facts.source ?? ILLUSTRATIVE },
    );
  }

  quorum(key, by, from, rule, basis, to) {
    this.record(`quorum:${key}:${from}`, by.body, from, by, {
      quorumSet: said({ rule, holdsFrom: from, holdsTo: to, basis }),
    });
  }

  member(bodyKey, by, personKey, from, facts) {
    this.record(`member:${bodyKey}:${personKey}`, by.body, from, by, {
      memberAppointed: said({
        personId: personId(personKey),
        role: `MEMBER_ROLE_${facts.role}`,
        sector: facts.sector && `SECTOR_${facts.sector}`,
        capacity: `MEMBER_CAPACITY_${facts.representative ? "REPRESENTATIVE" : "NOT_DELEGATE"}`,
        employerId: facts.employer,
        constituencyIds: facts.constituencies,
        votes: facts.votes ?? true,
        appointingAuthority: facts.appointedBy ?? "Illustrative: the body's appointing authority",
        approvalReference: facts.approval,
        from,
        to: facts.to,
        mentalHealthExpertise: facts.mentalHealth,
      }),
    });
  }

  /** A meeting from its scheduling to its close; `between` records what was done in it. */
  meeting(key, by, on, facts, between = () => {}) {
    const id = meetingId(key);
    const source = {
      evidence: facts.source ? [{ title: "Minutes as published", uri: facts.source }] : [],
    };
    this.record(
      `meeting:${key}`,
      id,
      on,
      by,
      {
        meetingScheduled: said({
          bodyId: by.body,
          on,
          startsAt: facts.at,
          inPublic: facts.public ?? true,
          place: facts.place,
          agenda: facts.agenda.map(([item, title, kind, isPrivate]) =>
            said({ item, title, kind: `ITEM_KIND_${kind}`, private: isPrivate || undefined }),
          ),
          note: facts.note,
        }),
      },
      source,
    );
    if (facts.papers) {
      this.record(`papers:${key}`, id, facts.papersOn ?? on, by, {
        papersPublished: { papers: facts.papers, on: facts.papersOn ?? on },
      });
    }
    this.record(`opened:${key}`, id, on, by, {
      meetingOpened: said({ at: facts.at, chairedById: facts.chair }),
    });
    this.record(
      `attendance:${key}`,
      id,
      on,
      by,
      {
        attendanceRecorded: {
          attendance: facts.attendance.map(([person, presence, rest]) =>
            said({ personId: personId(person), presence: `PRESENCE_${presence}`, ...rest }),
          ),
        },
      },
      source,
    );
    for (const stated of [facts.quorum].flat().filter(Boolean)) {
      this.record(`quorum-stated:${key}:${stated.item ?? ""}`, id, on, by, {
        quorumStated: stated,
      });
    }
    between(id);
    this.record(`closed:${key}`, id, on, by, { meetingClosed: said({ at: facts.until }) });
    return id;
  }

  minutes(key, by, draftedOn, approvedOn, approvingMeeting) {
    const hash = sha(`minutes of ${key}`);
    const id = meetingId(key);
    this.record(`minutes:${key}`, id, draftedOn, by, {
      minutesDrafted: { sha256: hash, version: "1" },
    });
    if (!approvedOn) return;
    this.record(`minutes-approved:${key}`, id, approvedOn, by, {
      minutesApproved: said({ sha256: hash, approvingMeetingId: approvingMeeting }),
    });
    this.record(`minutes-published:${key}`, id, approvedOn, by, {
      minutesPublished: { sha256: hash, on: approvedOn },
    });
  }

  /** The content of DecisionMade. */
  made(facts) {
    return {
      decisionMade: said({
        title: facts.title,
        question: facts.question,
        bodyId: facts.body,
        meetingId: facts.meeting,
        agendaItem: facts.item,
        options: facts.options,
        method: `DECISION_METHOD_${facts.method ?? "CONSENSUS"}`,
        result: `RESULT_${facts.result ?? "APPROVED"}`,
        outcome: facts.outcome,
        rationale: facts.rationale ?? "Illustrative: the reasons are not in the source as read.",
        authority: facts.authority ?? { kind: "AUTHORITY_KIND_CONSTITUTION" },
        value: facts.value,
        commitment: facts.commitment,
        positions: facts.positions,
        conflicts: facts.conflicts,
        functionsTouched: facts.functions,
        impact: facts.impact,
        involvementIds: facts.involvement,
        noInvolvementReason: facts.noInvolvement,
        inCommonWithIds: facts.inCommonWith,
        reviewOn: facts.reviewOn,
        conditions: facts.conditions,
        note: facts.note,
      }),
    };
  }

  position(person, position) {
    return { personId: personId(person), position: `POSITION_${position}` };
  }

  publish(key, by, on, dissents = 0) {
    this.record(`published:${key}`, decisionId(key), on, by, {
      decisionPublished: said({ dissentCount: dissents }),
    });
  }

  action(key, by, on, facts) {
    this.record(`action:${key}`, recordId(`action:${key}`), on, by, {
      actionAssigned: said({
        title: facts.title,
        description: facts.description,
        decisionId: facts.decision,
        meetingId: facts.meeting,
        concernId: facts.concern,
        dissentId: facts.dissent,
        bodyId: by.body,
        ownerPersonId: facts.owner,
        ownerOrganisationId: facts.ownerOrganisation,
        due: facts.due,
      }),
    });
    return recordId(`action:${key}`);
  }
}

/** Said of every fact that the sources do not hold. */
export const ILLUSTRATIVE =
  "Illustrative: invented to complete the demonstration, not in any source";
