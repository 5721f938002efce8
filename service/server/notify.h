// Tells a supervisor how the server is, by systemd's protocol: a datagram to the socket that NOTIFY_SOCKET names.
#ifndef ASSAY_SERVICE_SERVER_NOTIFY_H_
#define ASSAY_SERVICE_SERVER_NOTIFY_H_

#include <string_view>

namespace assay {

// "READY=1", "STOPPING=1": see sd_notify(3). Nothing where no supervisor asks; where one does not listen, its loss.
void NotifySupervisor(std::string_view state);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_NOTIFY_H_
