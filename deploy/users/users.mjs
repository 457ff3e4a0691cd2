// Who can sign in at the development provider: one for each role of the visibility matrix. They are
// nobody: the names say what they may do.
import { REGISTRAR, organisationId } from "../facts.mjs";
import { personId } from "../demonstration/ids.mjs";

const SUFFOLK = "QJG";
/** An organisation of the voluntary sector in Suffolk; the register has none, so it is invented. */
export const VCSE = organisationId("VCSE", "VCSE-SUFFOLK");

/** `organisation` is an ODS code, or a record id where the organisation has none. */
const user = (subject, name, role, organisation, person) => ({
  subject: `dev-${subject}`,
  name,
  organisation,
  roles: [`${role}`],
  ...(person && { person: personId(person) }),
});

export const users = [
  user("secretary", "Board secretary, Suffolk", "ICS_SECRETARY", SUFFOLK),
  user("chair", "Chair of the board, Suffolk", "ICS_MEMBER", SUFFOLK, "snee:chair"),
  user("member", "Primary care member, Suffolk", "ICS_MEMBER", SUFFOLK, "snee:gp"),
  user("officer", "Involvement officer, Suffolk", "ICS_SECRETARY", SUFFOLK),
  user("other", "Board member, Dorset", "ICS_MEMBER", "QVV", "dorset-icb:ned1"),
  user("region", "Oversight manager, East of England", "REGION", "Y61"),
  user("national", "NHS England, national", "NATIONAL", organisationId("NHSE_NATIONAL", "NHSE")),
  user("cqc", "Inspector, Care Quality Commission", "CQC", organisationId("CQC", "CQC")),
  user("trust", "Director, West Suffolk trust", "PROVIDER", "RGR"),
  user(
    "council",
    "Officer, Suffolk council",
    "LOCAL_AUTHORITY",
    organisationId("LOCAL_AUTHORITY", "E10000029"),
  ),
  user(
    "healthwatch",
    "Officer, Healthwatch in Suffolk",
    "HEALTHWATCH",
    organisationId("HEALTHWATCH", "E10000029"),
  ),
  user("vcse", "Officer, voluntary sector in Suffolk", "VCSE", VCSE),
  user("registrar", "Keeper of the register", "REGISTRAR", REGISTRAR),
  user("operator", "Operator of the service", "OPERATOR", REGISTRAR),
];
