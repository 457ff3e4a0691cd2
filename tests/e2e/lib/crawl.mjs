// Follows every link of the site from its first page on.
const kMostPages = 2_000;
/** Of addresses that differ in numbers or in the values of their parameters alone, so many. */
const kMostAlike = 60;
const kMostFiltered = 10;
const kAtOnce = 8;

/** The words of a page's main part, without its proof, which is for machines. */
export function textOf(html) {
  const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  return main
    .replace(/<dl class="nhsuk-summary-list witan-proof">[\s\S]*?<\/dl>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}

/** The addresses that a page links to on this site, and those elsewhere. */
export function linksOf(html) {
  const all = [...html.matchAll(/<(?:a|link)\b[^>]*\bhref="([^"]*)"/g)].map(([, href]) =>
    href.replaceAll("&amp;", "&").replaceAll("&#39;", "'"),
  );
  return {
    own: all.filter((href) => href.startsWith("/") || href.startsWith("#")),
    elsewhere: all.filter((href) => /^https?:/.test(href)),
    odd: all.filter((href) => !/^(\/|#|https?:)/.test(href)),
  };
}

/**
 * Visits "/" and what can be reached from it, of addresses that are alike a number. Returns the pages by address, {status, html}, and
 * one sentence for each link that leads nowhere.
 */
export async function crawl(stack) {
  const pages = new Map();
  const wrong = [];
  const open = ["/"];
  const seen = new Map();
  while (open.length > 0 && pages.size < kMostPages) {
    const batch = open.splice(0, kAtOnce);
    const found = await Promise.all(batch.map((path) => visit(stack, path)));
    for (const page of found) pages.set(page.path, page);
    const known = new Set([...pages.keys(), ...open]);
    for (const { path, html, location } of found) {
      const { own, odd } = linksOf(html);
      if (location !== "") own.push(location);
      wrong.push(...odd.map((href) => `${path} links to "${href}"`));
      wrong.push(...lostFragments(path, html, own));
      const next = own.map((href) => href.split("#")[0]).filter((href) => href !== "");
      for (const href of next) {
        if (known.has(href) || isOneTooMany(seen, href)) continue;
        known.add(href);
        open.push(href);
      }
    }
  }
  for (const { path, status, location } of pages.values()) {
    if (status !== 200 && location === "") wrong.push(`${path} answers ${status}`);
  }
  if (open.length > 0) wrong.push(`more than ${kMostPages} pages`);
  return { pages, wrong };
}

/** Whether enough addresses of this shape were seen: /decisions/N, /decisions?system&words. */
function isOneTooMany(seen, href) {
  const { pathname, searchParams } = new URL(href, "http://witan");
  const format = searchParams.get("format") ?? "";
  const shape = `${pathname.replace(/\d+$/, "N")}?${[...searchParams.keys()].sort().join()}${format}`;
  const count = (seen.get(shape) ?? 0) + 1;
  seen.set(shape, count);
  return count > (searchParams.size === 0 ? kMostAlike : kMostFiltered);
}

async function visit(stack, path) {
  const response = await stack.get(path);
  const type = response.headers.get("content-type") ?? "";
  const text = await response.text();
  // For now, as the page of what changed since: where it leads is visited as if it were a link.
  const location = response.status === 302 ? response.headers.get("location") : "";
  const html = type.startsWith("text/html") ? text : "";
  return { path, status: response.status, type, location, html };
}

function lostFragments(path, html, own) {
  return own
    .filter((href) => href.startsWith("#"))
    .filter((href) => !html.includes(`id="${href.slice(1)}"`))
    .map((href) => `${path} has no place ${href}`);
}
