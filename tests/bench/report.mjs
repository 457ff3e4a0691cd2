// The table of the benchmarks: its rows with floor and aim, the statistics, and how it is printed.

/** A row without floor and aim is stated, not judged. A floor of a row that is better when higher is a least value, else a greatest one. */
export const rows = [
  {
    key: "singleToEtcd",
    name: "single commands, 64 in flight: Witan / etcd",
    floor: 2.5,
    aim: 4.5,
  },
  {
    key: "singleToNoop",
    name: "single commands, 64 in flight: Witan / no-op gRPC",
    floor: 0.5,
    aim: 0.75,
  },
  {
    key: "oneInFlight",
    name: "one in flight: p50 / (no-op p50 + fdatasync p50)",
    floor: 1.6,
    aim: 1.25,
    lower: true,
  },
  { key: "tail", name: "p99 / p50 at 64 in flight", floor: 4, aim: 2, lower: true },
  { key: "bulkToEtcd", name: "bulk stream of 100: Witan / etcd", floor: 4, aim: 6.5 },
  {
    key: "getToNoop",
    name: "GetDecision, 16 in flight, 100k decisions: / no-op gRPC",
    floor: 0.7,
    aim: 0.9,
  },
  {
    key: "rebuild",
    name: "rebuild of 1M events: speed-up over one Get+Put per event",
    floor: 4,
    aim: 10,
  },
  {
    key: "reopen",
    name: "reopen at 1M / reopen at 100k events, after SIGKILL",
    floor: 1.5,
    aim: 1.1,
    lower: true,
  },
  {
    key: "idleMb",
    name: "resident memory of standalone, idle (MB)",
    floor: 96,
    aim: 64,
    lower: true,
  },
  {
    key: "fullMb",
    name: "resident memory of standalone, at 1M events (MB)",
    floor: 512,
    aim: 256,
    lower: true,
  },
  {
    key: "kafkaToEmbedded",
    name: "single commands, 64 in flight: on Kafka / on the embedded log without sync",
    floor: 0.6,
    aim: 0.9,
  },
  {
    key: "kafkaAloneToEmbedded",
    name: "the same with the views of the Kafka form on other machines",
  },
  {
    key: "kafkaOneInFlight",
    name: "one in flight: p50 on Kafka / p50 of a bare idempotent produce of the same bytes",
    floor: 1.6,
    aim: 1.2,
    lower: true,
  },
  {
    key: "kafkaReading",
    name: "reading to the end of 1M events: our reader / a plain consumer",
    floor: 0.3,
    aim: 0.6,
  },
  {
    key: "takeover",
    name: "first command after SIGKILL of the writer, session timeout 6 s (s)",
    floor: 8,
    aim: 7,
    lower: true,
  },
  { key: "flushMany", name: "flush.messages=1: commands a second, 64 in flight, with / without" },
  { key: "flushOne", name: "flush.messages=1: p50 of one in flight, with / without" },
];

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounded(value) {
  if (value >= 1000) return Math.round(value).toLocaleString("en-GB");
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function spread(values) {
  return `${rounded(Math.min(...values))} .. ${rounded(Math.max(...values))}`;
}

function verdict(row, value) {
  if (row.floor === undefined) return "stated";
  const reaches = (bound) => (row.lower ? value <= bound : value >= bound);
  if (reaches(row.aim)) return "aim";
  return reaches(row.floor) ? "floor" : "below the floor";
}

/** Each row with its statistics; rows that were not measured are left out. */
export function summary(samples) {
  return rows
    .filter((row) => samples[row.key]?.length)
    .map((row) => ({
      ...row,
      values: samples[row.key],
      measured: median(samples[row.key]),
      reached: verdict(row, median(samples[row.key])),
    }));
}

function table(header, lines) {
  const rule = header.map(() => "---");
  return [header, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The figures behind the ratios: [name, unit, values]. */
export function figuresTable(figures) {
  return table(
    ["", "median", "min .. max"],
    figures.map(([name, unit, values]) => [
      name,
      `${rounded(median(values))} ${unit}`,
      spread(values),
    ]),
  );
}

export function ratiosTable(results) {
  return table(
    ["", "floor", "aim", "measured", "min .. max", "reached"],
    results.map((row) => [
      row.name,
      row.floor ?? "",
      row.aim ?? "",
      rounded(row.measured),
      spread(row.values),
      row.reached,
    ]),
  );
}

export function conditionsTable(conditions) {
  return table(
    ["condition", ""],
    Object.entries(conditions).map(([name, value]) => [name, value]),
  );
}

/** The whole report in Markdown. */
export function markdown(conditions, results, figures) {
  return (
    [ratiosTable(results), figuresTable(figures), conditionsTable(conditions)].join("\n\n") + "\n"
  );
}
