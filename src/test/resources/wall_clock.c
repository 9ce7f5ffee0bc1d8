/* Loaded before the C library: sets a process's wall clock off by so many seconds as a file says, a long, at any moment.
   All other clocks are left as they are. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const long *off_by;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("WALL_CLOCK_OFF_BY");
  int file = name ? open(name, O_RDONLY) : -1;
  if (file < 0) {
    return;
  }
  void *seconds = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
  if (seconds != MAP_FAILED) {
    off_by = seconds;
  }
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int) syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && off_by && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += *off_by;
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void) zone;
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *now) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now) {
    *now = exact.tv_sec;
  }
  return exact.tv_sec;
}
