// What the schema says of itself: the comments that stand before services, calls, messages and fields.
import type { DescField, DescFile, DescMessage, DescMethod, DescService } from "@bufbuild/protobuf";

// Numbers of FileDescriptorProto, DescriptorProto and ServiceDescriptorProto: they never change.
const kFileMessages = 4;
const kFileServices = 6;
const kMessageFields = 2;
const kMessageNested = 3;
const kServiceMethods = 2;

const kIndexes = new WeakMap<DescFile, ReadonlyMap<string, string>>();

export function commentOf(desc: DescService | DescMethod | DescMessage | DescField): string {
  const file = desc.kind === "rpc" || desc.kind === "field" ? desc.parent.file : desc.file;
  return indexOf(file).get(pathOf(desc).join()) ?? "";
}

function indexOf(file: DescFile): ReadonlyMap<string, string> {
  let index = kIndexes.get(file);
  if (!index) {
    const locations = file.proto.sourceCodeInfo?.location ?? [];
    index = new Map(
      locations
        .filter(({ leadingComments }) => leadingComments !== "")
        .map(({ path, leadingComments }) => [path.join(), oneText(leadingComments)]),
    );
    kIndexes.set(file, index);
  }
  return index;
}

/** Lines of a comment are broken for the reader of the source alone. */
function oneText(comment: string): string {
  return comment.replace(/\s+/g, " ").trim();
}

function pathOf(desc: DescService | DescMethod | DescMessage | DescField): number[] {
  switch (desc.kind) {
    case "service":
      return [kFileServices, desc.file.proto.service.indexOf(desc.proto)];
    case "rpc":
      return [
        ...pathOf(desc.parent),
        kServiceMethods,
        desc.parent.proto.method.indexOf(desc.proto),
      ];
    case "field":
      return [...pathOf(desc.parent), kMessageFields, desc.parent.proto.field.indexOf(desc.proto)];
    case "message":
      return desc.parent
        ? [...pathOf(desc.parent), kMessageNested, desc.parent.proto.nestedType.indexOf(desc.proto)]
        : [kFileMessages, desc.file.proto.messageType.indexOf(desc.proto)];
  }
}
