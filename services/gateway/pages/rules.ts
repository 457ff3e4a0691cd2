// The rules that Witan checks, as the services hold them: sentence, source, dates, parameters.
import type { Rule } from "../gen/witan/oversight/v1/oversight_pb.js";
import { formatDate, plainSentence } from "./format.js";
import type { Moment } from "./moment.js";
import { NotFoundError } from "./page.js";
import type { Page, PageRequest } from "./page.js";

export async function rulesPage({ services, moment, call }: PageRequest): Promise<Page> {
  const { items } = await services.oversight.listRules({}, call);
  return {
    kind: "page",
    view: "rules",
    title: "The rules that Witan checks",
    crumbs: [{ text: "Home", href: moment.link("/") }],
    section: "rules",
    model: { rules: items.map((rule) => ruleView(rule, moment)) },
  };
}

export async function rulePage({ services, moment, key, call }: PageRequest): Promise<Page> {
  const { items } = await services.oversight.listRules({}, call);
  // A rule whose substance changed on a date stands in the table twice.
  const rows = items.filter(({ id }) => id === key);
  if (rows.length === 0) throw new NotFoundError(`There is no rule ${key}.`);
  return {
    kind: "page",
    view: "rule",
    title: rows.at(-1)?.sentence ?? key,
    caption: `Rule ${key}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: "Rules", href: moment.link("/rules") },
    ],
    section: "rules",
    model: {
      rules: rows.map((rule) => ruleView(rule, moment)),
      broken: moment.link("/decisions", { broken_rule: key }),
    },
  };
}

const kLevels: Readonly<Record<string, string>> = {
  HARD: "Refuses",
  SOFT: "Asks for a reason",
  DERIVE: "Computes and flags",
};

function ruleView(rule: Rule, moment: Moment) {
  return {
    id: rule.id,
    href: moment.link(`/rules/${encodeURIComponent(rule.id)}`),
    level: kLevels[rule.level] ?? rule.level,
    sentence: rule.sentence,
    source: rule.source,
    dates: datesText(rule),
    recordable: rule.factRecordable ? "Yes, with a reason, and it says which rules it broke" : "No",
    parameters: rule.parameters.map(({ name, value, from }) => ({
      name: name.replaceAll("_", " "),
      value: plainSentence(value),
      from: from === "" ? "Always" : `From ${formatDate(from)}`,
    })),
  };
}

function datesText({ from, until }: Rule): string {
  if (from === "" && until === "") return "Always";
  if (from === "") return `Until ${formatDate(until)}, that day not included`;
  if (until === "") return `From ${formatDate(from)}`;
  return `From ${formatDate(from)} until ${formatDate(until)}, that day not included`;
}
