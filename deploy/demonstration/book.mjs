// Bodies, people, meetings and decisions as the lines that record them.

import { REGISTRAR, said } from "../facts.mjs";
import {
  ILLUSTRATIVE,
  bodyId,
  decisionId,
  hashOfEvents,
  meetingId,
  personId,
  recordId,
  sha,
} from "./ids.mjs";
import { Lines } from "./lines.mjs";

/** The principal under which the demonstration is imported; mandates name it as their clerk. */
const CLERK = "cli-registrar";

export class Book extends Lines {
  #people = 0;

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
          givenBy: "Illustrative: the chair of the body",
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

  /** A scheme: its entries under a draft, then their adoption as a whole. */
  scheme(key, by, facts) {
    const id = recordId(`scheme:${key}`);
    const on = facts.on ?? facts.from;
    this.record(
      `scheme:${key}`,
      id,
      on,
      by,
      {
        schemeDrafted: said({
          organisationId: by.org,
          bodyId: by.body,
          title: facts.title ?? "Scheme of reservation and delegation",
          version: facts.version,
          replacesId: facts.replaces && recordId(`scheme:${facts.replaces}`),
          note: facts.note,
        }),
      },
      { evidence: facts.evidence },
    );
    const names = facts.entries.map(([entry, content]) => {
      const name = `scheme-entry:${key}:${entry}`;
      this.record(name, id, on, by, { schemeEntryAdded: { entry, ...content } });
      return name;
    });
    this.record(`scheme-adopted:${key}`, id, on, by, {
      schemeAdopted: said({
        approvingDecisionId: facts.decision && decisionId(facts.decision),
        holdsFrom: facts.from,
        entryCount: names.length,
        entriesSha256: hashOfEvents(names),
        published: true,
      }),
    });
    return id;
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
    this.during(source.evidence, () => between(id));
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

  /** A decision of the acting body. */
  decide(key, on, by, facts, more) {
    const content = this.made({ body: by.body, ...facts });
    return this.record(`decision:${key}`, decisionId(key), on, by, content, more);
  }

  position(person, position) {
    return { personId: personId(person), position: `POSITION_${position}` };
  }

  publish(key, by, on, dissents = 0) {
    this.record(`published:${key}`, decisionId(key), on, by, {
      decisionPublished: said({ dissentCount: dissents }),
    });
  }

  action(key, by, on, facts, more) {
    this.record(
      `action:${key}`,
      recordId(`action:${key}`),
      on,
      by,
      {
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
      },
      more,
    );
    return recordId(`action:${key}`);
  }
}
