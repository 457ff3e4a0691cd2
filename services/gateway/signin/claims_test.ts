import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { Role } from "../gen/witan/auth/v1/principal_pb.js";
import { SettingsError } from "../settings.js";
import { ClaimsError, kOwnTable, readClaimsTable, statementOf } from "./claims.js";
import { isPath, textsAt } from "./claims_path.js";

const folder = mkdtempSync(join(tmpdir(), "witan-claims-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function tableFrom(content: unknown) {
  const file = join(folder, "claims.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readClaimsTable(file);
}

function refusal(content: unknown): string {
  try {
    tableFrom(content);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  return assert.fail("the table was taken");
}

const kPerson = "11111111-2222-5333-8444-555555555555";

suite("a path", () => {
  const claims = {
    a: { b: ["x", "y", 7, true, null, {}] },
    roles: [
      { id: "1", org: "RGR" },
      { id: "2", org: "QJG" },
    ],
    selected: "2",
  };

  test("leads to texts, through objects, lists and choices", () => {
    assert.deepEqual(textsAt(claims, "a.b[]"), ["x", "y", "7", "true"]);
    assert.deepEqual(textsAt(claims, "roles[id=selected].org"), ["QJG"]);
    assert.deepEqual(textsAt(claims, "roles[].org"), ["RGR", "QJG"]);
  });

  test("leads nowhere where there is nothing, nor to what an object inherits", () => {
    for (const path of ["c", "a.c", "roles[id=missing].org", "constructor", "a.__proto__.b"]) {
      assert.deepEqual(textsAt(claims, path), [], path);
    }
  });

  test("has a form", () => {
    for (const path of ["", "a..b", "a b", "a[b]", "a[b=]", "a".repeat(3) + ".".repeat(9)]) {
      assert.equal(isPath(path), false, path);
    }
  });
});

suite("Witan's own names", () => {
  test("say subject, name, organisation, person, bodies and roles", () => {
    const statement = statementOf(kOwnTable, {
      sub: "u1",
      name: "Somebody",
      witan_organisation: "QJG",
      witan_person: kPerson,
      witan_bodies: kPerson,
      witan_roles: ["CQC", "REGION", "KING"],
    });
    assert.deepEqual(statement, {
      subject: "u1",
      name: "Somebody",
      organisation: "QJG",
      personId: kPerson,
      bodies: [kPerson],
      roles: [Role.REGION, Role.CQC],
    });
  });

  test("give no role to who has none", () => {
    assert.deepEqual(statementOf(kOwnTable, { sub: "u1" }).roles, []);
    assert.deepEqual(statementOf(kOwnTable, { sub: "u1", witan_roles: "PUBLIC" }).roles, []);
  });

  test("refuse who is nobody, two organisations, or a person that is no record", () => {
    for (const claims of [
      {},
      { sub: "" },
      { sub: ["a", "b"] },
      { sub: "x".repeat(201) },
      { sub: "u1", witan_person: "me" },
    ]) {
      assert.throws(() => statementOf(kOwnTable, claims), ClaimsError, JSON.stringify(claims));
    }
  });
});

suite("a claims table", () => {
  test("reads what NHS CIS2 says", () => {
    const table = tableFrom({
      scope: "openid profile nationalrbacaccess",
      parameters: { acr_values: "AAL2_OR_AAL3_ANY" },
      subject: "nhsid_useruid",
      organisation: "nhsid_nrbac_roles[person_roleid=selected_roleid].org_code",
      roles: "nhsid_nrbac_roles[person_roleid=selected_roleid].role_code",
      person: "",
      bodies: "",
      grants: [{ value: "S0010:G0020:R8008", roles: ["ICS_SECRETARY"] }],
    });
    const statement = statementOf(table, {
      sub: "777",
      nhsid_useruid: "555036632103",
      name: "Somebody",
      selected_roleid: "200102838987",
      nhsid_nrbac_roles: [
        { person_roleid: "1", org_code: "RGR", role_code: "S8000:G8000:R8000" },
        { person_roleid: "200102838987", org_code: "QJG", role_code: "S0010:G0020:R8008" },
      ],
    });
    assert.equal(statement.subject, "555036632103");
    assert.equal(statement.organisation, "QJG");
    assert.deepEqual(statement.roles, [Role.ICS_SECRETARY]);
  });

  test("reads what Entra ID says, where groups name the organisation", () => {
    const table = tableFrom({
      subject: "oid",
      organisation: "",
      roles: "groups[]",
      grants: [
        { value: "g-secretaries", roles: ["ICS_SECRETARY", "ICS_MEMBER"], organisation: "QJG" },
        { value: "g-region", roles: ["REGION"], organisation: "Y61" },
      ],
    });
    const who = { oid: "o1", name: "Somebody" };
    const statement = statementOf(table, { ...who, groups: ["g-secretaries", "g-others"] });
    assert.equal(statement.organisation, "QJG");
    assert.deepEqual(statement.roles, [Role.ICS_SECRETARY, Role.ICS_MEMBER]);
    const both = { ...who, groups: ["g-secretaries", "g-region"] };
    assert.throws(() => statementOf(table, both), /more than one organisation/);
  });

  test("is refused with the entry that is wrong", () => {
    assert.match(refusal("nonsense"), /cannot be read/);
    assert.match(refusal([]), /must be an object/);
    assert.match(refusal({ colour: "blue" }), /"colour" is no entry/);
    assert.match(refusal({ subject: "" }), /"subject" is ""/);
    assert.match(refusal({ roles: "a..b" }), /"roles" is "a\.\.b"/);
    assert.match(refusal({ scope: "profile" }), /"scope" needs "openid"/);
    assert.match(refusal({ name: 7 }), /"name" must be a text/);
    assert.match(refusal({ grants: {} }), /"grants" must be a list/);
    assert.match(refusal({ grants: [{ value: "a" }] }), /grants\[0\]\.roles must be a list/);
    assert.match(refusal({ grants: [{ value: "a", roles: ["KING"] }] }), /the role "KING"; there/);
    assert.match(refusal({ grants: [{ value: "a", roles: ["PUBLIC"] }] }), /the role "PUBLIC"/);
  });
});
