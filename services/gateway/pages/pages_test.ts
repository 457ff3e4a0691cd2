import assert from "node:assert/strict";
import { after, afterEach, before, suite, test } from "node:test";
import { status } from "@grpc/grpc-js";
import { HtmlValidate } from "html-validate";
import { Ground } from "../gen/witan/common/v1/common_pb.js";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import type { GetRecordRequest } from "../gen/witan/oversight/v1/query_pb.js";
import type { ListRecordsRequest } from "../gen/witan/oversight/v1/query_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import { Failure } from "../testing/fake_services.js";
import { startGateway } from "../testing/gateway.js";
import type { TestGateway } from "../testing/gateway.js";
import * as records from "../testing/records.js";

const oversight = OversightService.method;
const involvement = InvolvementQueryService.method;
const page = { asOf: records.asOf, total: 1n, withheld: [{ ground: Ground.PERSONAL, count: 1n }] };

let gateway: TestGateway;
before(async () => {
  gateway = await startGateway(true);
  answerAll();
});
after(() => gateway.close());
afterEach(() => {
  gateway.services.calls.length = 0;
  answerAll();
});

function answerAll(): void {
  const { services } = gateway;
  services.answer(oversight.getOverview, ({ request }) =>
    "odsCode" in request && request.odsCode === "QT1" ? records.nottsOverview : records.overview,
  );
  services.answer(oversight.getOrganisation, () => records.nottsOrganisation);
  services.answer(oversight.listBodies, () => ({ items: [records.bodyItem], page }));
  services.answer(oversight.listMeetings, () => ({ items: [records.meetingItem], page }));
  services.answer(oversight.listDecisions, () => ({ items: [records.decision], page }));
  services.answer(oversight.getDecision, () => records.decisionAnswer);
  services.answer(oversight.getEvent, () => records.eventAnswer);
  services.answer(oversight.listRules, () => records.rules);
  services.answer(involvement.listActivities, () => ({ items: [records.activity], page }));
  services.answer(involvement.getActivity, () => records.activityAnswer);
}

// Long lines and self-closing style are the template's business; what a reader meets is checked.
const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "long-title": "off",
    "no-implicit-button-type": "error",
    "no-inline-style": "error",
    "prefer-native-element": "off",
    "tel-non-breaking": "off",
    "require-sri": "off",
  },
});

async function validHtml(response: Response): Promise<string> {
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  const text = await response.text();
  const report = await validator.validateString(text);
  const found = report.results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`),
  );
  assert.deepEqual(found, []);
  assert.doesNotMatch(text, /undefined|\[object|NaN|\{\{/);
  assert.doesNotMatch(text, /<script|javascript:|style="| on[a-z]+="/);
  return text;
}

async function show(path: string, code = 200): Promise<string> {
  const response = await gateway.get(path);
  const text = await validHtml(response);
  assert.equal(response.status, code, text);
  return text;
}

/** The words of a page, without its markup. */
const wordsIn = (text: string) => text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

suite("the home page", () => {
  test("shows regions, systems, counts and decisions, each with its page", async () => {
    const text = await show("/");
    assert.match(text, /<a href="\/regions\/Y60">Midlands<\/a>/);
    assert.match(text, /<a href="\/systems\/QJ2">Joined Up Care Derbyshire<\/a>/);
    assert.match(text, /<a href="\/decisions\/417704">One urgent eye care service<\/a>/);
    assert.match(text, /<a href="\/decisions\?broken_rule=any">/);
    assert.match(text, /<a href="\/involvement\/416990">Eyes first<\/a>/);
    const words = wordsIn(text);
    assert.match(words, /As of 12 October 2022 at 9\.04am, event 419,112\./);
    assert.match(words, /61 decisions/);
    assert.match(words, /1 record is withheld from you\. Ground: commercial\./);
    assert.match(words, /Demonstration data\./);
  });

  test("escapes what the services say", async () => {
    const text = await show("/");
    assert.match(text, /Nottingham &amp; Nottinghamshire &lt;ICS&gt;/);
  });

  test("asks for one position: the involvement at the overview's", async () => {
    await show("/");
    const list = gateway.services.calls.find(({ method }) => method === "ListActivities");
    const { asAt, filter } = list?.request as ListRecordsRequest;
    assert.deepEqual(asAt?.known, { case: "token", value: "token-419112" });
    assert.equal(filter?.state, "open");
  });

  test("holds when nothing is recorded", async () => {
    gateway.services.answer(oversight.getOverview, () => ({}));
    gateway.services.answer(involvement.listActivities, () => ({}));
    const words = wordsIn(await show("/"));
    assert.match(words, /No decision has been made public yet\./);
    assert.match(words, /No region is recorded/);
  });

  test("shows a system without a region too", async () => {
    gateway.services.answer(oversight.getOverview, () => ({
      ...records.overview,
      systems: [{ system: records.derby }],
    }));
    assert.match(wordsIn(await show("/")), /Region not known Joined Up Care Derbyshire/);
  });

  test("shows another moment, loudly, and keeps it in links", async () => {
    const text = await show("/?known_at=2022-09-08&effective_at=2022-07-01");
    assert.match(wordsIn(text), /You are looking at the past\./);
    assert.match(
      text,
      /href="\/decisions\/417704\?known_at=2022-09-08&amp;effective_at=2022-07-01"/,
    );
    const overview = gateway.services.calls.find(({ method }) => method === "GetOverview");
    const { asAt } = overview?.request as ListRecordsRequest;
    assert.deepEqual(asAt?.known, { case: "knownAt", value: "2022-09-08" });
    assert.equal(asAt.effectiveAt, "2022-07-01");
  });
});

suite("the page of a system", () => {
  test("shows who decides, what was decided, meetings and involvement", async () => {
    const text = await show("/systems/QT1");
    assert.match(text, /<a href="\/regions\/Y60">Midlands<\/a>/);
    assert.match(text, /<a href="\/decisions\?system=QT1">All decisions of/);
    const words = wordsIn(text);
    assert.match(words, /Integrated care board QT1/);
    assert.match(words, /2 members, 2 with a vote/);
    assert.match(words, /8 September 2022, 9\.30am/);
    assert.match(words, /Oversight segment 2 of 4/);
  });

  test("is that of a region as well, with its systems", async () => {
    const text = await show("/regions/Y60");
    assert.match(text, /<a href="\/systems\/QJ2">/);
    assert.match(wordsIn(text), /Systems 2 systems/);
  });

  test("stands at the code in capitals", async () => {
    const response = await gateway.get("/systems/qt1?known_at=2022-09-08");
    assert.equal(response.status, 308);
    assert.equal(response.headers.get("location"), "/systems/QT1?known_at=2022-09-08");
  });

  test("is not there for what is no code, and for a code that nobody has", async () => {
    assert.match(wordsIn(await show("/systems/Q!", 404)), /“Q!” is not the code of a system/);
    assert.deepEqual(gateway.services.calls, []);
    gateway.services.answer(
      oversight.getOverview,
      () => new Failure(status.INVALID_ARGUMENT, "The filter names nothing.", ["FILTER_INVALID"]),
    );
    const words = wordsIn(await show("/systems/ZZZ9", 404));
    assert.match(words, /There is no system with the code ZZZ9 at this moment\./);
  });
});

suite("the page of a decision", () => {
  test("says what, why, by what power, who and what followed", async () => {
    const words = wordsIn(await show("/decisions/417704"));
    for (const expected of [
      /The board agreed to commission one service\./,
      /This record was corrected\./,
      /It broke R-19\. Reason: The meeting went on\./,
      /By what power An entry of the scheme of reservation and delegation: Scheme 2\.1, entry 4\.2/,
      /Cost £1\.8 million revenue/,
      /For: 1 Chair A, chair/,
      /Against: 1 Partner member A, partner member, trusts’ perspective/,
      /Partner member A By? ?Left the room|Left the room/,
      /Dissent: 1 member/,
      /Link first, then switch\./,
      /Paper C: options/,
      /Director of finance .* Overdue/,
      /Members of the body on that day/,
      /2 linked records are withheld from you\. Ground: legal advice\./,
    ]) {
      assert.match(words, expected);
    }
    assert.doesNotMatch(words, /Paper D: finance/);
  });

  test("leads from each line to the events behind it", async () => {
    const text = await show("/decisions/417704");
    const summary = text.slice(text.indexOf("witan-proven"), text.indexOf('id="checks"'));
    const keys = [...summary.matchAll(/summary-list__key">([^<]*)</g)].map((match) => match[1]);
    assert.deepEqual(keys.slice(0, 5), [
      "Decided by",
      "By what power",
      "Cost",
      "Dissent",
      "Stood aside",
    ]);
    const words = wordsIn(summary);
    assert.match(words, /item 5 Approved by vote Event 418,240 : Decided by/);
    assert.match(words, /Corrected, 8 September 2022: The cost was typed wrong\..* Event 418,240/);
    assert.match(summary, /<a href="\/events\/418240">/);
  });

  test("shows the rules that were broken first", async () => {
    const text = await show("/decisions/417704");
    const checks = text.slice(text.indexOf('id="checks"'), text.indexOf('id="why"'));
    const order = [...checks.matchAll(/href="\/rules\/(R-\d+)"/g)].map((match) => match[1]);
    assert.deepEqual(order, ["R-19", "R-21", "R-17"]);
  });

  test("has its whole history, the corrected event with the reason", async () => {
    const text = await show("/decisions/417704");
    const history = wordsIn(text.slice(text.indexOf('id="history"')));
    assert.match(history, /Decision made \(corrected by event 418,240\)/);
    assert.match(history, /Replaces an earlier event\. Reason: The cost was typed wrong\./);
    assert.match(history, /by Chair A, chair, NHS Nottinghamshire board; recorded by the body’s/);
    assert.match(history, /Value Revenue £1\.8 million/);
    assert.match(text, /<a href="\/events\/418240">Event 418,240<\/a>/);
    assert.match(text, /<a href="https:\/\/example\.org\/c\.pdf" rel="noreferrer">Paper C<\/a>/);
    assert.match(history, /Evidence: A note/);
  });

  test("stands at its number; an id leads there", async () => {
    const response = await gateway.get(`/decisions/${records.ids.decision}`);
    assert.equal(response.status, 308);
    assert.equal(response.headers.get("location"), "/decisions/417704");
    const { key } = gateway.services.calls[0]?.request as GetRecordRequest;
    assert.deepEqual(key, { case: "id", value: records.ids.decision });
  });

  test("says that a restricted record is there, and no more", async () => {
    gateway.services.answer(oversight.getDecision, () => ({
      item: {
        head: {
          number: 417_704n,
          stub: true,
          occurred: "2022-09-08",
          ground: Ground.LEGAL_ADVICE,
          title: "A secret",
        },
      },
    }));
    const words = wordsIn(await show("/decisions/417704"));
    assert.match(words, /There is such a record of 8 September 2022, and it is not public\./);
    assert.match(words, /Ground: legal advice\./);
    assert.doesNotMatch(words, /A secret/);
  });

  test("shows a proposal as one, and advice as advice", async () => {
    const head = { number: 5n, title: "T", state: "proposed" };
    gateway.services.answer(oversight.getDecision, () => ({ item: { head, proposed: {} } }));
    assert.match(wordsIn(await show("/decisions/5")), /Nothing has been decided yet\./);
    const advice = { advice: "Do think of the buses." };
    gateway.services.answer(oversight.getDecision, () => ({ item: { head, advice } }));
    assert.match(wordsIn(await show("/decisions/5")), /Do think of the buses\./);
  });

  test("is not there for other keys, and for records that the services do not show", async () => {
    for (const key of ["0", "-1", "abc", "9".repeat(19), "01"]) {
      assert.match(
        wordsIn(await show(`/decisions/${key}`, 404)),
        /is not the number of a decision/,
      );
    }
    assert.deepEqual(gateway.services.calls, []);
    gateway.services.answer(
      oversight.getDecision,
      () => new Failure(status.NOT_FOUND, "There is no such record.", ["NOT_FOUND"]),
    );
    const words = wordsIn(await show("/decisions/9", 404));
    assert.match(words, /There is no decision 9 to be shown at this moment\./);
  });
});

suite("the lists", () => {
  test("filter, count, withhold and page", async () => {
    gateway.services.answer(oversight.listDecisions, () => ({
      items: [records.decision],
      page: { ...page, total: 61n, nextPageToken: "next/1" },
    }));
    const text = await show("/decisions?system=QT1&words=eye&broken_rule=any");
    const { filter } = gateway.services.calls[0]?.request as ListRecordsRequest;
    assert.equal(filter?.system, "QT1");
    assert.equal(filter.words, "eye");
    assert.equal(filter.brokenRule, "any");
    assert.match(wordsIn(text), /61 decisions/);
    assert.match(wordsIn(text), /1 decision is withheld from you\. Ground: personal\./);
    assert.match(text, /page=next%2F1">Next page/);
    assert.match(text, /<a href="\/decisions\?words=eye&amp;broken_rule=any">Remove/);
    await show("/decisions?page=next%2F1");
    const next = gateway.services.calls[1]?.request as ListRecordsRequest;
    assert.equal(next.pageToken, "next/1");
  });

  test("say when they are empty", async () => {
    gateway.services.answer(oversight.listDecisions, () => ({ page: { asOf: records.asOf } }));
    assert.match(wordsIn(await show("/decisions?system=QT1")), /Nothing that may be shown here/);
    assert.match(wordsIn(await show("/decisions")), /No decisions/);
  });

  test("show involvement and what it changed", async () => {
    const words = wordsIn(await show("/involvement"));
    assert.match(words, /412 and fewer than 10 more/);
    assert.match(words, /1 changed, 1 not answered yet/);
  });

  test("refuse a filter that stands twice or that the services refuse", async () => {
    assert.match(wordsIn(await show("/decisions?system=A&system=B", 400)), /system stands twice/);
    gateway.services.answer(
      oversight.listDecisions,
      () => new Failure(status.INVALID_ARGUMENT, "from is not a date.", ["INVALID_FIELD"]),
    );
    assert.match(wordsIn(await show("/decisions?from=x", 400)), /from is not a date\./);
  });
});

suite("other pages", () => {
  test("an involvement, from what people said to the decision", async () => {
    const text = await show("/involvement/416990");
    const words = wordsIn(text);
    assert.match(words, /Theme T1: changed/);
    assert.match(words, /It is too far\./);
    assert.match(words, /Theme T2: not answered yet/);
    assert.match(words, /Listening event How|Listening event/);
    assert.match(text, /<a href="\/decisions\/417704">One urgent eye care service<\/a>/);
  });

  test("an event, with its content and its place in the chain", async () => {
    const text = await show("/events/418240");
    const words = wordsIn(text);
    assert.match(words, /Body NHS Nottinghamshire board|Body/);
    assert.match(words, new RegExp("bb".repeat(32)));
    assert.match(text, /<a href="\/decisions\/417704">Decision 417704: One urgent/);
    assert.match(wordsIn(await show("/events/x", 404)), /is not the position of an event/);
  });

  test("the rules, and one that changed on a date", async () => {
    assert.match(await show("/rules"), /<a href="\/rules\/R-12">R-12<\/a>/);
    const words = wordsIn(await show("/rules/R-12"));
    assert.match(words, /Until 1 July 2022, that day not included/);
    assert.match(words, /From 1 July 2022/);
    assert.match(wordsIn(await show("/rules/R-99", 404)), /There is no rule R-99\./);
  });

  test("about Witan, and the reference of its API from the schema", async () => {
    assert.match(await show("/about"), /<a href="\/api">/);
    assert.match(wordsIn(await show("/api")), /witan\.oversight\.v1\.OversightService/);
    const words = wordsIn(await show("/api/witan.decision.v1.DecisionService"));
    assert.match(words, /MakeDecision records/);
    assert.match(words, /Takes witan\.decision\.v1\.MakeDecisionRequest/);
    assert.match(words, /rationale text, needed/);
    assert.match(wordsIn(await show("/api/witan.x.v1.X", 404)), /There is no service/);
  });
});

suite("error pages", () => {
  test("an address that is none", async () => {
    assert.match(wordsIn(await show("/nothing/here", 404)), /There is no page at this address\./);
    await show("/%E0%A4%A", 404);
  });

  test("dates that cannot be used, and a moment that the services refuse", async () => {
    assert.match(wordsIn(await show("/?known_at=soon", 400)), /known_at is “soon”/);
    assert.match(wordsIn(await show("/?known_at=%3Cb%3E", 400)), /known_at/);
    gateway.services.answer(
      oversight.getOverview,
      () => new Failure(status.INVALID_ARGUMENT, "The future cannot be known.", ["FUTURE"]),
    );
    const words = wordsIn(await show("/?known_at=2099-01-01", 400));
    assert.match(words, /The future cannot be known\./);
  });

  test("services that are away, behind, closed or broken", async () => {
    const failing: readonly (readonly [Failure, number, RegExp])[] = [
      [new Failure(status.UNAVAILABLE, "connect 10.0.0.7:1 failed"), 503, /cannot be reached now/],
      [new Failure(status.UNAVAILABLE, "The view is behind.", ["BEHIND"]), 503, /view is behind/],
      [new Failure(status.PERMISSION_DENIED, "Not yours.", ["NOT_FOR_ROLE"]), 403, /Not yours/],
      [new Failure(status.INTERNAL, "at 10.0.0.7"), 500, /could not be shown/],
      [new Failure(status.DATA_LOSS, "A check failed.", ["DATA_LOSS"]), 500, /could not be shown/],
    ];
    for (const [failure, code, expected] of failing) {
      gateway.services.answer(oversight.getDecision, () => failure);
      const words = wordsIn(await show("/decisions/1", code));
      assert.match(words, expected);
      assert.doesNotMatch(words, /10\.0\.0\.7/);
    }
  });

  test("HEAD is answered, other methods find no page", async () => {
    const head = await fetch(gateway.origin, { method: "HEAD" });
    assert.equal(head.status, 200);
    const post = await fetch(gateway.origin, { method: "POST", body: "x" });
    assert.ok([404, 415].includes(post.status), String(post.status));
  });
});
