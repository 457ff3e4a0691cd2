import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  BodySchema,
  DelegationSchema,
  GetPowersResponseSchema,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { Moment } from "../pages/moment.js";
import { chainPanel, heldBy, liveDelegations, overlapPanel } from "./power_chain.js";

const kNow = new Moment({});
const kBoard = create(BodySchema, {
  head: { id: "board", number: 7n, title: "The board" },
  instrument: "Constitution 1.0",
  instrumentFrom: "2022-07-01",
});
const delegation = (number: bigint, receiver: string, functions: string[]) =>
  create(DelegationSchema, {
    head: { number, title: `Power ${number}` },
    proposed: { delegateBodyId: receiver },
    delegator: { name: "The board" },
    delegate: { name: receiver },
    terms: { functions, end: "2027-04-01", limits: [{ upTo: { revenue: { pence: 2_500_000n } } }] },
  });
const kFirst = delegation(11n, "committee", ["BUY"]);
const kSecond = delegation(12n, "place", ["BUY", "SELL"]);
const kPowers = create(GetPowersResponseSchema, {
  delegations: [{ delegation: kFirst, below: [{ delegation: kSecond }] }],
});

suite("where a power comes from", () => {
  test("is the giver's instrument where it hands nothing on", () => {
    const { chain } = chainPanel(kBoard, [], "the committee", kNow);
    assert.deepEqual(chain, [
      { text: "Constitution 1.0 of The board, from 1 July 2022", href: "/bodies/7" },
      { text: "This delegation, to the committee" },
    ]);
  });

  test("is the chain from the first giver down where it hands on what it was given", () => {
    const { chain } = chainPanel(kBoard, [kSecond, kFirst], undefined, kNow);
    assert.deepEqual(
      chain?.map(({ href }) => href),
      ["/delegations/11", "/delegations/12", undefined],
    );
    assert.match(chain[0]?.text ?? "", /up to £25,000 revenue; until 1 April 2027/);
  });

  test("says so where the giver has no instrument in force", () => {
    const bare = create(BodySchema, { head: { title: "A forum", number: 8n } });
    assert.match(chainPanel(bare, [], "x", kNow).chain?.[0]?.text ?? "", /no constitution/);
  });
});

suite("live delegations", () => {
  test("are found at every depth, and by who holds them", () => {
    assert.deepEqual(liveDelegations(kPowers), [kFirst, kSecond]);
    assert.deepEqual(heldBy(kPowers, "place"), [kSecond]);
  });

  test("that give the same functions are named, with what is shared", () => {
    const panel = overlapPanel(liveDelegations(kPowers), ["SELL", "LET"], kNow);
    assert.deepEqual(
      panel?.chain?.map(({ text }) => text?.split(":")[0]),
      ["SELL"],
    );
    assert.equal(overlapPanel(liveDelegations(kPowers), ["LET"], kNow), undefined);
  });
});
