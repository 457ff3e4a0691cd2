// What Witan is, what a program can ask of it, and how accessible these pages are.
import type { DescService } from "@bufbuild/protobuf";
import { isCommand } from "../api/schema.js";
import type { Schema } from "../api/schema.js";
import type { Page, PageMaker } from "./page.js";

/** The catalogue of calls is the schema's own. */
export function aboutPage(schema: Schema, origin: string): PageMaker {
  const apiServices = schema.services.map(serviceView);
  return ({ moment }) =>
    Promise.resolve<Page>({
      kind: "page",
      view: "about",
      title: "About Witan",
      crumbs: [{ text: "Home", href: moment.link("/") }],
      model: { apiServices, origin },
    });
}

function serviceView(service: DescService) {
  return {
    name: service.typeName,
    comment: commentOf(service),
    calls: service.methods.map((method) => ({
      name: method.name,
      input: method.input.typeName,
      isCommand: isCommand(method),
    })),
  };
}

// FileDescriptorProto.service is field 6: a service's comment stands at the path [6, its index].
const kServiceField = 6;

function commentOf({ file, proto }: DescService): string {
  const index = file.proto.service.indexOf(proto);
  const location = file.proto.sourceCodeInfo?.location.find(
    ({ path }) => path.length === 2 && path[0] === kServiceField && path[1] === index,
  );
  return (location?.leadingComments ?? "").trim();
}
