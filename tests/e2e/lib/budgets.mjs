// How heavy and how high a page may be, by what it is.
import { gzipSync } from "node:zlib";

const kKiB = 1024;
/** HTML as a proxy would send it, and heights in pixels at 1280 and 375 with all details closed. */
const kBudgets = [
  { of: /\/new$/, htmlBytes: 4 * kKiB },
  { of: /^\/$/, htmlBytes: 8 * kKiB, heights: [2_800, 4_500] },
  { of: /^\/(?!api|rules|events)[a-z-]+\/:key$/, htmlBytes: 8 * kKiB, heights: [4_500, 7_500] },
  { of: /^\/(?!api|data)[a-z-]+$/, htmlBytes: 8 * kKiB },
];
export const kStyleBytes = 26 * kKiB;

export const gzippedBytes = (text) => gzipSync(text, { level: 9 }).length;

/** One line for each budget that a page of the route does not keep. */
export function overBudget(route, html, heights) {
  const budget = kBudgets.find(({ of }) => of.test(route));
  if (!budget) return [];
  const bytes = gzippedBytes(html);
  const found =
    bytes > budget.htmlBytes ? [`${bytes} bytes of HTML, ${budget.htmlBytes} allowed`] : [];
  for (const [index, limit] of (budget.heights ?? []).entries()) {
    if (heights[index] > limit) found.push(`${heights[index]} px high, ${limit} allowed`);
  }
  return found;
}
