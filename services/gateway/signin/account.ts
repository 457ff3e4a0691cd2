// Who somebody is to Witan, once a provider has said so, and the principal that the services are told.
import { create } from "@bufbuild/protobuf";
import { PrincipalSchema, Role } from "../gen/witan/auth/v1/principal_pb.js";
import type { Principal } from "../gen/witan/auth/v1/principal_pb.js";

export interface Account {
  /** The provider's own name for the person, for ever the same; mandates name it. */
  subject: string;
  /** What the person is called in the header of the pages; it goes no further. */
  name: string;
  /** The record id of the organisation, "" for none. */
  organisationId: string;
  organisationName: string;
  roles: readonly Role[];
  /** The person record, "" where there is none. */
  personId: string;
  /** Ids of the bodies that the provider names; what they allow is for the services to say. */
  bodies: readonly string[];
}

export const kPublic: Principal = create(PrincipalSchema, {
  subject: "public",
  roles: [Role.PUBLIC],
});

/** What the services are told of an account. */
export function principalOf(account: Account): Principal {
  const { subject, organisationId, personId, roles } = account;
  return create(PrincipalSchema, {
    subject,
    organisationId,
    personId,
    roles: roles.length === 0 ? [Role.PUBLIC] : [...roles],
  });
}
