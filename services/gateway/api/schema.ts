// The services of the schema, read at run time from the descriptors that buf wrote at build time: a
// new RPC needs no line of code here.
import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import type { DescMethod, DescService, FileRegistry } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const kCommandHeader = "witan.command.v1.CommandHeader";

export interface Schema {
  registry: FileRegistry;
  /** Witan's own services, by name. */
  services: readonly DescService[];
}

export function readSchema(descriptors: Uint8Array): Schema {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
  const services = [...registry]
    .filter((desc) => desc.kind === "service")
    .filter(({ typeName }) => typeName.startsWith("witan."))
    .sort((a, b) => a.typeName.localeCompare(b.typeName));
  return { registry, services };
}

let built: Schema | undefined;

/** The schema that this build speaks. */
export function schemaOfBuild(): Schema {
  built ??= readSchema(readFileSync(new URL("../gen/schema.binpb", import.meta.url)));
  return built;
}

/** A command is a call whose request carries a command's header. */
export function isCommand(method: DescMethod): boolean {
  return method.input.fields.some(
    (field) => field.fieldKind === "message" && field.message.typeName === kCommandHeader,
  );
}
