#include "service/server/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace assay {

void NotifySupervisor(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  struct sockaddr_un to {};
  if (path == nullptr || (*path != '/' && *path != '@') || std::strlen(path) >= sizeof(to.sun_path)) return;
  to.sun_family = AF_UNIX;
  const size_t length = std::strlen(path);
  std::memcpy(to.sun_path, path, length);
  // A name that begins with '@' lies in no file system; in the address a zero byte stands for it.
  if (*path == '@') to.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return;
  sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const struct sockaddr*>(&to),
         static_cast<socklen_t>(offsetof(struct sockaddr_un, sun_path) + length));
  close(fd);
}

}  // namespace assay
