// Counts test cases: "PASSED FAILED SKIPPED" on one line.
//
//   node count_tests.mjs ctest JUNIT_FILE REPORT_DIR   what ctest ran; a GoogleTest program counts
//                                                      with its cases, any other test as one
//   node count_tests.mjs node LOG_FILE                 a log of the Node test runner
//
// A program that failed without saying which case (it crashed, it was stopped) is one failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

function attribute(tag, name) {
  const match = tag.match(new RegExp(`\\b${name}="([^"]*)"`));
  return match ? match[1] : "";
}

function casesOf(report) {
  const text = readFileSync(report, "utf8");
  const whole = text.match(/<testsuites [^>]*>/)?.[0] ?? "";
  const failed = Number(attribute(whole, "failures")) + Number(attribute(whole, "errors"));
  const disabled = Number(attribute(whole, "disabled"));
  const skipped = [...text.matchAll(/<testsuite [^>]*>/g)]
    .map((match) => Number(attribute(match[0], "skipped")))
    .reduce((sum, count) => sum + count, 0);
  const passed = Number(attribute(whole, "tests")) - failed - disabled - skipped;
  return { passed, failed, skipped: skipped + disabled };
}

function countCtest(junitFile, reportDir) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [tag] of readFileSync(junitFile, "utf8").matchAll(/<testcase [^>]*>/g)) {
    const status = attribute(tag, "status");
    const report = join(reportDir, attribute(tag, "name") + ".xml");
    const cases = existsSync(report)
      ? casesOf(report)
      : { passed: Number(status === "run"), failed: 0, skipped: Number(status === "disabled") };
    if (status === "fail" && cases.failed === 0) cases.failed = 1;
    for (const key of Object.keys(sum)) sum[key] += cases[key];
  }
  return sum;
}

function countNode(logFile) {
  const text = readFileSync(logFile, "utf8");
  const last = (name) =>
    [...text.matchAll(new RegExp(`^(?:#|ℹ) ${name} (\\d+)\\s*$`, "gm"))]
      .map((match) => Number(match[1]))
      .reduce((sum, count) => sum + count, 0);
  return {
    passed: last("pass"),
    failed: last("fail") + last("cancelled"),
    skipped: last("skipped") + last("todo"),
  };
}

const [kind, ...files] = process.argv.slice(2);
const sum = kind === "ctest" ? countCtest(...files) : countNode(...files);
console.log(`${sum.passed} ${sum.failed} ${sum.skipped}`);
