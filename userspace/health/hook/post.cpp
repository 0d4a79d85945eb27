// SPDX-License-Identifier: Apache-2.0
#include "health/hook/post.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <memory>

#include "core/version.h"
#include "health/text/text.h"

namespace shunt::health {
namespace {

struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CloseMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, CloseEasy>;
using Multi = std::unique_ptr<CURLM, CloseMulti>;
using List = std::unique_ptr<curl_slist, FreeList>;

struct Answer {
  std::size_t bytes = 0;
  bool too_long = false;
};

std::size_t ignore_body(const char* /*data*/, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<Answer*>(user);
  answer.bytes += size * count;
  answer.too_long = answer.bytes > kMostOfAnAnswer;
  return answer.too_long ? 0 : size * count;  // 0 ends the transfer
}

List headers() {
  List list;
  for (const char* header : {"Content-Type: application/json", "Expect:"}) {  // nothing waits for 100 Continue
    curl_slist* longer = curl_slist_append(list.get(), header);
    if (longer == nullptr) return nullptr;
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

void set_options(CURL* easy, const std::string& url, const std::string& body, std::chrono::milliseconds timeout) {
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name that nobody resolves holds nothing up
  curl_easy_setopt(easy, CURLOPT_USERAGENT, fmt::format("shunt/{}", core::version()).c_str());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore_body);
}

/// Runs the transfer to its end: curl's result, CURLE_ABORTED_BY_CALLBACK if `stop` could be read before.
CURLcode perform(CURLM* multi, int stop) {
  while (true) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    int waiting = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &waiting))
      if (message->msg == CURLMSG_DONE) return message->data.result;
    // Waits for the sockets, curl's own deadlines and `stop`; at most a second, and then looks again.
    std::array<curl_waitfd, 1> extra{{{.fd = stop, .events = CURL_WAIT_POLLIN, .revents = 0}}};
    if (curl_multi_poll(multi, extra.data(), extra.size(), 1000, nullptr) != CURLM_OK) return CURLE_FAILED_INIT;
    if (extra[0].revents != 0) return CURLE_ABORTED_BY_CALLBACK;
  }
}

core::Result<void> judge_status(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (status / 100 == 2) return {};
  return core::Error(fmt::format("HTTP {}, expected 2xx", status));
}

}  // namespace

core::Result<void> post_json(const std::string& url, const std::string& body, std::chrono::milliseconds timeout,
                             int stop) {
  const List list = headers();
  const Easy easy(curl_easy_init());
  const Multi multi(curl_multi_init());
  if (!list || !easy || !multi) return core::Error("out of memory");
  Answer answer;
  set_options(easy.get(), url, body, timeout);
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer);
  curl_multi_add_handle(multi.get(), easy.get());
  const CURLcode code = perform(multi.get(), stop);
  curl_multi_remove_handle(multi.get(), easy.get());
  if (code == CURLE_OK || answer.too_long) return judge_status(easy.get());
  if (code == CURLE_OPERATION_TIMEDOUT) return core::Error("no answer in " + duration_text(timeout));
  return core::Error(curl_easy_strerror(code));
}

}  // namespace shunt::health
