// The repository tests itself. Each check is run over the tracked files, and once over a small tree
// that breaks it: a check that cannot fail checks nothing.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readRepository } from "./repository.mjs";
import * as rules from "./rules.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const files = readRepository(root);

// For each check: trees in which it must find something, and trees in which it must not.
const long = (lines) => "x\n".repeat(lines);
const cases = {
  filesAreShort: {
    red: [{ "storage/a.cc": long(501) }, { "services/x/main.cc": long(61) }],
    green: [
      { "storage/a.cc": long(500), "services/x/main.cc": long(60), "d/data/a.ts": long(900) },
    ],
  },
  nothingForbiddenIsWritten: {
    red: [{ "a.cc": "// TO" + "DO later\n" }, { "a.md": "see /wo" + "rk/main\n" }],
    green: [{ "a.md": "that works, see network/layer\n" }],
  },
  generatedCodeIsNotCommitted: {
    red: [{ "proto/a.pb.h": "" }],
    green: [{ "proto/a.proto": "" }],
  },
  lockFileNamesNoHost: {
    red: [{ "package-lock.json": '  "resolved": "https://x/y.tgz"\n' }],
    green: [{ "package-lock.json": '  "resolved": "services/gateway"\n' }],
  },
  includesFollowTheArrows: {
    red: [
      { "storage/a.cc": '#include "services/domain/x.h"\n' },
      { "storage/a.cc": '#include "witan/event/v1/envelope.pb.h"\n' },
      { "services/domain/a.cc": '#include "services/recorder/x.h"\n' },
      { "services/domain/a.cc": "#include <grpcpp/server.h>\n" },
      { "services/oversight/a.cc": '#include "services/recorder/x.h"\n' },
    ],
    green: [
      { "services/domain/a.cc": '#include "storage/base/status.h"\n' },
      { "services/standalone/main.cc": '#include "services/recorder/x.h"\n' },
    ],
  },
  headersArePragmaOnce: {
    red: [{ "a.h": "// #pragma once\n" }],
    green: [{ "a.h": "#pragma once\n" }],
  },
  everySourceIsBuilt: {
    red: [
      { "a/CMakeLists.txt": "witan_test(b SOURCES ab_test.cc)", "a/b_test.cc": "" },
      { "a/CMakeLists.txt": "x SOURCES b.cc", "c/b.cc": "" },
    ],
    green: [{ "a/CMakeLists.txt": "x SOURCES b.cc c/d.cc)", "a/b.cc": "", "a/c/d.cc": "" }],
  },
  everyRuleHasItsTests: {
    red: [
      { "services/domain/rules.cc": "{RuleId::k05,", "a_test.cc": "TEST(A, R05_Holds) {}\n" },
      {
        "services/domain/rules.cc": "{RuleId::k05,",
        "a_test.cc": "TEST(A, R051_Holds) {}\nTEST(A, R051_Refuses) {}\n",
      },
    ],
    green: [
      {
        "services/domain/rules.cc": "{RuleId::k05,",
        "a_test.cc": "TEST(A, R05_Holds) {}\nTEST_F(A, R05_Refuses) {}\n",
      },
    ],
  },
  foldersAreListed: {
    red: [
      { "storage/a.h": "" },
      { "storage/README.md": "| File | What |\n|---|---|\n| `b.h` | b |\n", "storage/a.h": "" },
      { "a/b/README.md": "| File | What |\n|---|---|\n| d.h | d |\n", "a/b/c.cc": "" },
    ],
    green: [
      {
        "storage/README.md": "| File | What |\n|---|---|\n| `a.h`, `base/` | a |\n",
        "storage/a.h": "",
        "storage/a_test.cc": "",
        "storage/base/x.h": "",
      },
      { "a/b/README.md": "| File | What |\n|---|---|\n| c.h | c |\n", "a/b/c.cc": "" },
    ],
  },
  functionsAreShort: {
    red: [
      { "a.cc": "void F() {\n" + "  x;\n".repeat(59) + "}\n" },
      { "a.h": "class A {\n  void F() {\n" + "    x;\n".repeat(59) + "  }\n};\n" },
      {
        "a.cc":
          "TEST(A, B) {\n  if (x) {\n    y;\n  } else {\n" + "    x;\n".repeat(59) + "  }\n}\n",
      },
    ],
    green: [
      { "a.cc": "void F() {\n" + "  x;\n".repeat(58) + "}\n" },
      {
        "a.cc":
          "namespace a {\nvoid F() {\n" + "  x;\n".repeat(50) + "}\n".repeat(2) + "x\n".repeat(20),
      },
      { "a.cc": "const int kA[] = {\n" + "  1,\n".repeat(70) + "};\n" },
      { "a.cc": "class A {\n" + "  int x;\n".repeat(70) + "};\n" },
      {
        "a.cc":
          "// NOLINTNEXTLINE(readability-function-size): one case an event\nvoid F() {\n" +
          "  x;\n".repeat(70) +
          "}\n",
      },
    ],
  },
  droppedStatusHasAReason: {
    red: [
      { "a.cc": "  Sync().IgnoreError();\n" },
      { "a.cc": "  (void)Sync();\n" },
      { "a.cc": "  static_cast<void>(Sync());\n" },
    ],
    green: [
      { "a.cc": "  // The next start reads it again.\n  Sync().IgnoreError();\n" },
      { "a.cc": "  Sync().IgnoreError();  // read again\n" },
    ],
  },
  namespacesAreTakenInWithAReason: {
    red: [{ "a.cc": "using namespace std;\n" }, { "a.h": "using namespace std;  // short\n" }],
    green: [
      { "a.cc": "using namespace witan::a::v1;  // the kinds by name\n" },
      { "a_test.cc": "using namespace witan::a::v1;\n" },
    ],
  },
  whatReadmesListExists: {
    red: [{ "a/README.md": "| File | What |\n|---|---|\n| `gone.h` | b |\n" }],
    green: [
      {
        "a/README.md": "| File | What |\n|---|---|\n| `b.{h,cc}` | b |\n",
        "a/b.h": "",
        "a/b.cc": "",
      },
      { "a/README.md": "| Rule | What |\n|---|---|\n| `R-17` | b |\n" },
    ],
  },
};

for (const [name, check] of Object.entries(rules)) {
  test(`${name}: in this repository`, () => {
    assert.deepEqual(check(files), []);
  });
  test(`${name}: goes red when broken`, () => {
    assert.ok(cases[name], `no broken tree is given for ${name}`);
    for (const tree of cases[name].red) {
      assert.notDeepEqual(check(new Map(Object.entries(tree))), [], JSON.stringify(tree));
    }
    for (const tree of cases[name].green) {
      assert.deepEqual(check(new Map(Object.entries(tree))), [], JSON.stringify(tree));
    }
  });
}
