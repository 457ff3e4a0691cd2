#pragma once

// Information requests, asked once: a later requester joins the same request and gets the same
// return.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/request/v1/request.pb.h"

namespace witan::domain {

// R-40 for a region, R-46 for everybody.
void Decide(const Deciding& deciding, const witan::request::v1::RequestRaised& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::request::v1::RequesterSubscribed& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::request::v1::ReturnSubmitted& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::request::v1::ReturnAccepted& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::request::v1::ReturnQueried& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::request::v1::RequestWithdrawn& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::request::v1::RequestClosed& content,
            Findings& findings);

enum class RequestState {
  kOpen,
  // A return was submitted since it was raised or last queried.
  kAnswered,
  // Every requester withdrew.
  kWithdrawn,
  kClosed,
};
RequestState RequestStateOf(const Record& request);
// Who waits for the return: who raised it and who joined, without those who withdrew.
std::vector<std::string> RequestersOf(const Record& request);
// Whether the subject was asked by it, or has answered: what R-46 counts as asked. A request that
// was withdrawn, or closed without a return, is not.
bool StandsAsAsked(const Record& request);
// Requests to the subject with the same topic and an overlapping period that stand as asked, oldest
// first.
std::vector<const Record*> SameRequests(const World& world,
                                        const witan::request::v1::RequestRaised& asked);

}  // namespace witan::domain
