// Prints whom each development certificate speaks for, as the principals file of standalone.
import { REGISTRAR, organisationId } from "../../deploy/facts.mjs";

const people = [
  ["cli-registrar", REGISTRAR, "ROLE_REGISTRAR"],
  ["cli-cqc", organisationId("CQC", "CQC"), "ROLE_CQC"],
  ["cli-region", organisationId("NHSE_REGION", "Y60"), "ROLE_REGION"],
];
const principals = people.map(([subject, organisationId, role]) => ({
  certificate: `spiffe://dev/${subject}`,
  principal: { subject, organisationId, roles: [role] },
}));
process.stdout.write(JSON.stringify({ principals }, null, 2) + "\n");
