/* Loaded before the C library (LD_PRELOAD): counts the calls that change something below FAULT_ROOT,
   and at the FAULT_AT-th of them ends the process (FAULT_KIND=kill) or lets calls fail as on a full
   disk from then on (enospc), or this one as on a broken drive (eio). FAULT_COUNT names a file that
   is given the number of calls at the end. Linux. cc -shared -fPIC -o shim.so shim.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int below(const char *path) {
  const char *root = getenv("FAULT_ROOT");
  return root && path && !strncmp(path, root, strlen(root));
}

static int below_fd(int fd) {
  char link[48], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return below(path);
}

/* Counts one call; 1 where it must fail. */
static int fault(int may_fail) {
  const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
  calls++;
  if (!at || !kind) return 0;
  long n = atol(at);
  if (!strcmp(kind, "kill") && calls == n) raise(SIGKILL);
  if (may_fail && !strcmp(kind, "enospc") && calls >= n) return errno = ENOSPC, 1;
  if (may_fail && !strcmp(kind, "eio") && calls == n) return errno = EIO, 1;
  return 0;
}

/* For the harness: the number of calls so far, and back to none. */
long fault_calls(void) { return calls; }
void fault_reset(void) { calls = 0; }

#define NEXT(type) static __typeof__(type) next; if (!next) next = (__typeof__(type))dlsym(RTLD_NEXT, __func__)

ssize_t write(int fd, const void *data, size_t n) {
  NEXT(ssize_t (*)(int, const void *, size_t));
  return fd > 2 && below_fd(fd) && fault(1) ? -1 : next(fd, data, n);
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
  NEXT(ssize_t (*)(int, const void *, size_t, off_t));
  return below_fd(fd) && fault(1) ? -1 : next(fd, data, n, at);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  NEXT(ssize_t (*)(int, const void *, size_t, off64_t));
  return below_fd(fd) && fault(1) ? -1 : next(fd, data, n, at);
}
ssize_t sendfile(int out, int in, off_t *at, size_t n) {
  NEXT(ssize_t (*)(int, int, off_t *, size_t));
  return below_fd(out) && fault(1) ? -1 : next(out, in, at, n);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t n) {
  NEXT(ssize_t (*)(int, int, off64_t *, size_t));
  return below_fd(out) && fault(1) ? -1 : next(out, in, at, n);
}
int fsync(int fd) {
  NEXT(int (*)(int));
  return below_fd(fd) && fault(1) ? -1 : next(fd);
}
int fdatasync(int fd) {
  NEXT(int (*)(int));
  return below_fd(fd) && fault(1) ? -1 : next(fd);
}
int ftruncate(int fd, off_t n) {
  NEXT(int (*)(int, off_t));
  return below_fd(fd) && fault(1) ? -1 : next(fd, n);
}
int ftruncate64(int fd, off64_t n) {
  NEXT(int (*)(int, off64_t));
  return below_fd(fd) && fault(1) ? -1 : next(fd, n);
}
int rename(const char *from, const char *to) {
  NEXT(int (*)(const char *, const char *));
  return below(to) && fault(1) ? -1 : next(from, to);
}
int unlink(const char *path) {
  NEXT(int (*)(const char *));
  if (below(path)) fault(0);
  return next(path);
}
int mkdir(const char *path, mode_t mode) {
  NEXT(int (*)(const char *, mode_t));
  return below(path) && fault(1) ? -1 : next(path, mode);
}
static int creates(const char *path, int flags) {
  return (flags & (O_CREAT | O_TRUNC)) && below(path) && fault(1);
}
int open(const char *path, int flags, ...) {
  NEXT(int (*)(const char *, int, ...));
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, int);
  va_end(rest);
  return creates(path, flags) ? -1 : next(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  NEXT(int (*)(const char *, int, ...));
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, int);
  va_end(rest);
  return creates(path, flags) ? -1 : next(path, flags, mode);
}
