// Each list as a file: the rows of the screen, in its order, at its moment.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { startStack } from "./lib/stack.mjs";

const kLists = [
  ...["decisions", "meetings", "involvement", "bodies", "dissents", "interests", "segments"],
  ...["recoveries", "regulatory-actions", "cqc-records", "topics"],
];

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

async function text(path, type) {
  const answer = await stack.get(path);
  assert.equal(answer.status, 200, path);
  assert.match(answer.headers.get("content-type"), type);
  return answer.text();
}

/** The numbers of the records in the rows of a page, in order. */
function numbersIn(html, path) {
  const body = html.slice(html.indexOf("<tbody"), html.indexOf("</tbody>"));
  return [...body.matchAll(new RegExp(`scope="row"><a href="/${path}/(\\d+)"`, "g"))].map(
    ([, number]) => number,
  );
}

/** The records of a CSV file without quoted line ends: header and rows. */
function csvRows(file) {
  const [header, ...rows] = file
    .trimEnd()
    .split("\r\n")
    .map((line) => splitLine(line));
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
}

const splitLine = (line) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, -1)
    .map(([, value]) => (value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value));

suite("a list as CSV", () => {
  for (const path of kLists) {
    test(`of ${path} holds the rows of the screen, in its order`, async () => {
      const html = await text(`/${path}`, /^text\/html/);
      const rows = csvRows(await text(`/${path}?format=csv`, /^text\/csv/));
      const numbers = numbersIn(html, path);
      assert.ok(numbers.length > 0);
      assert.deepEqual(
        rows.map(({ number }) => number),
        numbers,
      );
      for (const row of rows) {
        assert.equal(row.address, `${stack.origin}/${path}/${row.number}`);
        assert.ok(html.includes(escaped(row.title)), row.title);
      }
    });
  }

  test("keeps filters and order", async () => {
    const query = "system=QJG&order=oldest";
    const rows = csvRows(await text(`/decisions?${query}&format=csv`, /^text\/csv/));
    const dates = rows.map(({ date }) => date);
    assert.ok(rows.length >= 5);
    assert.deepEqual(dates, dates.toSorted());
    assert.deepEqual(
      rows.map(({ number }) => number),
      numbersIn(await text(`/decisions?${query}`, /html/), "decisions"),
    );
  });

  test("holds all pages of a long list", async () => {
    const rows = csvRows(await text("/organisations?format=csv", /^text\/csv/));
    const { total, items } = JSON.parse(await text("/organisations?format=json", /json/));
    assert.ok(total > 500);
    assert.equal(rows.length, total);
    assert.equal(items.length, total);
    assert.equal(new Set(rows.map(({ number }) => number)).size, total);
  });

  test("is saved under its name", async () => {
    const answer = await stack.get("/decisions?format=csv");
    assert.match(answer.headers.get("content-disposition"), /filename="decisions\.csv"/);
  });
});

const escaped = (title) =>
  title.replaceAll("&", "&amp;").replaceAll("'", "&#39;").replaceAll('"', "&quot;");

suite("a list as JSON", () => {
  test("holds what the CSV holds, the moment, and how many are withheld", async () => {
    const json = JSON.parse(await text("/decisions?format=json", /^application\/json/));
    const rows = csvRows(await text("/decisions?format=csv", /^text\/csv/));
    assert.equal(json.items.length, json.total);
    for (const [index, row] of rows.entries()) {
      const { as_of_event: event, ...values } = row;
      assert.equal(Number(event), json.asOf.event);
      assert.deepEqual(json.items[index], values);
    }
    assert.match(json.asOf.recordedAt, /^\d{4}-\d\d-\d\dT/);
    assert.equal(json.isCut, false);
    const delegations = JSON.parse(await text("/delegations?format=json", /json/));
    assert.equal(delegations.total, 0);
    assert.ok(delegations.withheld > 0);
  });
});

suite("a list as a feed", () => {
  test("is well-formed, and has an entry for each row", async () => {
    const feed = await text("/decisions?format=atom&words=beds", /^application\/atom\+xml/);
    assertWellFormed(feed);
    const ids = [...feed.matchAll(/<id>urn:uuid:[0-9a-f-]{36}<\/id>/g)];
    const numbers = numbersIn(await text("/decisions?words=beds", /html/), "decisions");
    assert.equal(ids.length, numbers.length);
    assert.match(feed, /<updated>\d{4}-\d\d-\d\dT[\d:.]+Z<\/updated>/);
    for (const number of numbers) assert.ok(feed.includes(`${stack.origin}/decisions/${number}"`));
  });
});

suite("a list as a calendar", () => {
  test("has an entry for each meeting of the list, on its day", async () => {
    const calendar = await text("/meetings?system=QJG&format=ics", /^text\/calendar/);
    const rows = csvRows(await text("/meetings?system=QJG&format=csv", /^text\/csv/));
    const days = [...calendar.matchAll(/\r\nDTSTART;[^:]+:(\d{4})(\d\d)(\d\d)/g)];
    assert.ok(rows.length > 0);
    assert.deepEqual(
      days.map(([, ...day]) => day.join("-")),
      rows.map(({ date }) => date),
    );
    for (const { address } of rows) assert.ok(calendar.includes(`\r\nURL:${address}\r\n`), address);
  });
});

suite("what a list is not had as", () => {
  test("is refused with 406, and the formats that it is had as", async () => {
    for (const [path, words] of [
      ["/bodies?format=ics", /bodies is had as csv, json or atom\./],
      ["/meetings?format=pdf", /meetings is had as csv, json, atom or ics\./],
      ["/decisions?format=CSV", /format is “CSV”/],
    ]) {
      const answer = await stack.get(path);
      assert.equal(answer.status, 406, path);
      assert.match(await answer.text(), words);
    }
  });

  test("is refused with 400 where a parameter is misspelt, which would show too much", async () => {
    for (const format of ["", "&format=csv", "&format=atom"]) {
      const answer = await stack.get(`/decisions?sytem=QJ2${format}`);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /A list takes no parameter “sytem”/);
    }
  });
});

/** Elements that open and close in order, and no bare "<" or "&". */
function assertWellFormed(xml) {
  const open = [];
  const tags = xml
    .replace(/^<\?xml[^>]*\?>/, "")
    .matchAll(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g);
  for (const [tag, isEnd, name, , isEmpty] of tags) {
    if (isEnd) assert.equal(open.pop(), name, tag);
    else if (!isEmpty) open.push(name);
  }
  assert.deepEqual(open, []);
  const rest = xml.replace(/<\?xml[^>]*\?>|<\/?[\w:]+(?:\s+[\w:]+="[^"<]*")*\s*\/?>/g, "");
  assert.doesNotMatch(rest, /<|&(?!(?:amp|lt|gt|quot);)/);
}

suite("a search", () => {
  test("for a number opens its record, or the event that has it", async () => {
    const { items } = JSON.parse(await text("/decisions?words=beds&format=json", /json/));
    const [{ number }] = items;
    const record = await stack.get(`/search?words=${number}`);
    assert.equal(record.status, 302);
    assert.equal(record.headers.get("location"), `/decisions/${number}`);
    const event = await stack.get(`/search?words=${Number(number) + 1}`);
    assert.equal(event.headers.get("location"), `/events/${Number(number) + 1}`);
  });

  test("for words shows each kind with its total", async () => {
    const html = await text("/search?words=community%20beds", /html/);
    assert.match(html, /1 decision</);
    assert.match(html, /1 record of involvement</);
  });
});
