// An open-loop HTTP client: requests leave by the clock, whether or not earlier ones were answered. A
// time counts from when a request was due, not from when it could be sent: a server that stalls is
// charged for all that waited meanwhile.
import { Agent, get } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

const kMostSockets = 256;
const kTickMs = 0.5;

/**
 * Asks `url` at `perSecond` for `seconds`. Returns the times in milliseconds in order, how many
 * answers were not 200, and the bytes of the last one.
 */
export async function openLoop({ url, perSecond, seconds, headers = {} }) {
  const agent = new Agent({ keepAlive: true, maxSockets: kMostSockets });
  const count = perSecond * seconds;
  const times = [];
  let failed = 0;
  let bytes = 0;
  const open = new Set();
  const start = performance.now();
  for (let sent = 0; sent < count;) {
    const now = performance.now() - start;
    const dueBy = Math.min(count, Math.floor((now / 1000) * perSecond) + 1);
    for (; sent < dueBy; sent += 1) {
      const due = start + (sent * 1000) / perSecond;
      const answer = ask(url, agent, headers).then((given) => {
        times.push(performance.now() - due);
        if (given.status !== 200) failed += 1;
        bytes = given.bytes;
      });
      open.add(answer);
      void answer.finally(() => open.delete(answer));
    }
    await pause(kTickMs);
  }
  await Promise.all(open);
  agent.destroy();
  return { times: times.sort((a, b) => a - b), failed, bytes };
}

/** As many as `total` requests of the addresses in turn, `atOnce` at a time. */
export async function closedLoop({ urls, total, atOnce, headers = {} }) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let sent = 0;
  let failed = 0;
  const lane = async () => {
    while (sent < total) {
      const url = urls[sent % urls.length];
      sent += 1;
      if ((await ask(url, agent, headers)).status !== 200) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  agent.destroy();
  return { failed };
}

/** Never fails: an answer that does not come has the status 0. */
function ask(url, agent, headers) {
  return new Promise((resolve) => {
    const request = get(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on("data", (part) => (bytes += part.length));
      response.on("end", () => resolve({ status: response.statusCode, bytes }));
      response.on("error", () => resolve({ status: 0, bytes }));
    });
    request.on("error", () => resolve({ status: 0, bytes: 0 }));
  });
}

/** The value below which the share of the times lies; times are in order. */
export function percentile(times, share) {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))];
}
