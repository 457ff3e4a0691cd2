// Oversight: one question asked once for three who want the answer, a concern with the support that
// came with it, segments. All of it is illustrative and says so: it makes no statement about the
// organisations named.

import { org, recordId, sha } from "./ids.mjs";

const NATIONAL = org("NHSE_NATIONAL", "NHSE");
const NORTH_EAST = org("NHSE_REGION", "Y63");
const MIDLANDS = org("NHSE_REGION", "Y60");
const CQC = org("CQC", "CQC");
const SHEFFIELD = org("FOUNDATION_TRUST", "RHQ");
const SOUTH_YORKSHIRE = org("ICB", "QF7");
const DERBY = org("FOUNDATION_TRUST", "RTG");
const DERBYSHIRE = org("ICB", "QJ2");
const SHREWSBURY = org("NHS_TRUST", "RXW");

const topic = (code) => recordId(`topic:${code}`);
const as = (organisation) => ({ org: organisation });

export function oversight(book) {
  topics(book);
  askOnce(book);
  concern(book);
  segments(book);
  recovery(book);
  regulation(book);
  assessment(book);
}

function topics(book) {
  for (const [code, name, theme, isMetric] of [
    [
      "RTT_INCOMPLETE",
      "Referral to treatment, incomplete pathways",
      "QUALITY_ACCESS_OUTCOMES",
      true,
    ],
    ["AMBULANCE_HANDOVER", "Ambulance handover delays", "QUALITY_ACCESS_OUTCOMES", true],
    ["AGENCY_SPEND", "Spending on agency staff", "FINANCE", true],
    ["HEALTH_INEQUALITIES", "Plans against unequal access", "PREVENTION_INEQUALITIES", false],
    ["STAFF_SURVEY", "Staff survey and its follow-up", "PEOPLE", false],
  ]) {
    book.record(`topic:${code}`, topic(code), "2021-07-01", as(NATIONAL), {
      topicRegistered: {
        code,
        name,
        theme: `THEME_${theme}`,
        isMetric,
        maintainedById: NATIONAL,
        definition: "Illustrative entry of the catalogue",
      },
    });
  }
}

const RTT = {
  id: recordId("request:rtt-q2"),
  asks: { subjectId: SHEFFIELD, topicId: topic("RTT_INCOMPLETE") },
};

// The region asks, the board and the CQC join, one return serves all three.
function askOnce(book) {
  const { id, asks } = RTT;
  book.record("request:rtt-q2", id, "2022-10-10", as(NORTH_EAST), {
    requestRaised: {
      ...asks,
      requesterId: NORTH_EAST,
      basis: "Illustrative: oversight framework 2022/23",
      period: { from: "2022-07-01", to: "2022-10-01" },
      purpose: "Illustrative: quarterly review of waiting times",
      due: "2022-10-31",
    },
  });
  const join = (key, on, requester, reasons) =>
    book.record(`subscribed:rtt-q2:${key}`, id, on, as(requester), {
      requesterSubscribed: { requesterId: requester, ...reasons },
    });
  join("qf7", "2022-10-12", SOUTH_YORKSHIRE, {
    basis: "Illustrative: oversight agreement with the region",
    purpose: "Illustrative: elective recovery plan",
  });
  join("cqc", "2022-10-14", CQC, {
    basis: "Illustrative: regulation of providers",
    purpose: "Illustrative: monitoring of outpatients",
    asksBesides: "Illustrative: the same figures by specialty",
  });
  // Asked again by the board's own team: refused, and told whom to join.
  const again = recordId("request:rtt-q2-again");
  const repeated = {
    requestRaised: {
      ...asks,
      requesterId: SOUTH_YORKSHIRE,
      basis: "Illustrative: oversight agreement",
      period: { from: "2022-08-01", to: "2022-09-01" },
      purpose: "Illustrative: the same question in other words",
      due: "2022-10-31",
    },
  };
  book.refuse("request:rtt-again", again, "2022-10-17", as(SOUTH_YORKSHIRE), repeated, "R-46");
  answered(book);
}

function answered(book) {
  const { id, asks } = RTT;
  book.record("return:rtt-q2", id, "2022-10-28", as(SHEFFIELD), {
    returnSubmitted: {
      summary: "Illustrative: figures for the quarter, by specialty",
      sha256: sha("rtt return"),
    },
  });
  book.record("accepted:rtt-q2:y63", id, "2022-11-02", as(NORTH_EAST), {
    returnAccepted: { requesterId: NORTH_EAST },
  });
  book.record("queried:rtt-q2:cqc", id, "2022-11-03", as(CQC), {
    returnQueried: {
      requesterId: CQC,
      query: "Illustrative: two specialties are missing",
      due: "2022-11-17",
    },
  });
  book.record("return:rtt-q2:2", id, "2022-11-15", as(SHEFFIELD), {
    returnSubmitted: { summary: "Illustrative: the two specialties are added" },
  });
  book.record("accepted:rtt-q2:cqc", id, "2022-11-21", as(CQC), {
    returnAccepted: { requesterId: CQC },
  });
  // Asked all the same, with a reason that the subject and its system see.
  book.record("override:rtt-august", recordId("request:rtt-august"), "2022-11-24", as(NORTH_EAST), {
    requestRaised: {
      ...asks,
      requesterId: NORTH_EAST,
      basis: "Illustrative: oversight framework 2022/23",
      period: { from: "2022-09-01", to: "2022-10-01" },
      purpose: "Illustrative: check of one month",
      due: "2022-12-09",
      overridesId: id,
      overrideJustification: "Illustrative: the month was restated after the return",
    },
  });
}

function concern(book) {
  const id = recordId("concern:derby-handover");
  book.record("concern:derby-handover", id, "2022-11-08", as(MIDLANDS), {
    concernRaised: {
      title: "Illustrative: ambulance handover delays",
      leadId: MIDLANDS,
      subjectId: DERBY,
      theme: "THEME_QUALITY_ACCESS_OUTCOMES",
      basis: "Illustrative: delays above the region's average for three months",
      severity: "SEVERITY_MEDIUM",
      informedIds: [DERBYSHIRE],
      closingCriteria: ["Illustrative: the average for two months in a row"],
      topicId: topic("AMBULANCE_HANDOVER"),
    },
  });
  book.record("support:derby-handover", id, "2022-11-15", as(MIDLANDS), {
    supportOffered: {
      byId: MIDLANDS,
      support: "Illustrative: two weeks of a peer team for the front door",
    },
  });
  book.record("support:derby-handover:qj2", id, "2022-11-16", as(DERBYSHIRE), {
    supportOffered: {
      byId: DERBYSHIRE,
      support: "Illustrative: a discharge lounge in the community",
    },
  });
  book.record("support-accepted:derby-handover", id, "2022-11-18", as(DERBY), {
    supportAccepted: { byId: DERBY, note: "Illustrative: both offers" },
  });
  book.record("reviewed:derby-handover", id, "2023-01-10", as(MIDLANDS), {
    concernReviewed: { finding: "Illustrative: better for one month", nextReview: "2023-02-07" },
  });
}

function segments(book) {
  const decide = (key, by, on, subject, segment, more) =>
    book.record(`segment:${key}`, recordId(`segment:${key}`), on, as(by), {
      segmentDecided: {
        subjectId: subject,
        segment,
        reasons: "Illustrative: no statement about this organisation",
        ...more,
      },
    });
  decide("qj2", MIDLANDS, "2022-07-29", DERBYSHIRE, 2, { reviewDue: "2022-10-28" });
  decide("qf7", NORTH_EAST, "2022-07-29", SOUTH_YORKSHIRE, 1, { reviewDue: "2022-10-28" });
  decide("rtg", MIDLANDS, "2022-11-25", DERBY, 3, {
    themes: ["THEME_QUALITY_ACCESS_OUTCOMES"],
    systemView: "Illustrative: the board agrees",
    reviewDue: "2023-02-24",
  });
  book.record("stocktake:rtg", recordId("segment:rtg"), "2022-12-05", as(MIDLANDS), {
    stocktakeStarted: { scope: "Illustrative: urgent care from the front door to discharge" },
  });
  book.record("reviewed:qj2", recordId("segment:qj2"), "2022-10-26", as(MIDLANDS), {
    segmentReviewed: { finding: "Illustrative: unchanged", reviewDue: "2023-01-25" },
  });
  // A region decides only for its own area.
  book.refuse(
    "segment:wrong-region",
    recordId("segment:wrong-region"),
    "2022-11-25",
    as(NORTH_EAST),
    {
      segmentDecided: {
        subjectId: SHREWSBURY,
        segment: 2,
        reasons: "Illustrative",
        systemView: "Illustrative",
      },
    },
    "R-40",
  );
  // Regulatory action is NHS England's alone.
  book.refuse(
    "regulation:by-board",
    recordId("regulation:by-board"),
    "2022-11-25",
    as(SOUTH_YORKSHIRE),
    {
      regulatoryActionTaken: {
        subjectId: SHEFFIELD,
        kind: "ACTION_KIND_UNDERTAKING",
        legalPower: "Health and Social Care Act 2012, section 106",
        basis: "BASIS_SUSPICION",
        grounds: "Illustrative",
      },
    },
    "R-38",
  );
}

function recovery(book) {
  book.record("segment:rxw", recordId("segment:rxw"), "2022-07-29", as(NATIONAL), {
    segmentDecided: {
      subjectId: SHREWSBURY,
      segment: 4,
      reasons: "Illustrative: no statement about this organisation",
      systemView: "Illustrative: the board agrees",
      themes: ["THEME_QUALITY_ACCESS_OUTCOMES"],
    },
  });
  const id = recordId("recovery:rxw");
  book.record("recovery:rxw", id, "2022-08-08", as(NATIONAL), {
    recoverySupportEntered: {
      subjectId: SHREWSBURY,
      reasons: "Illustrative: follows from segment 4",
      expectedEnd: "2024-03-31",
    },
  });
  book.record("criterion:rxw:1", id, "2022-08-22", as(NATIONAL), {
    exitCriterionSet: { criterion: "C1", text: "Illustrative: safe staffing for two quarters" },
  });
  // Out of the programme with a criterion that nobody has shown.
  book.refuse(
    "exit:rxw",
    id,
    "2023-06-30",
    as(NATIONAL),
    { recoverySupportExited: { reasons: "Illustrative" } },
    "R-44",
  );
}

// The CQC's own records; an assessment of a system before its power to make one is refused.
function assessment(book) {
  const assessed = (on) => ({
    cqcRecordPublished: {
      subjectId: SOUTH_YORKSHIRE,
      kind: "RECORD_KIND_SYSTEM_ASSESSMENT",
      themes: ["QUALITY_THEME_LEADERSHIP", "QUALITY_THEME_INTEGRATION"],
      statement: "Illustrative: no statement about this organisation",
      on,
    },
  });
  const id = recordId("cqc:qf7");
  const early = "2022-12-01";
  book.refuse("cqc:early", id, early, as(CQC), assessed(early), "R-39");
  book.record("cqc:qf7", id, "2023-11-14", as(CQC), assessed("2023-11-14"));
}

// An undertaking by NHS England, lifted when it was complied with.
function regulation(book) {
  const id = recordId("regulation:rxw");
  book.record("regulation:rxw", id, "2022-09-05", as(NATIONAL), {
    regulatoryActionTaken: {
      subjectId: SHREWSBURY,
      kind: "ACTION_KIND_UNDERTAKING",
      legalPower: "Health and Social Care Act 2012, section 106",
      basis: "BASIS_SUSPICION",
      grounds: "Illustrative: no statement about this organisation",
    },
  });
  book.record("complied:rxw", id, "2024-02-12", as(NATIONAL), {
    complianceCertified: { summary: "Illustrative: staffing is safe for two quarters" },
  });
  book.record("lifted:rxw", id, "2024-03-01", as(NATIONAL), {
    regulatoryActionLifted: { on: "2024-03-01", reason: "Illustrative: complied with" },
  });
}
