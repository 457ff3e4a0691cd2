// Dates, times, numbers and money as the pages write them (NHS style): 8 September 2022, 9.04am,
// 418,240, £1.8 million.
import type { Money, Value } from "../gen/witan/common/v1/common_pb.js";

const kMonths = (
  "January February March April May June July August September October November " + "December"
).split(" ");

/** "2022-09-08" as "8 September 2022"; a text that is no date stays as it is, empty is "Not known". */
export function formatDate(iso: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  const month = kMonths[Number(match?.[2]) - 1];
  if (!match || !month) return iso === "" ? "Not known" : iso;
  return `${Number(match[3])} ${month} ${match[1] ?? ""}`;
}

const kLondon = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "numeric",
  minute: "2-digit",
  hour12: false,
});

/** Microseconds since 1970 as "12 October 2022 at 9.04am", London time. */
export function formatTimestamp(microseconds: bigint): string {
  const parts = kLondon.formatToParts(Number(microseconds / 1000n));
  const part = (type: string) => parts.find((item) => item.type === type)?.value ?? "";
  const time = formatTime(`${part("hour")}:${part("minute")}`);
  return `${part("day")} ${part("month")} ${part("year")} at ${time}`;
}

/** "14:30" as "2.30pm", on the hour without minutes. */
export function formatTime(text: string): string {
  const match = /^(\d{1,2}):(\d{2})/.exec(text);
  if (!match) return text;
  const hour = Number(match[1]) % 24;
  const minutes = match[2] === "00" ? "" : `.${match[2] ?? ""}`;
  if (hour === 12 && minutes === "") return "midday";
  if (hour === 0 && minutes === "") return "midnight";
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? "am" : "pm"}`;
}

/** 418240 as "418,240". */
export function formatCount(count: bigint | number): string {
  return count.toLocaleString("en-GB");
}

/** "1 decision", "2 decisions", "no decisions". */
export function counted(count: bigint | number, one: string, many = `${one}s`): string {
  const number = Number(count);
  return number === 1 ? `1 ${one}` : `${number === 0 ? "no" : formatCount(count)} ${many}`;
}

const kPenceInPound = 100n;
const kPenceInTenThousandPounds = 1_000_000n;

/** Pence as pounds; from a million on in millions, where nothing is lost by it. */
export function formatMoney({ pence }: Pick<Money, "pence">): string {
  if (pence >= 100n * kPenceInTenThousandPounds && pence % kPenceInTenThousandPounds === 0n) {
    return `£${String(Number(pence / kPenceInTenThousandPounds) / 100)} million`;
  }
  const rest = pence % kPenceInPound;
  const pounds = `£${formatCount(pence / kPenceInPound)}`;
  return rest === 0n ? pounds : `${pounds}.${String(rest).padStart(2, "0")}`;
}

/** What something costs: a part that is absent is not zero. */
export function formatValue(value: Pick<Value, "revenue" | "capital"> | undefined): string {
  const parts = [
    value?.revenue ? `${formatMoney(value.revenue)} revenue` : "",
    value?.capital ? `${formatMoney(value.capital)} capital` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "Not stated" : parts.join(" and ");
}

/** A sentence that the services wrote for programs too: its dates and numbers of days as pages write them. */
export function plainSentence(text: string): string {
  return text
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => formatDate(date))
    .replace(/\b(\d{4,}) days\b/g, (_, days: string) => `${formatCount(Number(days))} days`);
}

/** "one", "one and two", "one, two and three". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
