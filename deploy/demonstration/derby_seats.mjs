// The seats of the governing body of Derby and Derbyshire and who of them came.

// Seats as derived from those present and those who apologised: 22, six of one role.
export const SEATS = [
  ["chair", "Clinical Chair", "CHAIR", "CLINICAL"],
  ...[1, 2, 3, 4, 5, 6].map((n) => [
    `gp${n}`,
    `Governing Body GP, seat ${n}`,
    "CLINICAL",
    "PRIMARY_CARE",
  ]),
  ["consultant", "Secondary Care Consultant", "CLINICAL", "ACUTE"],
  ["ceo", "Chief Executive Officer (accountable officer)", "CE", "ICS_BODY"],
  ["cfo", "Chief Finance Officer", "FD", "ICS_BODY"],
  ["cno", "Chief Nursing Officer", "DN", "ICS_BODY"],
  ["md", "Medical Director", "MD", "ICS_BODY"],
  ["strategy", "Executive Director of Corporate Strategy and Delivery", "EXECUTIVE", "ICS_BODY"],
  ["operations", "Executive Director of Commissioning Operations", "EXECUTIVE", "ICS_BODY"],
  ["lay-audit", "Lay Member for Audit", "LAY", "LAY"],
  ["lay-finance", "Lay Member for Finance", "LAY", "LAY"],
  ["lay-governance", "Lay Member for Governance", "LAY", "LAY"],
  ["lay-primary", "Lay Member for Primary Care Commissioning", "LAY", "LAY"],
  ["lay-ppi", "Lay Member for Patient and Public Involvement", "LAY", "LAY"],
  ["vice", "Lay Member for Patient and Public Involvement / Vice Chair", "DEPUTY_CHAIR", "LAY"],
  ["dph-city", "Director of Public Health, Derby City Council", "ADDITIONAL", "PUBLIC_HEALTH"],
  [
    "dph-county",
    "Director of Public Health, Derbyshire County Council",
    "ADDITIONAL",
    "PUBLIC_HEALTH",
  ],
];

export const p = (seat) => `derby:${seat}`;

// Everybody whom the lists leave out was there for the whole meeting.
export function attendance(apologies, part, neither = []) {
  return SEATS.filter(([seat]) => !neither.includes(seat)).map(([seat]) => {
    if (apologies.includes(seat)) return [p(seat), "APOLOGIES"];
    if (part[seat]) return [p(seat), "PART", { items: part[seat] }];
    return [p(seat), "PRESENT"];
  });
}
