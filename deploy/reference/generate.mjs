// Prints the register of organisations as import lines for `witan import`, made from the CSV files
// beside this script. The same CSV files give the same lines, ids included.
//
//   node deploy/reference/generate.mjs > reference.jsonl

import { REGISTRAR, daysLater, organisationId, readCsv, said, uuid5 } from "../facts.mjs";

const read = (file) => readCsv(new URL(file, import.meta.url));
const organisations = read("organisations.csv");
const systems = read("ics.csv");
const authorities = read("la_ics.csv");
const places = read("icb_sub_locations_2022.csv");
const successions = read("successions.csv");

// Integrated care boards were established, and clinical commissioning groups abolished, on this day.
const ESTABLISHED = "2022-07-01";
// The day that the 2021 geography describes. How long it had been so is not known, therefore these
// placements have no first day.
const GEOGRAPHY_2021 = "2021-04-01";
const NOT_KNOWN = "";
const LICENCE = "Open Government Licence v3.0 (NHS Digital/ODS, ONS)";
const LOADED = "Loaded from published reference data when this record was set up.";

const lines = [];
const notes = [];

function command(name, recordId, occurred, content) {
  lines.push({
    header: {
      requestId: uuid5(`request:reference:${name}`),
      recordId,
      actedBy: { organisationId: REGISTRAR, capacity: "CAPACITY_ORGANISATION" },
      attestation: "ATTESTATION_OWN",
      occurred: { date: occurred, precision: "PRECISION_DAY" },
      softReasons: [{ rule: "R-65", reason: LOADED }],
    },
    content,
  });
}

function register(kind, key, facts) {
  const registered = said({
    kind: `ORGANISATION_KIND_${kind}`,
    name: facts.name,
    codes: facts.codes,
    validFrom: facts.validFrom,
    validTo: facts.validTo,
    placements: facts.placements,
    source: facts.source,
    note: facts.note,
    responsibleLocalAuthority: facts.responsible,
  });
  // What has no known beginning is registered as of the first day that the data describes.
  const occurred = facts.validFrom || facts.occurred || GEOGRAPHY_2021;
  command(`register:${kind}:${key}`, organisationId(kind, key), occurred, {
    organisationRegistered: registered,
  });
}

const ods = (code, from, to) => said({ scheme: "CODE_SCHEME_ODS", code, from, to });
const gss = (code, from, to) => said({ scheme: "CODE_SCHEME_GSS", code, from, to });
const local = (code) => ({ scheme: "CODE_SCHEME_LOCAL", code });
const within = (kind, code, from, to, share) =>
  said({ withinId: organisationId(kind, code), from, to, sharePermille: share });
const codes = (...all) => all.filter((code) => code.code);
const sourced = (row) => `${row.source}; ${LICENCE}`.slice(0, 500);
// The files give the last day; Witan wants the first day without.
const dayAfter = (date) => (date ? daysLater(date, 1) : "");
const ofKind = (...kinds) => organisations.filter((row) => kinds.includes(row.kind));

// ---- who keeps the register, and the national bodies

register("REGISTRAR", "WITAN", {
  name: "Register of organisations",
  codes: [local("WITAN")],
  note: "The keeper of this register: it registers every other organisation, and itself first.",
});
register("NHSE_NATIONAL", "NHSE", {
  name: "NHS England and NHS Improvement",
  codes: [local("NHSE")],
  source: "Health and Care Act 2022, sections 1 and 33 to 36",
});
command("rename:NHSE", organisationId("NHSE_NATIONAL", "NHSE"), ESTABLISHED, {
  organisationRenamed: { name: "NHS England", from: ESTABLISHED },
});
register("CQC", "CQC", {
  name: "Care Quality Commission",
  codes: [local("CQC")],
  validFrom: "2009-04-01",
  source: "Health and Social Care Act 2008",
});

// ---- regions, systems, boards

for (const row of ofKind("nhs_region")) {
  register("NHSE_REGION", row.ods_code, {
    name: row.name,
    codes: codes(ods(row.ods_code), gss(row.gss_code)),
    placements: [within("NHSE_NATIONAL", "NHSE")],
    source: sourced(row),
    note: "GSS code as in the 2021 source; start date not known",
  });
}
for (const row of ofKind("ics_pre_statutory")) {
  register("ICS", row.ods_code, {
    name: row.name,
    codes: codes(
      ods(row.ods_code, row.valid_from, ESTABLISHED),
      gss(row.gss_code, row.valid_from, ESTABLISHED),
    ),
    validFrom: row.valid_from,
    validTo: dayAfter(row.valid_to),
    placements: [within("NHSE_REGION", row.region_code, NOT_KNOWN, ESTABLISHED)],
    source: sourced(row),
    note: row.note,
  });
}
const gss2023 = Object.fromEntries(systems.map((row) => [row.ods_code, row.gss_2023]));
for (const row of ofKind("icb")) {
  const later = gss2023[row.ods_code];
  // Two boards had their old GSS code on the first day and a new one in April 2023; when it
  // changed is not known, so the new one has no date.
  const changed = later !== row.gss_code;
  register("ICB", row.ods_code, {
    name: row.name,
    codes: codes(
      ods(row.ods_code, ESTABLISHED),
      gss(row.gss_code, ESTABLISHED),
      changed ? gss(later) : {},
    ),
    validFrom: row.valid_from,
    validTo: dayAfter(row.valid_to),
    placements: [within("NHSE_REGION", row.region_code, ESTABLISHED)],
    source: sourced(row),
    note: changed ? `${row.note}; GSS code ${later} by April 2023, day not known` : row.note,
  });
  command(`succeed:ICS:${row.ods_code}`, organisationId("ICS", row.ods_code), ESTABLISHED, {
    organisationSucceeded: {
      successorId: organisationId("ICB", row.ods_code),
      on: ESTABLISHED,
      source: "Health and Care Act 2022: integrated care boards established on 1 July 2022",
    },
  });
}

// ---- clinical commissioning groups and the places that they became

for (const row of ofKind("ccg")) {
  const to = dayAfter(row.valid_to);
  const lasted = !row.valid_to || row.valid_to >= GEOGRAPHY_2021;
  register("CCG", row.ods_code, {
    name: row.name,
    codes: codes(ods(row.ods_code, row.valid_from, to), gss(row.gss_code, "", to)),
    validFrom: row.valid_from,
    validTo: to,
    placements: row.ics_code && lasted ? [within("ICS", row.ics_code, NOT_KNOWN, ESTABLISHED)] : [],
    source: sourced(row),
    note: row.note,
  });
}
const ccgNames = Object.fromEntries(ofKind("ccg").map((row) => [row.ods_code, row.name]));
for (const row of places) {
  const before = within("ICS", row.former_ccg_ics_2021, NOT_KNOWN, ESTABLISHED);
  const after = within("ICB", row.icb_code, ESTABLISHED);
  const moved = row.moved === "yes";
  const name = (ccgNames[row.sicbl_ods] ?? row.name).replace(/^NHS /, "").replace(/ CCG$/, "");
  register("PLACE", row.sicbl_ods, {
    name: `${name} (place)`,
    codes: codes(ods(row.sicbl_ods, ESTABLISHED), gss(row.gss, ESTABLISHED)),
    placements: moved ? [before] : [before, after],
    source: `${row.name}, ONS sub ICB locations 2022; ${LICENCE}`,
    note: "The area of a clinical commissioning group of 2021/22, from 1 July 2022 within a board",
  });
  if (moved) {
    command(
      `boundary:PLACE:${row.sicbl_ods}`,
      organisationId("PLACE", row.sicbl_ods),
      ESTABLISHED,
      {
        boundaryChanged: {
          from: ESTABLISHED,
          placements: [after],
          source: `ONS sub ICB locations 2022: ${row.sicbl_ods} moved from ${row.former_ccg_ics_2021} to ${row.icb_code}; ${LICENCE}`,
        },
      },
    );
  }
  command(`succeed:CCG:${row.sicbl_ods}`, organisationId("CCG", row.sicbl_ods), ESTABLISHED, {
    organisationSucceeded: {
      successorId: organisationId("ICB", row.icb_code),
      on: ESTABLISHED,
      source: "Health and Care Act 2022: clinical commissioning groups abolished on 1 July 2022",
    },
  });
}

// ---- trusts

const trustKinds = {};
for (const row of organisations.filter((each) => each.kind.startsWith("trust_"))) {
  const kind = /Foundation Trust/i.test(row.name) ? "FOUNDATION_TRUST" : "NHS_TRUST";
  trustKinds[row.ods_code] = kind;
  const to = dayAfter(row.valid_to);
  const until = to && to < ESTABLISHED ? to : ESTABLISHED;
  const open = !to || to > ESTABLISHED;
  register(kind, row.ods_code, {
    name: row.name,
    codes: codes(ods(row.ods_code, row.valid_from, to), gss(row.gss_code)),
    validFrom: row.valid_from,
    validTo: to,
    placements: row.ics_code
      ? [
          ...(until > GEOGRAPHY_2021 ? [within("ICS", row.ics_code, NOT_KNOWN, until)] : []),
          ...(open ? [within("ICB", row.ics_code, ESTABLISHED, to)] : []),
        ]
      : [],
    source: sourced(row),
    note: [row.kind.replace("trust_", "").replaceAll("_", " "), row.note]
      .filter(Boolean)
      .join("; "),
  });
}

// ---- local authorities and Healthwatch: several systems at a time, with shares

const shares = {};
for (const row of authorities) {
  const kind = row.geography.startsWith("2021") ? "ICS" : "ICB";
  const from = kind === "ICS" ? NOT_KNOWN : ESTABLISHED;
  const to = kind === "ICS" ? ESTABLISHED : "";
  const share = Math.max(1, Math.round(Number(row.share_of_lsoas) * 1000));
  (shares[row.utla_gss] ??= []).push(within(kind, row.ics_code, from, to, share));
}
const authorityRows = organisations.filter((row) => row.kind.startsWith("local_authority_"));
for (const row of authorityRows) {
  register("LOCAL_AUTHORITY", row.gss_code, {
    name: row.name,
    codes: codes(gss(row.gss_code)),
    placements: shares[row.gss_code],
    source: sourced(row),
    note: `${row.kind.replace("local_authority_", "").replaceAll("_", " ")}; start date not known`,
    responsible: true,
  });
}
for (const row of ofKind("healthwatch_area")) {
  register("HEALTHWATCH", row.gss_code, {
    name: row.name,
    codes: [local(row.gss_code)],
    validFrom: row.valid_from,
    placements: shares[row.gss_code],
    source: sourced(row),
    note: row.note,
  });
}

// ---- successions of single organisations

function recordOf(code) {
  if (trustKinds[code]) return organisationId(trustKinds[code], code);
  if (ccgNames[code]) return organisationId("CCG", code);
  return "";
}
for (const row of successions) {
  const from = recordOf(row.old_code);
  const to = recordOf(row.new_code);
  if (!from || !to) {
    notes.push(`${row.old_code} to ${row.new_code} on ${row.date}: not in the register`);
    continue;
  }
  command(`succeed:${row.old_code}:${row.new_code}`, from, row.date, {
    organisationSucceeded: { successorId: to, on: row.date, source: `${row.source}`.slice(0, 500) },
  });
}

process.stdout.write(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
if (process.argv.includes("--verbose")) {
  process.stderr.write(`${lines.length} lines; left out:\n${notes.join("\n")}\n`);
}
