#include "tools/witan/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/witan/cells.h"
#include "witan/involvement/v1/query.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

witan::oversight::v1::ListDecisionsResponse TwoDecisions() {
  witan::oversight::v1::ListDecisionsResponse response;
  for (const uint64_t number : {417704u, 9u}) {
    auto& item = *response.add_items();
    item.mutable_head()->set_id("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10");
    item.mutable_head()->set_number(number);
    item.mutable_head()->set_occurred("2022-03-07");
    item.mutable_head()->set_state("made");
    item.mutable_head()->set_title(number == 9 ? "Café\nfees" : "Urgent care");
    item.mutable_head()->add_systems("QOP");
    item.mutable_body()->set_name("Bury Strategic Commissioning Board");
    item.set_dissent_count(number == 9 ? 2 : 0);
  }
  auto& page = *response.mutable_page();
  page.set_total(12);
  page.mutable_as_of()->set_position(812);
  page.set_next_page_token("next");
  auto& withheld = *page.add_withheld();
  withheld.set_count(3);
  withheld.set_ground(witan::common::v1::GROUND_PERSONAL);
  return response;
}

TEST(RenderAnswer, PrintsAListAsATable) {
  EXPECT_EQ(RenderAnswer(TwoDecisions(), 200),
            "NUMBER  OCCURRED    STATE  TITLE        SYSTEMS  BODY                                "
            "DISSENT COUNT\n"
            "417704  2022-03-07  made   Urgent care  QOP      Bury Strategic Commissioning Board\n"
            "9       2022-03-07  made   Café fees    QOP      Bury Strategic Commissioning Board  "
            "2\n"
            "2 of 12 shown\n"
            "3 withheld (personal)\n"
            "More: --page-token next\n"
            "As of position 812\n");
}

TEST(RenderAnswer, LeavesOutColumnsThatDoNotFit) {
  const std::string narrow = RenderAnswer(TwoDecisions(), 50);
  EXPECT_THAT(narrow, HasSubstr("TITLE"));
  EXPECT_THAT(narrow, Not(HasSubstr("BODY")));
}

TEST(RenderAnswer, KeepsNumberAndTitleOnTheNarrowestTerminal) {
  auto decisions = TwoDecisions();
  decisions.mutable_items(0)->mutable_head()->set_title("Urgent care by appointment");
  EXPECT_THAT(RenderAnswer(decisions, 24),
              StartsWith("NUMBER  TITLE\n417704  Urgent care by …\n9       Café fees\n"));
}

TEST(RenderAnswer, WrapsSentencesOfWhatIsNoRecord) {
  witan::oversight::v1::ListRulesResponse response;
  auto& rule = *response.add_items();
  rule.set_id("R-19");
  rule.set_level("HARD");
  rule.set_sentence("A body decides only with its quorum.");
  EXPECT_EQ(RenderAnswer(response, 32),
            "ID    LEVEL  SENTENCE\n"
            "R-19  HARD   A body decides only\n"
            "             with its quorum.\n");
}

TEST(RenderAnswer, PrintsTheThemesOfActivitiesWithWhereTheyBelong) {
  witan::involvement::v1::ListThemesResponse response;
  auto& row = *response.add_items();
  row.mutable_theme()->set_theme("T1");
  row.mutable_theme()->set_you_said("Open in the evening");
  row.mutable_activity()->set_title("Community beds");
  row.mutable_activity()->set_number(1426);
  response.mutable_page()->set_total(1);
  EXPECT_EQ(RenderAnswer(response, 100),
            "THEME  YOU SAID             NUMBER  TITLE\n"
            "T1     Open in the evening  1426    Community beds\n"
            "1 of 1 shown\n"
            "As of position 0: nothing had been recorded by then\n");
}

TEST(RenderAnswer, ShowsIdsByTheNamesThatStandElsewhereInTheAnswer) {
  constexpr const char* kPerson = "0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10";
  witan::oversight::v1::GetDecisionResponse response;
  auto& member = *response.add_members();
  member.set_person_id(kPerson);
  member.set_name("Illustrative person 7");
  auto& seat = *response.mutable_meeting()->add_attendance();
  seat.set_person_id(kPerson);
  seat.set_presence(witan::meeting::v1::PRESENCE_PRESENT);
  response.mutable_item()->mutable_made()->set_body_id(kPerson);
  const std::string text = RenderAnswer(response, 120);
  EXPECT_THAT(text, HasSubstr("    PERSON                 PRESENCE\n"
                              "    Illustrative person 7  present\n"));
  EXPECT_THAT(text, HasSubstr("body id: " + std::string(kPerson) + " (Illustrative person 7)\n"));
}

TEST(RenderAnswer, ShowsTheEntriesBelowTheirScheme) {
  witan::oversight::v1::GetPowersResponse response;
  auto& scheme = *response.add_schemes();
  scheme.mutable_head()->set_number(1564);
  scheme.mutable_head()->set_title("Scheme");
  auto& entry = *scheme.add_entries();
  entry.set_entry("1");
  entry.set_function("STRATEGY");
  EXPECT_THAT(RenderAnswer(response, 80), HasSubstr("SCHEMES\n"
                                                    "  NUMBER  TITLE\n"
                                                    "  1564    Scheme\n"
                                                    "  1564 ENTRIES\n"
                                                    "    ENTRY  FUNCTION\n"
                                                    "    1      STRATEGY\n"));
}

TEST(RenderAnswer, SaysHowToGoOnWithEvents) {
  witan::oversight::v1::ListEventsResponse response;
  response.set_next_after_position(512);
  EXPECT_THAT(RenderAnswer(response, 80), HasSubstr("More: --after-position 512\n"));
}

TEST(RenderAnswer, SaysHowMuchOfAnEmptyListThereIs) {
  witan::oversight::v1::ListDecisionsResponse response;
  response.mutable_page()->mutable_as_of()->set_position(3);
  EXPECT_EQ(RenderAnswer(response, 80), "0 of 0 shown\nAs of position 3\n");
}

TEST(RenderAnswer, PrintsOneRecordWithItsHistory) {
  witan::oversight::v1::GetDecisionResponse response;
  response.mutable_item()->mutable_head()->set_title("Urgent care");
  response.mutable_item()->mutable_made()->mutable_value()->mutable_revenue()->set_pence(
      125'000'000);
  auto& entry = *response.add_trail();
  entry.set_position(12);
  entry.set_label("Decision made");
  entry.set_recorded_at_us(1'656'633'600'000'000);
  const std::string text = RenderAnswer(response, 120);
  EXPECT_THAT(text, HasSubstr("title: Urgent care\n"));
  EXPECT_THAT(text, HasSubstr("value: £1,250,000.00 revenue\n"));
  EXPECT_THAT(text, HasSubstr("12        Decision made  2022-07-01 00:00:00Z"));
}

TEST(RenderLine, PrintsAnEventOfAStreamOnOneLine) {
  witan::oversight::v1::WatchEventsResponse response;
  response.mutable_event()->set_position(12);
  response.mutable_event()->set_label("Decision made");
  EXPECT_EQ(RenderLine(response, 100), "12  Decision made\n");
}

TEST(Cells, WriteMoneyTimesAndCuts) {
  EXPECT_EQ(Pounds(0), "£0.00");
  EXPECT_EQ(Pounds(100'000'05), "£100,000.05");
  EXPECT_EQ(UtcTime(0), "");
  EXPECT_EQ(Cut("abcdef", 4), "abc…");
  EXPECT_EQ(Cut("Café", 4), "Café");
  EXPECT_EQ(Cut("a\nb", 10), "a b");
  EXPECT_EQ(Columns("£€…"), 3u);
}

}  // namespace
}  // namespace witan::cli
