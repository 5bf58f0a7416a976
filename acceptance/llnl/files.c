/* A program under LLNL's SCR library whose every byte can be checked: each rank writes FILES files of exactly
   SIZE bytes a checkpoint, on restart compares the one it is given with what it must be, and goes on from there.

   files SIZE FILES CHECKPOINTS SECONDS: SECONDS of rest behind the last checkpoint, unless it was restarted.
   Exit status 3: contents differ. */
#include <fcntl.h>
#include <mpi.h>
#include <scr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST = SCR_MAX_FILENAME + 64 };

static int rank;
static size_t size;
static int files;

static unsigned char expected(int file, size_t at) {
  unsigned long x = at * 2654435761ul + (unsigned long) rank * 40503ul + (unsigned long) file * 9176ul;
  return (unsigned char) (x >> 7 ^ x >> 19 ^ at);
}

static void name(char *to, const char *dataset, int file) {
  /* A name with blanks, in a directory below the dataset's. In cache LLNL's library puts all files of a dataset
     into one directory, so base names differ. */
  snprintf(to, LONGEST, "%s/part %d/rank %d file %d.dat", dataset, file, rank, file);
}

static int write_all(const char *path, int file) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);
  if (fd < 0) return 0;
  unsigned char block[65536];
  for (size_t done = 0; done < size;) {
    size_t count = size - done < sizeof block ? size - done : sizeof block;
    for (size_t i = 0; i < count; i++) block[i] = expected(file, done + i);
    if (write(fd, block, count) != (ssize_t) count) return 0;
    done += count;
  }
  return close(fd) == 0;
}

static int same(const char *path, int file) {
  FILE *in = fopen(path, "rb");
  if (!in) return 0;
  size_t at = 0;
  int c, good = 1;
  while ((c = getc(in)) != EOF) good &= at < size && c == expected(file, at++);
  fclose(in);
  return good && at == size;
}

static int restart(void) {
  int have = 0, step = 0;
  char dataset[SCR_MAX_FILENAME], path[LONGEST], routed[SCR_MAX_FILENAME];
  SCR_Have_restart(&have, dataset);
  while (have) {
    int good = 1, all;
    SCR_Start_restart(dataset);
    for (int file = 0; file < files; file++) {
      name(path, dataset, file);
      good &= SCR_Route_file(path, routed) == SCR_SUCCESS && same(routed, file);
    }
    MPI_Allreduce(&good, &all, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
    if (!all) {
      if (rank == 0) printf("contents of %s differ\n", dataset);
      fflush(stdout);
      MPI_Abort(MPI_COMM_WORLD, 3);
    }
    if (SCR_Complete_restart(good) == SCR_SUCCESS) {
      sscanf(dataset, "ckpt.%d", &step);
      if (rank == 0) printf("restarted from %s, contents are right\n", dataset);
      return step;
    }
    SCR_Have_restart(&have, dataset);
  }
  if (rank == 0) printf("no checkpoint to restart from\n");
  return 0;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  if (argc != 5) MPI_Abort(MPI_COMM_WORLD, 2);
  size = strtoul(argv[1], NULL, 10);
  files = atoi(argv[2]);
  int checkpoints = atoi(argv[3]);
  int rest = atoi(argv[4]);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (SCR_Init() != SCR_SUCCESS) MPI_Abort(MPI_COMM_WORLD, 4);
  int from = restart();
  int step = from;
  fflush(stdout);
  for (int i = 0; i < checkpoints; i++) {
    int valid = 1;
    char dataset[SCR_MAX_FILENAME], path[LONGEST], routed[SCR_MAX_FILENAME];
    snprintf(dataset, sizeof dataset, "ckpt.%d", ++step);
    SCR_Start_output(dataset, SCR_FLAG_CHECKPOINT);
    for (int file = 0; file < files; file++) {
      name(path, dataset, file);
      valid &= SCR_Route_file(path, routed) == SCR_SUCCESS && write_all(routed, file);
    }
    int done = SCR_Complete_output(valid) == SCR_SUCCESS;
    if (rank == 0) printf(done ? "wrote %s\n" : "could not write %s\n", dataset);
    fflush(stdout);
  }
  if (rest > 0 && from == 0) sleep(rest);
  SCR_Finalize();
  MPI_Finalize();
  return 0;
}
