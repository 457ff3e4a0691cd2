// One involvement activity as the lines that record it: an organisation asks, people answer (counts
// only), themes are answered, feedback is given.

import { decisionId, recordId } from "./ids.mjs";

export const activityId = (key) => recordId(`activity:${key}`);

export class Activity {
  #book;
  #key;
  #by;

  constructor(book, key, organisation) {
    this.#book = book;
    this.#key = key;
    this.#by = { org: organisation };
  }

  plan(on, facts, source) {
    const everybody = {
      name: "Residents, unpaid carers and their representatives",
      carersOrRepresentatives: true,
    };
    const planned = {
      organisationId: this.#by.org,
      method: "INVOLVEMENT_METHOD_ENGAGE",
      audiences: [everybody],
      ...facts,
    };
    this.step("activity", on, { activityPlanned: planned }, { source });
    return this;
  }

  step(name, on, content, more) {
    const record = activityId(this.#key);
    this.#book.record(`${name}:${this.#key}`, record, on, this.#by, content, more);
  }

  refuse(name, on, content, reasons) {
    const record = activityId(this.#key);
    this.#book.refuse(`${name}:${this.#key}`, record, on, this.#by, content, reasons);
  }

  /** What came in: {channel, people or fewerThanTen, summary}. */
  input(name, on, input) {
    this.step(`input:${name}`, on, { inputRecorded: input });
  }

  theme(theme, on, youSaid) {
    this.step(`theme:${theme}`, on, { themeRecorded: { theme, youSaid } });
  }

  /** answer: {answer, weDid, reasonNotChanged, decisionId}. */
  answer(theme, on, { answer, ...rest }) {
    const answered = { theme, answer: `ANSWER_${answer}`, ...rest };
    this.step(`answer:${theme}`, on, { themeAnswered: answered });
  }

  link(decisionKey, on, influence) {
    const decision = decisionId(decisionKey);
    this.step("linked", on, { linkedToDecision: { decisionId: decision, influence } });
  }

  report(on, facts) {
    this.step("report", on, { reportPublished: facts });
  }

  finish(on, how) {
    this.step("feedback", on, { feedbackGiven: { how, on } });
    const evaluation = "Illustrative: what was learned is kept with the plan of the next exercise";
    this.step("completed", on, { activityCompleted: { evaluation } });
  }
}
