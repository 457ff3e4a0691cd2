// Records of the demonstration, found by what they are called.
const kOversight = "witan.oversight.v1.OversightService";
const kInvolvement = "witan.involvement.v1.InvolvementQueryService";

/** The number of the newest public decision whose title has these words. */
export function decisionNumber(stack, words) {
  return numberOf(stack, `${kOversight}/ListDecisions`, { words });
}

export function involvementNumber(stack, words) {
  return numberOf(stack, `${kInvolvement}/ListActivities`, { words });
}

/** The page of the newest public record of a list ("Meetings") that the filter takes. */
export async function recordPath(stack, list, filter) {
  return `/${list.toLowerCase()}/${await numberOf(stack, `${kOversight}/List${list}`, filter)}`;
}

async function numberOf(stack, method, filter) {
  const { body } = await stack.call(method, { filter, pageSize: 1 });
  const number = body?.items?.[0]?.head?.number;
  if (number === undefined)
    throw new Error(`${method} finds nothing with ${JSON.stringify(filter)}`);
  return number;
}
