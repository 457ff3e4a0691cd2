// One state of an address, for the list of them.

/**
 * One state: `route` as the router has it, `as` who looks ("" is the public), `at` the address, a text
 * or a function of a Finder; `status` and `words` what a reader must find. A form can be filled and its
 * buttons pressed, in order; `status` and `words` then say what comes of the last.
 */
export const state = (
  route,
  name,
  { as = "", at = route, status = 200, words, fill = [], press = [] },
) => ({
  route,
  name: `${route}: ${name}${as === "" ? "" : `, as ${as}`}`,
  as,
  at,
  status,
  words,
  fill,
  press,
});

/** A form as it opens, and with nothing answered; where its first step asks for nothing, that is shown. */
export const form = (route, as, at, words, refusal = /Nothing was recorded/, status = 422) => [
  state(route, "the form", { as, at, words }),
  state(route, "the form, sent as it is", { as, at, press: ["check"], status, words: refusal }),
];
