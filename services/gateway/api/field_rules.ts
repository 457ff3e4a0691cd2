// What the schema says of a field besides its type. Options are bytes that are decoded each time they
// are asked for: here once a field, since a page asks for those of every field of a history.
import type { DescField } from "@bufbuild/protobuf";
import { getOption, hasOption } from "@bufbuild/protobuf";
import { rules } from "../gen/witan/options/v1/options_pb.js";
import type { FieldRules } from "../gen/witan/options/v1/options_pb.js";

const kKnown = new WeakMap<DescField, FieldRules | null>();

/** The rules of a field; undefined where it has none. */
export function rulesOf(field: DescField): FieldRules | undefined {
  let known = kKnown.get(field);
  if (known === undefined) {
    known = hasOption(field, rules) ? getOption(field, rules) : null;
    kKnown.set(field, known);
  }
  return known ?? undefined;
}
