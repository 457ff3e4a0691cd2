#include "tools/witan/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/witan/cells.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

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
  EXPECT_THAT(text, HasSubstr("revenue: £1,250,000.00\n"));
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
