// How long a program takes from its start to its end, how much of the
// processors' time, and how much memory at most. It is started several times,
// and prints the median of each, as measure.mjs does.
//
//   start ROW TIMES COMMAND...

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kMost = 100 };

static double wall[kMost], processor[kMost], memory[kMost];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double milliseconds(struct timeval time) {
  return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static void run(char** command, int i) {
  double start = now();
  pid_t child = fork();
  if (child == 0) {
    // What it prints, this program's reader would take for JSON.
    dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    execv(command[0], command);
    perror(command[0]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    perror("start");
    exit(1);
  }
  // A crash is told as the crash of any other peer.
  if (WIFSIGNALED(status)) raise(WTERMSIG(status));
  if (status != 0) {
    fprintf(stderr, "%s could not be run, or ended with an error: see above\n", command[0]);
    exit(1);
  }
  wall[i] = now() - start;
  processor[i] = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  memory[i] = (double)usage.ru_maxrss / 1024;
}

static int compare(const void* a, const void* b) {
  double difference = *(const double*)a - *(const double*)b;
  return (difference > 0) - (difference < 0);
}

static double median(double* values, int count) {
  qsort(values, (size_t)count, sizeof(values[0]), compare);
  return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

int main(int argc, char** argv) {
  int count = argc < 4 ? 0 : atoi(argv[2]);
  if (count < 1 || count > kMost) {
    fprintf(stderr, "usage: start ROW TIMES COMMAND... (at most %d times)\n", kMost);
    return 2;
  }
  for (int i = 0; i < count; i++) run(argv + 3, i);
  printf("{\"%s/wall\": {\"value\": %.3f}, ", argv[1], median(wall, count));
  printf("\"%s/processor\": {\"value\": %.3f}, ", argv[1], median(processor, count));
  printf("\"%s/memory\": {\"value\": %.3f}}\n", argv[1], median(memory, count));
  return 0;
}
