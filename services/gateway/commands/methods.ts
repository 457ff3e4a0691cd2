// The command that records an event of a kind, found by its descriptor.
import type { DescMethod, DescMethodUnary } from "@bufbuild/protobuf";
import { isCommand, schemaOfBuild } from "../api/schema.js";

let byContent: ReadonlyMap<string, DescMethodUnary> | undefined;

/** By the name of the event's message: "witan.decision.v1.DecisionMade". */
export function methodFor(typeName: string): DescMethodUnary | undefined {
  byContent ??= allMethods();
  return byContent.get(typeName);
}

function allMethods(): ReadonlyMap<string, DescMethodUnary> {
  const found = new Map<string, DescMethodUnary>();
  for (const method of schemaOfBuild().services.flatMap(({ methods }) => methods)) {
    const content = method.input.field.content;
    if (!isUnary(method) || !isCommand(method) || content?.fieldKind !== "message") continue;
    found.set(content.message.typeName, method);
  }
  return found;
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}
