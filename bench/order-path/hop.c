/*
 * The peer in C: passes on what it gets, and in the way to the Gateway makes every frame durable before it leaves, one
 * after the other, as the plainest program that persists before it sends would.
 *
 *     hop TARGET_PORT [FILE]      prints the port it listens on; without FILE nothing is made durable
 *
 * It serves one connection after the other, on 127.0.0.1. A client's first four bytes, "API\0", are no frame.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM (1 << 20)
#define PREFIX 4

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static struct sockaddr_in local(int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

static void no_delay(int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static int dial(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = local(port);
  if (connect(fd, (struct sockaddr *)&at, sizeof at) < 0) fail("connect");
  no_delay(fd);
  return fd;
}

static void write_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0) fail("write");
    bytes += written;
    length -= written;
  }
}

/* Frames that are complete: on the disk first, then on their way. Answers how many bytes are done with. */
static size_t persist_and_send(const unsigned char *bytes, size_t length, int file, int target) {
  size_t at = 0;
  while (length - at >= PREFIX) {
    size_t frame = PREFIX + ((size_t)bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]);
    if (length - at < frame) break;
    write_all(file, bytes + at, frame);
    if (fdatasync(file) < 0) fail("fdatasync");
    write_all(target, bytes + at, frame);
    at += frame;
  }
  return at;
}

static void serve(int client, int target, int file) {
  static unsigned char room[ROOM];
  size_t held = 0;
  int greeted = 0;
  struct pollfd ends[2] = {{client, POLLIN, 0}, {target, POLLIN, 0}};
  for (;;) {
    if (poll(ends, 2, -1) < 0) fail("poll");
    if (ends[1].revents) {
      unsigned char back[65536];
      ssize_t got = read(target, back, sizeof back);
      if (got <= 0) return;
      write_all(client, back, got);
    }
    if (ends[0].revents) {
      ssize_t got = read(client, room + held, ROOM - held);
      if (got <= 0) return;
      held += got;
      size_t done = held;
      if (file < 0) {
        write_all(target, room, held);
      } else if (!greeted) {
        if (held < PREFIX) continue;
        greeted = 1;
        write_all(target, room, PREFIX);
        done = PREFIX + persist_and_send(room + PREFIX, held - PREFIX, file, target);
      } else {
        done = persist_and_send(room, held, file, target);
      }
      memmove(room, room + done, held - done);
      held -= done;
    }
  }
}

int main(int count, char **words) {
  if (count < 2) return 2;
  int file = count > 2 ? open(words[2], O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (count > 2 && file < 0) fail(words[2]);
  int door = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = local(0);
  socklen_t size = sizeof at;
  if (bind(door, (struct sockaddr *)&at, sizeof at) < 0 || listen(door, 4) < 0) fail("listen");
  getsockname(door, (struct sockaddr *)&at, &size);
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  for (;;) {
    int client = accept(door, 0, 0);
    if (client < 0) fail("accept");
    no_delay(client);
    int target = dial(atoi(words[1]));
    serve(client, target, file);
    close(client);
    close(target);
  }
}
