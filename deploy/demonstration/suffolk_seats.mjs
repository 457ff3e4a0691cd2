// The seats of the board of Suffolk and North East Essex; all of them illustrative.

import { org } from "./ids.mjs";

export const SNEE = org("ICB", "QJG");

// [seat, office, role, sector, employer]; a general practice is not in the register.
export const SEATS = [
  ["chair", "Chair of the board", "CHAIR", "INDEPENDENT", SNEE],
  ["ned1", "Non-executive member, audit", "IND_NED", "INDEPENDENT", SNEE],
  ["ned2", "Non-executive member, remuneration", "IND_NED", "INDEPENDENT", SNEE],
  ["ce", "Chief Executive", "CE", "ICS_BODY", SNEE],
  ["fd", "Director of Finance", "FD", "ICS_BODY", SNEE],
  ["dn", "Director of Nursing", "DN", "ICS_BODY", SNEE],
  ["md", "Medical Director", "MD", "ICS_BODY", SNEE],
  ["trust", "Trust partner member", "PARTNER_TRUST", "ACUTE", org("FOUNDATION_TRUST", "RGR")],
  ["gp", "Primary care partner member", "PARTNER_PRIMARY", "PRIMARY_CARE", undefined],
  [
    "la",
    "Local authority partner member",
    "PARTNER_LA",
    "LOCAL_AUTHORITY",
    org("LOCAL_AUTHORITY", "E10000029"),
  ],
];

export const s = (seat) => `snee:${seat}`;
